import { describe, expect, it } from '@jest/globals';
import type { FeedView, SyncView } from '@ringside/contracts';
import { healthOf } from './health.js';

const fine = {
  clock: () => Promise.resolve(1_000_000),
  now: () => 1_000_000,
  dialing: true,
  phoneSystem: { label: 'Mock', mock: true, refusedInARow: 0 },
  standing: null,
  feeds: [],
  syncs: () => Promise.resolve([]),
};

const feed: FeedView = {
  id: 'feed-1',
  provider: 'pbx',
  name: 'PBX at pbx.example',
  mock: false,
  webhook_url: 'http://dialer.example/webhooks/pbx/feed-1/secret',
  sync_every: 300,
  next_sync_at: null,
  last_webhook_at: '2026-11-20T09:00:00.000Z',
};
const sync: SyncView = {
  id: 'sync-1',
  connection_id: 'feed-1',
  trigger: 'schedule',
  state: 'failed',
  attempt: 4,
  phase: null,
  fetched: 0,
  announced: null,
  report: null,
  problem: { code: 'not_json', detail: 'Unexpected token <' },
  retry_at: null,
  started_at: '2026-11-20T09:01:00.000Z',
  ended_at: '2026-11-20T09:02:00.000Z',
};

describe('health', () => {
  it('is fine when all parts are', async () => {
    expect(await healthOf(fine)).toEqual({
      status: 'ok',
      parts: {
        store: { ok: true, clock_difference_ms: 0 },
        dialer: { ok: true },
        phone_system: { ok: true, label: 'Mock', mock: true },
      },
      feeds: [],
    });
  });

  it.each([
    ['store', { clock: () => Promise.reject(new Error('ECONNREFUSED')) }],
    ['store', { clock: () => Promise.resolve(1_002_001) }],
    ['store', { clock: () => Promise.resolve(997_999) }],
    ['dialer', { dialing: false }],
    ['phone_system', { phoneSystem: { ...fine.phoneSystem, refusedInARow: 8 } }],
  ] as const)('names %s when it fails', async (part, change) => {
    const health = await healthOf({ ...fine, ...change });
    expect(health.status).toBe('failing');
    const failing = Object.entries(health.parts).filter(([, { ok }]) => !ok);
    expect(failing.map(([name]) => name)).toEqual([part]);
  });

  it('tells of feeds without their secrets, and does not fail for them', async () => {
    const health = await healthOf({
      ...fine,
      feeds: [feed],
      syncs: () => Promise.resolve([{ ...sync, connection_id: 'another' }, sync]),
    });
    expect(health.status).toBe('ok');
    expect(health.feeds).toEqual([
      {
        name: 'PBX at pbx.example',
        mock: false,
        last_webhook_at: '2026-11-20T09:00:00.000Z',
        last_sync: {
          state: 'failed',
          problem: 'not_json',
          started_at: '2026-11-20T09:01:00.000Z',
          ended_at: '2026-11-20T09:02:00.000Z',
        },
      },
    ]);
    expect(JSON.stringify(health)).not.toContain('secret');
  });

  it('tells of feeds what it can when the store does not answer', async () => {
    const syncs = (): Promise<never> => Promise.reject(new Error('ECONNREFUSED'));
    const { feeds } = await healthOf({ ...fine, feeds: [feed], syncs });
    expect(feeds).toMatchObject([{ last_webhook_at: feed.last_webhook_at, last_sync: null }]);
  });

  it('tells that the phone system is not connected, and why, and is fine all the same', async () => {
    const last_error = {
      code: 'unauthorized',
      detail: 'user secret',
      at: '2026-11-20T09:00:00.000Z',
    } as const;
    const standing = { state: 'disconnected', last_error } as const;
    const phoneSystem = { ...fine.phoneSystem, refusedInARow: 8 };
    const health = await healthOf({ ...fine, phoneSystem, standing });
    expect(health.status).toBe('ok');
    expect(health.parts.phone_system).toEqual({
      ok: false,
      label: 'Mock',
      mock: true,
      state: 'disconnected',
      detail: 'not connected: unauthorized',
    });
    const again = await healthOf({ ...fine, standing: { state: 'connected', last_error } });
    expect(again.parts.phone_system).toMatchObject({ ok: true, state: 'connected' });
    expect(JSON.stringify([health, again])).not.toContain('secret');
  });

  it('bears two seconds between the clocks', async () => {
    expect((await healthOf({ ...fine, clock: () => Promise.resolve(1_002_000) })).status).toBe('ok');
  });
});
