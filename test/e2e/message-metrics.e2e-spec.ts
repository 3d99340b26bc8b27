import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { CampaignResource, Page, WebhookMessageResource } from '@ringside/contracts';
import { startApi, until, type Api } from './harness.js';
import { Receiver } from './receiver.js';

/** What `/metrics` says of the messages to developers' servers. */

const SCHEDULE = { progress: [60, 120], terminal: [60, 120, 240] };

let api: Api;
let receiver: Receiver;
beforeAll(async () => {
  api = await startApi({ messageSchedule: SCHEDULE, mock: { behaviour: { people: 'instant' } } });
  receiver = await Receiver.start();
});
afterAll(async () => {
  await api.stop();
  await receiver.close();
});

/** The value of one line, or null. */
async function metric(line: string): Promise<number | null> {
  const text = await (await api.request('/metrics')).text();
  const found = text.split('\n').find((one) => one.startsWith(`${line} `));
  return found === undefined ? null : Number(found.slice(line.length + 1));
}
const tries = (outcome: string): Promise<number | null> =>
  metric(`ringside_message_tries_total{outcome="${outcome}"}`);

async function dial(): Promise<CampaignResource> {
  const response = await api.post('/v1/call', {
    dialer_type: 'Fixed',
    phone_number: '12025550100',
    call_state_url: `${receiver.url}/`,
  });
  expect(response.status).toBe(201);
  return (await response.json()) as CampaignResource;
}
const messagesOf = async ({ id }: CampaignResource): Promise<readonly WebhookMessageResource[]> =>
  (await api.get<Page<WebhookMessageResource>>(`/v1/webhook-messages?limit=1000&campaign=${id}`)).items;

it('tries are counted by what became of them', async () => {
  let rang = 0;
  receiver.reply = ({ message: { type } }) => {
    if (type === 'call.completed') return 500;
    return type === 'call.ringing' && rang++ === 0 ? 500 : 204;
  };
  const campaign = await dial();
  const messages = await until(
    () => messagesOf(campaign),
    (found) =>
      found.some(({ name }) => name === 'call.completed') && found.every(({ state }) => state !== 'waiting'),
  );
  await until(
    () => tries('dead'),
    (dead) => dead === 1,
  );
  expect(await tries('delivered')).toBe(messages.length - 1);
  // Ringing failed once, the end as often as the schedule has waits.
  expect(await tries('failed')).toBe(rang > 0 ? 1 + SCHEDULE.terminal.length : SCHEDULE.terminal.length);
});

it('how many wait is told, and for how long the oldest has', async () => {
  const gauges = async (): Promise<readonly (number | null)[]> => [
    await metric('ringside_messages_waiting'),
    await metric('ringside_oldest_message_age_seconds'),
  ];
  expect(await gauges()).toEqual([0, NaN]);
  receiver.reply = () => 'never';
  const campaign = await dial();
  const messages = await until(
    () => messagesOf(campaign),
    (found) => found.some(({ name }) => name === 'call.completed'),
  );
  const [waiting, age] = await gauges();
  expect(waiting).toBe(messages.length);
  const since = Date.now() - Date.parse(messages.at(-1)?.created_at ?? '');
  expect(age).toBeGreaterThan(0);
  expect(Math.abs((age ?? 0) * 1000 - since)).toBeLessThan(10_000);
});
