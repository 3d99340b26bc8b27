import { afterEach, describe, expect, it } from '@jest/globals';
import type {
  CallStoryResource,
  CampaignResource,
  ContactPage,
  Page,
  CallResource,
} from '@ringside/contracts';
import { startPbxMock, type PbxMock } from '@ringside/pbx-mock';
import { ServiceProcess, eventually, pause } from './service-process.js';

/**
 * Killing it (RELIABILITY): kill -9 of the service at random moments while a campaign runs, the embedded database included;
 * and PostgreSQL restarted under it. Afterwards: the campaign has gone on by itself, nothing acknowledged is lost, no contact
 * was called twice, no line is stuck.
 */
const CONTACTS = 60;
const LINES = 3;
/** Deadlines outlast the people, on a busy machine too: at this speed nobody rings or talks longer than 1.5 s. */
const SPEED = 20;
const DEADLINES = { ring_timeout: 12, max_duration: 15, reply_timeout: 6 };

let service: ServiceProcess | null = null;
let mock: PbxMock | null = null;

afterEach(async () => {
  await service?.dispose();
  await mock?.close();
  service = mock = null;
});

/** Numbers 1 301 555 0180 to 0199 answer in every way the mock's people have; other area codes make them distinct. */
const phones = Array.from({ length: CONTACTS }, (_, i) => `1${200 + i}55501${80 + (i % 20)}`);

async function dialing(): Promise<{ service: ServiceProcess; mock: PbxMock; id: string }> {
  mock = await startPbxMock({ port: 0, seed: 11, behaviour: { people: 'mixed', speed: SPEED } });
  service = await ServiceProcess.create({ CALL_API_URL: mock.url, RESTART_GRACE: '1' });
  await service.start();
  const { id } = await service.rest<CampaignResource>('POST', '/v1/call', {
    dialer_type: 'Fixed',
    lines: LINES,
    phone_number: phones,
    ...DEADLINES,
  });
  return { service, mock, id };
}

/** What must be true of a campaign that was disturbed, once it is over. */
async function mustBeWhole(running: ServiceProcess, phoneSystem: PbxMock, id: string): Promise<void> {
  const campaign = await eventually(
    async () => {
      const found = await running.rest<CampaignResource>('GET', `/v1/campaigns/${id}`);
      return found.state === 'completed' && found;
    },
    180_000,
    'the campaign goes on by itself to its end',
  );
  expect(campaign.lines_in_use).toBe(0);

  const { items } = await running.rest<ContactPage>('GET', `/v1/campaigns/${id}/contacts?limit=1000`);
  const unfinished = items.filter(({ status }) =>
    ['idle', 'dialing', 'ringing', 'answered'].includes(status),
  );
  expect(unfinished).toEqual([]);
  expect(items.map((row) => row.calls)).toEqual(phones.map(() => 1));

  const placed = phoneSystem.calls().filter((call) => call.id !== null);
  expect(new Set(placed.map((call) => call.phone)).size).toBe(placed.length);
  const arrived = placed.map((call) => phones.indexOf(call.phone));
  expect(arrived).toEqual(arrived.toSorted((a, b) => a - b));
  expect(phoneSystem.stats().maxInFlight).toBeLessThanOrEqual(LINES);
  // A request that a kill cut off is never repeated: its row says so.
  const never = items.filter((row) => !placed.some((call) => call.phone === row.phone));
  for (const row of never) expect([row.status, row.reason]).toEqual(['failed', 'placement_unknown']);

  const stories = await storiesOf(running, id);
  for (const call of placed) {
    const story = stories.get(call.phone);
    for (const { status } of call.statuses.filter(({ answer }) => answer === 204)) {
      const kept = story?.events.some((event) => event.source === 'webhook' && event.type === status);
      expect([call.phone, status, kept]).toEqual([call.phone, status, true]);
    }
  }
}

async function storiesOf(running: ServiceProcess, id: string): Promise<Map<string, CallStoryResource>> {
  const { items } = await running.rest<Page<CallResource>>('GET', `/v1/campaigns/${id}/calls?limit=1000`);
  const stories = new Map<string, CallStoryResource>();
  for (const call of items) stories.set(call.phone ?? '', await running.rest('GET', `/v1/calls/${call.id}`));
  return stories;
}

describe('killing it (R5, R6, R7)', () => {
  it('survives kill -9 of the service, again and again', async () => {
    const { service: running, mock: phoneSystem, id } = await dialing();
    for (const wait of [350, 900, 120, 700, 1300, 250]) {
      await pause(wait);
      await running.kill();
      await running.start();
    }
    await mustBeWhole(running, phoneSystem, id);
  }, 300_000);

  it('survives kill -9 of the service and its database together', async () => {
    const { service: running, mock: phoneSystem, id } = await dialing();
    for (const wait of [500, 1100, 300]) {
      await pause(wait);
      process.kill(running.postgresPid, 'SIGKILL');
      await running.kill();
      await running.start();
    }
    await mustBeWhole(running, phoneSystem, id);
  }, 300_000);

  it('goes on when PostgreSQL is restarted under it', async () => {
    const { service: running, mock: phoneSystem, id } = await dialing();
    for (const [wait, signal] of [
      [600, 'SIGINT'],
      [1500, 'SIGKILL'],
    ] as const) {
      await pause(wait);
      const before = running.pid;
      process.kill(running.postgresPid, signal);
      await eventually(
        async () => (await fetch(`${running.url}/healthz`)).status === 200,
        30_000,
        'it can dial and store again',
      );
      expect(running.pid).toBe(before);
    }
    await mustBeWhole(running, phoneSystem, id);
  }, 300_000);
});
