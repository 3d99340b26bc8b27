import { afterEach, describe, expect, it } from '@jest/globals';
import type { SyncView } from '@ringside/contracts';
import type { Sync } from '@ringside/engine';
import { RecordsError } from '@ringside/telephony';
import type { FeedTimes } from '../dialer.options.js';
import { eventually } from '../phone-systems/testing/eventually.js';
import {
  breaksOff,
  brief,
  document,
  hangs,
  of,
  openWorld,
  reading,
  record,
  type World,
} from './testing/world.js';

let world: World | null = null;
afterEach(async () => {
  await world?.end();
  world = null;
});
const open = async (times?: Partial<FeedTimes>): Promise<World> => (world = await openWorld(times));

const sync = async (at: World): Promise<SyncView> => at.service.sync(at.accountId, null);
const newest = async (at: World): Promise<Sync | undefined> =>
  (await at.store.for(at.accountId).syncs({ limit: 5 })).rows[0];
const ended = async (at: World): Promise<Sync | undefined> =>
  eventually(
    () => newest(at),
    (row) => (row?.state === 'completed' || row?.state === 'failed') && at.feed.syncs.sync === null,
  );
const synced = async (at: World): Promise<Sync | undefined> => {
  await sync(at);
  return ended(at);
};

describe('a sync', () => {
  it('takes every record in, says what it found, and changes nothing the second time', async () => {
    const at = await open();
    at.scripts.push(
      document(record('a'), record('b', { heard: 9, answeredAt: null }), {
        kind: 'unreadable',
        field: 'uuid',
        detail: 'missing',
        raw: '{}',
      }),
    );
    const found = { new: 2, answered: 1, not_answered: 1, refused: 1, known: 0, updated: 0, completed: 0 };
    expect(await synced(at)).toMatchObject({ state: 'completed', fetched: 3, announced: 3, report: found });
    expect((await at.calls('a', 'b')).map(({ state }) => state).sort()).toEqual(['completed', 'no_answer']);
    expect(await synced(at)).toMatchObject({ state: 'completed', report: { ...found, new: 0, known: 2 } });
    expect(brief(at.facts)).toEqual([
      'sync.started',
      'tenant.seen',
      'sync.completed',
      'sync.started',
      'sync.completed',
    ]);
  });

  it('gives a call an id that sorts by when it began', async () => {
    const at = await open();
    const times = [Date.UTC(2020, 5, 1), Date.UTC(1960, 0, 1), Date.UTC(2100, 0, 1), Date.UTC(2021, 0, 1)];
    at.scripts.push(document(...times.map((dialingAt, i) => record(String(i), { dialingAt }))));
    await synced(at);
    const calls = [...(await at.calls('0', '1', '2', '3'))].sort((a, b) => a.createdAt - b.createdAt);
    expect(calls.map(({ uuid }) => uuid)).toEqual(['1', '0', '3', '2']);
    expect(calls.map(({ id }) => id)).toEqual(calls.map(({ id }) => id).sort());
  });

  it('is one at a time: asked for again, the one under way is the answer', async () => {
    const at = await open();
    at.scripts.push(hangs(record('a')));
    const [first, again] = await Promise.all([sync(at), sync(at)]);
    expect(again.id).toBe(first.id);
    expect((await sync(at)).id).toBe(first.id);
  });

  it('that the store shows as completed is not the answer any more, however soon one asks again', async () => {
    const at = await open();
    at.scripts.push(document(record('a')));
    for (let i = 0; i < 20; i++) {
      const { id } = await sync(at);
      let row = await newest(at);
      while (row?.state === 'running') row = await newest(at);
      expect(row).toMatchObject({ id, state: 'completed' });
    }
  });

  it('shows how far it is while it goes on', async () => {
    const at = await open();
    at.scripts.push(hangs(record('a'), record('b')));
    await sync(at);
    const view = await eventually(
      () => at.service.runningSyncs(at.accountId)[0],
      (running) => running?.fetched === 2,
    );
    expect(view).toMatchObject({ state: 'running', phase: 'fetching', announced: 100, attempt: 1 });
    expect(at.news.some(({ sync: told }) => told?.fetched === 2)).toBe(true);
    expect(await at.calls('a', 'b')).toEqual([]);
  });

  it('that breaks off applies nothing, and is tried again', async () => {
    const at = await open();
    at.scripts.push(
      breaksOff(new RecordsError('not_json', 'an HTML page'), record('a')),
      document(record('b')),
    );
    expect(await synced(at)).toMatchObject({ state: 'completed', attempt: 2, problem: null });
    expect((await at.calls('a', 'b')).map(({ uuid }) => uuid)).toEqual(['b']);
    const told = at.news.flatMap(({ sync: said }) => (said?.state === 'waiting' ? said : []));
    expect(told[0]).toMatchObject({
      problem: { code: 'not_json', detail: 'an HTML page' },
      retryAt: expect.any(Number),
    });
  });

  it('that breaks off again and again has failed', async () => {
    const at = await open();
    at.scripts.push(breaksOff(new RecordsError('unreachable', 'connection refused'), record('a')));
    expect(await synced(at)).toMatchObject({
      state: 'failed',
      attempt: 3,
      problem: { code: 'unreachable', detail: 'connection refused' },
      endedAt: expect.any(Number),
    });
    expect(await at.calls('a')).toEqual([]);
    expect(brief(at.facts)).toEqual(['sync.started', 'tenant.seen', 'sync.failed']);
  });

  it('asked for by hand does not wait for its next attempt', async () => {
    const at = await open({ syncRetryMs: [3_600_000] });
    at.scripts.push(breaksOff(new RecordsError('timeout', 'slow')), document(record('a')));
    await sync(at);
    await eventually(
      () => newest(at),
      (row) => row?.state === 'waiting',
    );
    expect(await synced(at)).toMatchObject({ state: 'completed', attempt: 2 });
  });

  it.each([
    ['no_tenant', null],
    ['tenant_held', 'tenant-2'],
  ] as const)('fails at once with %s', async (code, tenant) => {
    const at = await open({ syncRetryMs: [3_600_000] });
    at.scripts.push(document(), of(tenant, [record('a')]));
    await synced(at);
    expect(await synced(at)).toMatchObject({ state: 'failed', attempt: 1, problem: { code } });
    expect(await at.calls('a')).toEqual([]);
  });

  it('that was under way at the end of the process goes on at the next start', async () => {
    const at = await open();
    at.scripts.push(hangs(record('a')), document(record('b')));
    const { id } = await sync(at);
    await eventually(
      () => at.feed.syncs.sync?.fetched,
      (fetched) => fetched === 1,
    );
    await at.restart();
    expect(await ended(at)).toMatchObject({ id, state: 'completed', attempt: 2, report: { new: 1 } });
    expect((await at.calls('a', 'b')).map(({ uuid }) => uuid)).toEqual(['b']);
  });

  it('comes by schedule, the first soon after the start', async () => {
    const at = await open({ syncEveryMs: 60_000 });
    at.scripts.push(document(record('a')));
    expect(await ended(at)).toMatchObject({ trigger: 'schedule', state: 'completed' });
    const [feed] = at.service.feeds(at.accountId);
    expect(Date.parse(feed?.next_sync_at ?? '') - Date.now()).toBeGreaterThan(50_000);
    at.pass(61_000);
    await eventually(
      async () => (await at.store.for(at.accountId).syncs({ limit: 5 })).rows.length,
      (count) => count === 2,
    );
  });
});

describe('after a sync', () => {
  it('an open call has ended when its record says so, and that is told', async () => {
    const at = await open();
    await at.send(reading('a', 'RING'));
    at.scripts.push(document(record('a')));
    expect(await synced(at)).toMatchObject({ report: { completed: 1, new: 0, unmatched: 0 } });
    expect(at.feed.follower.open.size).toBe(0);
    expect(brief(at.facts)).toContain('call.completed');
    expect(at.news.some(({ reload }) => reload)).toBe(true);
  });

  it('a call that only its record tells of, and that has not ended, is followed', async () => {
    const at = await open();
    at.scripts.push(document(record('a', { heard: 7, endedAt: null })));
    await synced(at);
    expect([...at.feed.follower.open.values()]).toMatchObject([{ uuid: 'a', state: 'answered' }]);
  });

  it('a call whose deadline had passed before it, and that it does not end, is closed', async () => {
    const at = await open({ ringDeadlineMs: 1000 });
    at.scripts.push(document(record('other')));
    await at.send(reading('a', 'RING'));
    at.pass(2000);
    expect(await ended(at)).toMatchObject({ trigger: 'deadline', state: 'completed' });
    expect(brief(at.facts)).toContain('call.no_answer unknown_end');
    expect(await at.calls('a')).toMatchObject([{ state: 'no_answer', reason: 'unknown_end' }]);
    // Told late all the same: the facts win.
    await at.send(reading('a', 'HANGUP', { endedAt: Date.UTC(2026, 0, 1) }));
    expect(await at.calls('a')).toMatchObject([{ state: 'no_answer', reason: null }]);
  });
});
