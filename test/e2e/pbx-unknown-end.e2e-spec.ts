import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CallResource, CallStoryResource, Page, SyncResource } from '@ringside/contracts';
import { allCalls, feedOf, sync } from './calls.js';
import { startApi, until, type Api } from './harness.js';
import { cdr, sendWebhook, startPbx, type Pbx } from './pbx.js';

/** A call whose end nobody tells: its deadline asks the records once, then closes it, visibly; a record that comes later counts. */
let api: Api;
let pbx: Pbx;
let address: string;
beforeAll(async () => {
  pbx = await startPbx();
  api = await startApi({
    env: { PBX_URL: pbx.url, PBX_RING_DEADLINE: '1', PBX_TALK_DEADLINE: '2', RESTART_GRACE: '0' },
  });
  address = (await feedOf(api)).webhook_url;
});
afterAll(async () => {
  await api.stop();
  await pbx.close();
});

async function callOf(uuid: string): Promise<CallResource | undefined> {
  return (await allCalls(api)).find(({ provider_call_id }) => provider_call_id === uuid);
}
async function closed(uuid: string): Promise<CallResource> {
  const call = await until(
    () => callOf(uuid),
    (found) => found?.ended_at !== null && found !== undefined,
  );
  if (call === undefined) throw new Error('it is gone');
  return call;
}
const now = (): string => new Date().toISOString();

describe('a call whose end is never told', () => {
  const at = now();

  it('is looked for in the records once it is overdue, then closed as unknown_end', async () => {
    pbx.records = [cdr('recorded', at, { ended: 3 })];
    for (const body of [cdr('rang', at), cdr('recorded', at), cdr('talked', at, { answered: 1 })]) {
      expect((await sendWebhook(address, body)).status).toBe(204);
    }
    const rang = await callOf('rang');
    expect(rang).toMatchObject({ state: 'ringing', reason: null, deadline_at: expect.any(String) });
    expect(await closed('rang')).toMatchObject({
      state: 'no_answer',
      reason: 'unknown_end',
      end_estimated: true,
      flags: ['end_estimated'],
      talk_time: null,
      deadline_at: null,
      has_record: false,
    });
    expect(await closed('recorded')).toMatchObject({ state: 'no_answer', reason: null, has_record: true });
    const { items } = await api.get<Page<SyncResource>>('/v1/syncs');
    expect(items.map(({ trigger }) => trigger)).toEqual(['deadline']);
    const story = await api.get<CallStoryResource>(rang?.uri ?? '');
    expect(story.events.at(-1)).toMatchObject({
      source: 'fact',
      type: 'call.no_answer',
      reason: 'unknown_end',
    });
  });

  it('is closed by any sync that begins after its deadline and does not know it', async () => {
    const talked = await callOf('talked');
    await until(Date.now, (ms) => ms > Date.parse(talked?.deadline_at ?? ''));
    expect(await sync(api)).toMatchObject({ state: 'completed', report: { unmatched: 2 } });
    expect(await closed('talked')).toMatchObject({
      state: 'completed',
      reason: 'unknown_end',
      end_estimated: true,
      talk_time: null,
    });
  });

  it('stays closed over a restart, and when the phone system repeats what it had said', async () => {
    const before = await callOf('rang');
    await api.restart();
    address = (await feedOf(api)).webhook_url;
    expect((await sendWebhook(address, cdr('rang', at))).status).toBe(204);
    expect(await callOf('rang')).toEqual(before);
  });

  it('is mended by a record that comes later', async () => {
    pbx.records = [cdr('rang', at, { ended: 4 }), cdr('talked', at, { answered: 1, ended: 9 })];
    expect(await sync(api)).toMatchObject({
      state: 'completed',
      report: { new: 0, updated: 0, completed: 2, unmatched: 0 },
    });
    const iso = (seconds: number): string => new Date(Date.parse(at) + seconds * 1000).toISOString();
    expect(await callOf('rang')).toMatchObject({
      state: 'no_answer',
      reason: null,
      end_estimated: false,
      ended_at: iso(4),
      flags: [],
      has_record: true,
    });
    expect(await callOf('talked')).toMatchObject({
      state: 'completed',
      reason: null,
      ended_at: iso(9),
      talk_time: 8,
      flags: [],
    });
  });

  it('is mended by a HANGUP that comes later', async () => {
    const started = now();
    expect((await sendWebhook(address, cdr('late', started))).status).toBe(204);
    const { deadline_at } = (await callOf('late')) ?? {};
    await until(Date.now, (ms) => ms > Date.parse(deadline_at ?? ''));
    await sync(api);
    expect(await closed('late')).toMatchObject({ reason: 'unknown_end' });
    expect((await sendWebhook(address, cdr('late', started, { answered: 2, ended: 5 }))).status).toBe(204);
    expect(await callOf('late')).toMatchObject({ state: 'completed', reason: null, talk_time: 3 });
  });
});
