import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page, Problem } from '@ringside/contracts';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { allCalls, feedOf, sync } from './calls.js';
import { startApi, type Api } from './harness.js';
import { cdr, sendWebhook, startPbx, type Pbx } from './pbx.js';

/** R16: what another account has of a phone system is neither seen nor changed by its ids, wherever they stand. */
let api: Api;
let pbx: Pbx;
const theirs = {
  account: uuidv7(),
  connection: uuidv7(),
  tenant: uuidv7(),
  sync: uuidv7(),
  call: uuidv7(),
};

beforeAll(async () => {
  pbx = await startPbx();
  api = await startApi({ env: { PBX_URL: pbx.url } });
  await sendWebhook((await feedOf(api)).webhook_url, cdr('ours', '2026-03-02T10:00:00Z'));
  pbx.records = [cdr('ours', '2026-03-02T10:00:00Z', { ended: 9 })];
  await sync(api);

  const client = new pg.Client({ connectionString: api.databaseUrl });
  await client.connect();
  const { account, connection, tenant, sync: syncId, call } = theirs;
  await client.query(`insert into ringside.account (id, name, time_zone) values ($1, 'Other', 'UTC')`, [
    account,
  ]);
  await client.query(
    `insert into ringside.connection (id, account_id, provider, name, secret) values ($1, $2, 'pbx', 'x', $3)`,
    [connection, account, Buffer.alloc(32)],
  );
  await client.query(
    `insert into ringside.tenant (id, account_id, connection_id, uuid, state, seen_at)
     values ($1, $2, $3, 'their-tenant', 'held', now())`,
    [tenant, account, connection],
  );
  await client.query(
    `insert into ringside.sync (id, account_id, connection_id, trigger, state, attempt, fetched, started_at, ended_at)
     values ($1, $2, $3, 'manual', 'failed', 1, 0, now(), now())`,
    [syncId, account, connection],
  );
  // Theirs is a copy of ours in everything but what says whose it is.
  const { rows } = await client.query<{ row: Record<string, unknown> }>(
    `select to_jsonb(call) as row from ringside.call where provider_call_id = 'ours'`,
  );
  const copy = {
    ...rows[0]?.row,
    id: call,
    account_id: account,
    connection_id: connection,
    tenant_id: tenant,
  };
  const { rows: columns } = await client.query<{ name: string }>(
    `select quote_ident(column_name) as name from information_schema.columns
     where table_schema = 'ringside' and table_name = 'call' and is_generated = 'NEVER'`,
  );
  const names = columns.map(({ name }) => name).join(', ');
  await client.query(
    `insert into ringside.call (${names}) select ${names} from jsonb_populate_record(null::ringside.call, $1::jsonb)`,
    [JSON.stringify(copy)],
  );
  await client.query(
    `insert into ringside.inbox select (jsonb_populate_record(null::ringside.inbox,
       to_jsonb(inbox) || jsonb_build_object('account_id', $1::uuid, 'connection_id', $2::uuid, 'tenant_id', $3::uuid,
         'call_id', null, 'outcome', 'held', 'batch', 0, 'body', 'their body'))).*
       from ringside.inbox where kind = 'webhook' limit 1`,
    [account, connection, tenant],
  );
  await client.end();
});
afterAll(async () => {
  await api.stop();
  await pbx.close();
});

describe('another account', () => {
  it.each([
    ['GET', `/v1/calls/${theirs.call}`],
    ['POST', `/v1/calls/${theirs.call}/hang_up`],
    ['GET', `/v1/feeds/${theirs.connection}`],
    ['GET', `/v1/syncs/${theirs.sync}`],
    ['GET', `/v1/syncs/${theirs.sync}/refused`],
    ['GET', `/v1/tenants/${theirs.tenant}`],
    ['POST', `/v1/tenants/${theirs.tenant}/adopt`],
  ])('%s %s is 404', async (method, path) => {
    const response = await api.request(path, { method });
    expect([response.status, ((await response.json()) as Problem).code]).toEqual([404, 'not_found']);
  });

  it('has its connection synced by nobody else', async () => {
    const response = await api.post('/v1/syncs', { connection_id: theirs.connection });
    expect([response.status, ((await response.json()) as Problem).code]).toEqual([404, 'not_found']);
  });

  it('is in no list, also not by its ids as filters', async () => {
    expect((await allCalls(api)).map(({ provider_call_id }) => provider_call_id)).toEqual(['ours']);
    expect(await allCalls(api, `tenant=${theirs.tenant}`)).toEqual([]);
    expect(await allCalls(api, `connection=${theirs.connection}`)).toEqual([]);
    expect(await (await api.request('/v1/calls.csv')).text()).not.toContain(theirs.call);
    expect(await api.get(`/v1/minutes?tenant=${theirs.tenant}&from=2026-03-01&to=2026-03-03`)).toMatchObject({
      items: [],
    });
    for (const list of [
      '/v1/feeds',
      '/v1/syncs',
      '/v1/tenants',
      '/v1/deliveries',
      '/v1/deliveries?outcome=held',
    ]) {
      const { items } = await api.get<Page<object>>(list);
      const text = JSON.stringify(items);
      for (const id of [...Object.values(theirs), 'their body'])
        expect([list, text.includes(id)]).toEqual([list, false]);
    }
  });
});
