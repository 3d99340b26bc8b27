import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  CallStoryResource,
  DeliveryResource,
  Page,
  SyncResource,
  TenantResource,
} from '@ringside/contracts';
import { allCalls, feedOf, sync } from './calls.js';
import { startApi, until, type Api } from './harness.js';
import { TENANT, cdr, sendWebhook, startPbx, type Pbx } from './pbx.js';

/** Two tenants of one phone system: the first is adopted, the second held aside until a person says so. */
const SECOND = '5f0c7a86-1f0e-4b57-9a55-000000000002';
const AT = '2026-03-02T10:00:00.000Z';

let api: Api;
let pbx: Pbx;
let address: string;
beforeAll(async () => {
  pbx = await startPbx();
  api = await startApi({ env: { PBX_URL: pbx.url }, feedTimes: { syncRetryMs: [] } });
  address = (await feedOf(api)).webhook_url;
});
afterAll(async () => {
  await api.stop();
  await pbx.close();
});

const tenants = async (): Promise<TenantResource[]> =>
  [...(await api.get<Page<TenantResource>>('/v1/tenants')).items].sort((a, b) =>
    a.seen_at < b.seen_at ? -1 : 1,
  );
const held = async (): Promise<readonly DeliveryResource[]> =>
  (await api.get<Page<DeliveryResource>>('/v1/deliveries?outcome=held')).items;
async function tell(uuid: string, tenant: string): Promise<void> {
  for (const body of [
    cdr(uuid, AT),
    cdr(uuid, AT, { answered: 3 }),
    cdr(uuid, AT, { answered: 3, ended: 9 }),
  ])
    expect((await sendWebhook(address, body, tenant)).status).toBe(204);
}

describe('tenants', () => {
  it('are one at first, adopted by itself', async () => {
    expect(await tenants()).toEqual([]);
    await tell('mine', TENANT);
    expect(await tenants()).toMatchObject([
      { uuid: TENANT, state: 'adopted', held: 0, adopted_at: expect.any(String), actions: {} },
    ]);
  });

  it('that come later are held aside, never mixed into the first, even with the same ids of calls', async () => {
    await tell('mine', SECOND);
    await tell('theirs', SECOND);
    const [first, second] = await tenants();
    expect(second).toMatchObject({
      uuid: SECOND,
      state: 'held',
      held: 6,
      adopted_at: null,
      actions: { adopt: { method: 'POST', uri: `/v1/tenants/${second?.id}/adopt` } },
    });
    expect(await api.get(second?.uri ?? '')).toEqual(second);
    const calls = await allCalls(api);
    expect(calls.map(({ provider_call_id, tenant_id }) => [provider_call_id, tenant_id])).toEqual([
      ['mine', first?.id],
    ]);
    const story = await api.get<CallStoryResource>(calls[0]?.uri ?? '');
    expect(story.events.filter(({ source }) => source === 'webhook')).toHaveLength(3);
    expect((await held()).map(({ tenant_id, kind }) => [tenant_id, kind])).toEqual(
      Array(6).fill([second?.id, 'webhook']),
    );
  });

  it('that are held have their records refused as a whole', async () => {
    pbx.tenant = SECOND;
    pbx.records = [cdr('theirs', AT, { answered: 3, ended: 9 })];
    const before = await allCalls(api);
    expect(await sync(api)).toMatchObject({
      state: 'failed',
      problem: { code: 'tenant_held' },
      report: null,
    });
    expect(await allCalls(api)).toEqual(before);
  });

  it('stay as they are over a restart', async () => {
    const before = await tenants();
    await api.restart();
    address = (await feedOf(api)).webhook_url;
    expect(await tenants()).toEqual(before);
    await tell('theirs later', SECOND);
    expect((await tenants())[1]).toMatchObject({ state: 'held', held: 9 });
    expect(await allCalls(api)).toHaveLength(1);
  });

  it('are adopted by a person, with what was held', async () => {
    const [, second] = await tenants();
    const uri = `${second?.uri}/adopt`;
    const response = await api.post(uri, undefined, 'adopt-it');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      state: 'adopted',
      adopted_at: expect.any(String),
      actions: {},
    });
    // What was held is applied in the background: it may be much.
    await until(tenants, ([, now]) => now?.held === 0);
    const calls = await allCalls(api, `tenant=${second?.id}`);
    expect(calls.map(({ provider_call_id, state }) => `${provider_call_id}: ${state}`).sort()).toEqual([
      'mine: completed',
      'theirs later: completed',
      'theirs: completed',
    ]);
    expect(await allCalls(api)).toHaveLength(4);
    expect(await held()).toEqual([]);
    expect((await tenants())[1]).toMatchObject({ state: 'adopted', held: 0 });
    const story = await api.get<CallStoryResource>(calls[0]?.uri ?? '');
    expect(story.events.filter(({ source }) => source === 'webhook')).toHaveLength(3);

    // Their records are wanted at once.
    const done = await until(
      () => api.get<Page<SyncResource>>('/v1/syncs'),
      ({ items }) => items[0]?.state === 'completed',
    );
    expect(done.items[0]?.report).toMatchObject({ new: 0, updated: 1, unmatched: 2 });
    const rows = await allCalls(api);
    for (const key of ['adopt-it', 'again']) {
      expect((await api.post(uri, undefined, key)).status).toBe(200);
    }
    expect(await allCalls(api)).toEqual(rows);
    await tell('from now on', SECOND);
    expect(await allCalls(api, `tenant=${second?.id}`)).toHaveLength(4);
    expect(await sync(api)).toMatchObject({ state: 'completed', report: { new: 0, updated: 0, known: 1 } });
    await api.restart();
    expect((await tenants()).map(({ state }) => state)).toEqual(['adopted', 'adopted']);
    expect(await allCalls(api)).toHaveLength(5);
  });
});
