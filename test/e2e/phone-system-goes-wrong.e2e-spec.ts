import { afterEach, describe, expect, it } from '@jest/globals';
import type { CallStoryResource, CampaignResource, ContactPage, ContactResource } from '@ringside/contracts';
import type { PbxMockOptions } from '@ringside/pbx-mock';
import { startApi, until, type Api } from './harness.js';

/** One thing at a time goes wrong with the phone system; the chaos spec lets everything go wrong at once. */
let api: Api | null = null;
afterEach(async () => {
  await api?.stop();
  api = null;
});

const phones = (count: number): string[] => Array.from({ length: count }, (_, i) => `1${300 + i}5550100`);

async function dial(
  behaviour: NonNullable<PbxMockOptions['behaviour']>,
  body: object,
): Promise<{ api: Api; id: string; campaign: () => Promise<CampaignResource> }> {
  const started = await startApi({
    mock: { seed: 5, behaviour: { people: 'answer', speed: 100, ...behaviour } },
  });
  api = started;
  const response = await started.post('/v1/call', { dialer_type: 'Fixed', ...body });
  const { id } = (await response.json()) as CampaignResource;
  return { api: started, id, campaign: () => started.get<CampaignResource>(`/v1/campaigns/${id}`) };
}

async function rows(running: Api, id: string): Promise<readonly ContactResource[]> {
  return (await running.get<ContactPage>(`/v1/campaigns/${id}/contacts?limit=1000`)).items;
}
const story = (running: Api, row: ContactResource | undefined) =>
  running.get<CallStoryResource>(`/v1/calls/${row?.call_id}`);
const over = ({ state }: CampaignResource): boolean => state === 'completed';

describe('the phone system', () => {
  it('sends statuses before its reply: nothing is overwritten (R7)', async () => {
    const {
      api: running,
      id,
      campaign,
    } = await dial({ early: 100, people: 'instant' }, { phone_number: phones(6) });
    await until(campaign, over);
    for (const row of await rows(running, id)) {
      expect(row.status).toBe('completed');
      const { provider_call_id, events } = await story(running, row);
      expect(provider_call_id).not.toBeNull();
      expect(events.filter(({ type }) => type === 'call.completed')).toHaveLength(1);
    }
  });

  it('sends statuses late, twice and in the wrong order: they are kept and change nothing (rule 2)', async () => {
    const {
      api: running,
      id,
      campaign,
    } = await dial({ doubled: 100, reordered: 100 }, { phone_number: phones(4) });
    await until(campaign, over);
    for (const row of await rows(running, id)) {
      expect(row.status).toBe('completed');
      await until(
        async () => (await story(running, row)).events.filter(({ source }) => source === 'webhook'),
        (webhooks) => webhooks.length >= 6,
      );
      const { events, state } = await story(running, row);
      expect(state).toBe('completed');
      expect(events.some(({ source, applied }) => source === 'webhook' && !applied)).toBe(true);
      expect(events.filter(({ type }) => type === 'call.completed')).toHaveLength(1);
    }
  });

  it('never ends a call: its line is free again by the deadline (R6)', async () => {
    const timeouts = { ring_timeout: 1, max_duration: 2, lines: 1 };
    const {
      api: running,
      id,
      campaign,
    } = await dial({ never: 100 }, { phone_number: phones(2), ...timeouts });
    await until(campaign, over);
    const [first] = await rows(running, id);
    expect([first?.status, first?.reason]).toEqual(['completed', 'talk_deadline']);
    expect((await story(running, first)).end_estimated).toBe(true);
  });

  it('loses every status: the call ends as not told of, and the next is dialed (R6)', async () => {
    const timeouts = { ring_timeout: 1, max_duration: 2, lines: 1 };
    const {
      api: running,
      id,
      campaign,
    } = await dial({ lost: 100 }, { phone_number: phones(2), ...timeouts });
    await until(campaign, over);
    for (const row of await rows(running, id))
      expect([row.status, row.reason]).toEqual(['failed', 'no_status']);
    const [first, second] = running.mock.calls();
    expect((second?.arrivedMs ?? 0) - (first?.arrivedMs ?? 0)).toBeLessThan(31_000);
  });

  it('answers 200 with an error: a failed row with that reason', async () => {
    const { api: running, id, campaign } = await dial({ error: 100 }, { phone_number: phones(2) });
    await until(campaign, over);
    for (const row of await rows(running, id)) {
      expect(row.status).toBe('failed');
      const { events, reason } = await story(running, row);
      const placement = events.find(({ source }) => source === 'placement');
      expect(placement?.type).toBe('failed');
      expect(reason).toBe(placement?.reason);
      expect(reason).toMatch(/\w/);
    }
  });

  it.each([
    ['429', { http429: 100 }],
    ['503', { http503: 100 }],
  ])(
    'refuses with %s: the same contact waits, in its place, and the reason is shown (R2)',
    async (_, faults) => {
      const {
        api: running,
        id,
        campaign,
      } = await dial({ ...faults, retryAfter: 1 }, { phone_number: phones(5) });
      const held = await until(campaign, ({ holding }) => holding !== null);
      expect(held.holding?.code).toBe('provider_backoff');
      expect(held.lines_in_use).toBeLessThanOrEqual(3);
      running.mock.setFaults({});
      await until(campaign, over);
      const placed = running.mock.calls().filter((call) => call.id !== null);
      expect(placed.map((call) => call.phone)).toEqual(phones(5));
      const [first] = await rows(running, id);
      expect(first?.calls).toBe(1);
      expect((await story(running, first)).placements).toBeGreaterThan(1);
    },
  );

  it('is not there at all: nothing is burnt, and it goes on when it is back', async () => {
    const { api: running, id, campaign } = await dial({}, { phone_number: phones(5) });
    running.mock.refuse(2500);
    await until(campaign, over);
    expect((await rows(running, id)).map((row) => row.status)).toEqual(phones(5).map(() => 'completed'));
    expect(running.mock.calls().map((call) => call.phone)).toEqual(phones(5));
  });

  it.each([
    ['loses its reply', { replyLost: 100 }],
    ['answers with something unreadable', { garbled: 100 }],
    ['replies too late', { replySlow: 100, replySlowMs: 2500 }],
  ])('%s: the call is unknown until a status comes, and never asked for again (R5)', async (_, faults) => {
    const { api: running, id, campaign } = await dial(faults, { phone_number: phones(4), reply_timeout: 1 });
    await until(campaign, over);
    expect(running.mock.calls().map((call) => call.phone)).toEqual(phones(4));
    for (const row of await rows(running, id)) {
      expect([row.status, row.calls]).toEqual(['completed', 1]);
      const { events, placements } = await until(
        () => story(running, row),
        (found) => found.events.some(({ source }) => source === 'placement'),
      );
      expect(placements).toBe(1);
      expect(events.find(({ source }) => source === 'placement')?.type).toBe('unknown');
    }
  });

  it('loses its reply and every status: counted apart, and offered for the next pass', async () => {
    const faults = { replyLost: 100, lost: 100 };
    const {
      api: running,
      id,
      campaign,
    } = await dial(faults, {
      phone_number: phones(2),
      ring_timeout: 1,
      reply_timeout: 1,
    });
    await until(campaign, over);
    for (const row of await rows(running, id)) {
      expect([row.status, row.reason]).toEqual(['failed', 'placement_unknown']);
    }
    running.mock.setFaults({});
    expect((await running.post(`/v1/campaigns/${id}/start`, { only: 'unanswered' })).status).toBe(200);
    const again = await until(campaign, (found) => found.pass === 2 && over(found));
    expect(again.counts.completed).toBe(2);
    expect(running.mock.calls()).toHaveLength(4);
  });

  it('restarts, and its ids begin again: no call is taken for another', async () => {
    const {
      api: running,
      id,
      campaign,
    } = await dial(
      { speed: 20 },
      {
        phone_number: phones(8),
        ring_timeout: 2,
        max_duration: 2,
      },
    );
    await until(
      () => running.mock.calls().length,
      (count) => count >= 3,
    );
    running.mock.restart();
    await until(campaign, over);
    const found = await rows(running, id);
    expect(found.map((row) => row.calls)).toEqual(phones(8).map(() => 1));
    const ids = await Promise.all(found.map(async (row) => (await story(running, row)).provider_call_id));
    expect(new Set(ids).size).toBeLessThan(8);
    expect(new Set(running.mock.calls().map((call) => call.phone)).size).toBe(8);
  });
});
