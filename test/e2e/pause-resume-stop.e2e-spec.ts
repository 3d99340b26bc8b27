import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CampaignResource, ContactPage, Problem } from '@ringside/contracts';
import { setTimeout as pause } from 'node:timers/promises';
import { startApi, until, type Api } from './harness.js';

let api: Api;
beforeEach(async () => {
  api = await startApi({ mock: { seed: 2, behaviour: { people: 'answer', speed: 25 } } });
});
afterEach(() => api.stop());

const phones = Array.from({ length: 12 }, (_, i) => `1${300 + i}5550101`);

async function create(): Promise<string> {
  // Short deadlines: webhooks that come while the service restarts are lost by contract (D25).
  const timeouts = { ring_timeout: 2, max_duration: 2, reply_timeout: 1 };
  const response = await api.post('/v1/campaigns', {
    dialer_type: 'Fixed',
    phone_number: phones,
    ...timeouts,
  });
  return ((await response.json()) as CampaignResource).id;
}
const campaign = (id: string) => api.get<CampaignResource>(`/v1/campaigns/${id}`);
const command = (id: string, name: string, body?: object) => api.post(`/v1/campaigns/${id}/${name}`, body);
async function refusal(response: Response): Promise<[number, string]> {
  const { status, code } = (await response.json()) as Problem;
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  return [status, code];
}

describe('a campaign', () => {
  it('that is paused sends nothing new, lets its calls end, and goes on where it was', async () => {
    const id = await create();
    await command(id, 'start');
    await until(
      () => api.mock.calls().length,
      (count) => count >= 4,
    );
    const paused = (await (await command(id, 'pause')).json()) as CampaignResource;
    expect(paused.state).toBe('paused');
    const dialed = api.mock.calls().length;
    await until(
      () => campaign(id),
      (found) => found.lines_in_use === 0,
    );
    await pause(300);
    expect(api.mock.calls()).toHaveLength(dialed);
    expect((await command(id, 'pause')).status).toBe(200);

    await command(id, 'start');
    await until(
      () => campaign(id),
      (found) => found.state === 'completed',
    );
    expect(api.mock.calls().map((call) => call.phone)).toEqual(phones);
  });

  it('that is paused stays so over a restart, and one that runs goes on by itself', async () => {
    const id = await create();
    await command(id, 'start');
    await until(
      () => api.mock.calls().length,
      (count) => count >= 3,
    );
    await command(id, 'pause');
    await api.restart();
    expect((await campaign(id)).state).toBe('paused');
    await command(id, 'start');
    await api.restart();
    expect((await campaign(id)).state).toBe('running');
    await until(
      () => campaign(id),
      (found) => found.state === 'completed',
    );
    const placed = api.mock.calls().map((call) => call.phone);
    expect(placed).toEqual(phones.filter((phone) => placed.includes(phone)));
    expect(new Set(placed).size).toBe(placed.length);
  });

  it('that is stopped dials no more: its idle contacts are canceled, its calls go on to their end', async () => {
    const id = await create();
    await command(id, 'start');
    await until(
      () => api.mock.calls().length,
      (count) => count >= 4,
    );
    expect(((await (await command(id, 'stop')).json()) as CampaignResource).state).toBe('stopped');
    const dialed = api.mock.calls().length;
    const stopped = await until(
      () => campaign(id),
      (found) => found.lines_in_use === 0 && found.counts.idle === 0,
    );
    expect(stopped.counts.canceled).toBe(phones.length - dialed);
    expect(api.mock.calls()).toHaveLength(dialed);
    expect((await command(id, 'stop')).status).toBe(200);

    const again = (await (await command(id, 'start', { only: 'unanswered' })).json()) as CampaignResource;
    expect([again.state, again.pass]).toEqual(['running', 2]);
    await until(
      () => campaign(id),
      (found) => found.state === 'completed',
    );
    expect(api.mock.calls().map((call) => call.phone)).toEqual(phones);
    const { items } = await api.get<ContactPage>(`/v1/campaigns/${id}/contacts`);
    expect(items.every((row) => row.status === 'completed' && row.calls === 1)).toBe(true);
  });

  it('that has ended is dialed again as a new pass, in order, each row once', async () => {
    const id = await create();
    await command(id, 'start');
    await until(
      () => campaign(id),
      (found) => found.state === 'completed',
    );
    expect(await refusal(await command(id, 'start', { only: 'unanswered' }))).toEqual([
      409,
      'nothing_to_dial',
    ]);
    await command(id, 'start');
    const second = await until(
      () => campaign(id),
      (found) => found.pass === 2 && found.state === 'completed',
    );
    expect(second.counts.completed).toBe(phones.length);
    expect(api.mock.calls().map((call) => call.phone)).toEqual([...phones, ...phones]);
  });

  it('refuses what is impossible with its state, and takes a repetition for done', async () => {
    const id = await create();
    expect(await refusal(await command(id, 'pause'))).toEqual([409, 'campaign_not_running']);
    expect(await refusal(await command(id, 'stop'))).toEqual([409, 'campaign_not_running']);
    await command(id, 'start');
    expect((await command(id, 'start')).status).toBe(200);
    await command(id, 'stop');
    expect(await refusal(await command(id, 'pause'))).toEqual([409, 'campaign_ended']);
    await until(
      () => campaign(id),
      (found) => found.lines_in_use === 0,
    );
    expect(api.mock.calls().length).toBeLessThanOrEqual(3);
  });

  it('that is asked to begin a new pass with calls still in flight says so', async () => {
    const id = await create();
    await command(id, 'start');
    await until(
      () => campaign(id),
      (found) => found.lines_in_use === 3,
    );
    await command(id, 'stop');
    expect(await refusal(await command(id, 'start'))).toEqual([409, 'calls_in_flight']);
  });
});
