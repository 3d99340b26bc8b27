import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { settingsOf } from '../../apps/api/src/simulations/settings.js';
import { Simulations } from '../../apps/api/src/simulations/simulations.js';
import type { Api } from './harness.js';

/** An account besides the first one, with one of everything that has an address. */
export interface AnotherAccount {
  /** The id of theirs that fits a parameter of a route; throws for a route it does not know. */
  idFor(path: string, parameter: string): string;
  readonly ids: readonly string[];
  /** All rows of theirs, to see that nothing has changed. */
  rows(): Promise<unknown>;
  end(): Promise<void>;
}

export async function anotherAccount(api: Api): Promise<AnotherAccount> {
  const account = uuidv7();
  const [connection, campaign, contact, call] = [uuidv7(), uuidv7(), uuidv7(), uuidv7()];
  const [tenant, sync, user, key, message] = [uuidv7(), uuidv7(), uuidv7(), uuidv7(), uuidv7()];
  const simulation = uuidv7();
  const client = new pg.Client({ connectionString: api.databaseUrl });
  await client.connect();
  const insert = (table: string, row: Readonly<Record<string, unknown>>): Promise<unknown> => {
    const names = Object.keys(row);
    return client.query(
      `insert into ringside.${table} (${names.map((name) => `"${name}"`).join()})
       values (${names.map((_, i) => `$${i + 1}`).join()})`,
      Object.values(row),
    );
  };
  const now = new Date();
  const secret = Buffer.alloc(32);
  await insert('account', { id: account, name: 'Other', time_zone: 'UTC' });
  const own = { account_id: account };
  await insert('connection', { id: connection, ...own, provider: 'pbx', name: 'x', secret });
  const store = api.started.store.for(account);
  await store.createCampaign(
    {
      id: campaign,
      connectionId: connection,
      name: 'Theirs',
      dialerType: 'Fixed',
      lines: 1,
      ringTimeoutMs: 1000,
      maxDurationMs: 1000,
      replyTimeoutMs: 1000,
      machineDetection: 'off',
      from: null,
      callStateUrl: null,
    },
    [{ id: contact, phone: '12025550199', fields: {} }],
  );
  await insert('call', {
    id: call,
    ...own,
    campaign_id: campaign,
    contact_id: contact,
    connection_id: connection,
    position: 1,
    pass: 1,
    phone: '12025550199',
    state: 'completed',
    in_flight: false,
    placements: 1,
    placement_open: false,
    created_at: now,
    end_estimated: false,
  });
  await insert('tenant', {
    id: tenant,
    ...own,
    connection_id: connection,
    uuid: 't',
    state: 'held',
    seen_at: now,
  });
  await insert('sync', {
    id: sync,
    ...own,
    connection_id: connection,
    trigger: 'manual',
    state: 'failed',
    attempt: 1,
    fetched: 0,
    started_at: now,
    ended_at: now,
  });
  const email = 'other@example.com';
  await store.createUser(
    { id: user, name: 'Other', email, role: 'admin' },
    { tokenHash: user, expiresAt: now.getTime() + 3_600_000 },
  );
  const apiKey = 'rk_other';
  await store.createApiKey({ id: key, name: 'Other', apiKey, apiAuth: 'other', permissions: ['read'] });
  await insert('message', {
    id: message,
    ...own,
    campaign_id: campaign,
    call_id: call,
    sequence: 1,
    type: 'call.ringing',
    url: 'https://example.com/',
    body: '{}',
    created_at: now,
    state: 'dead',
  });

  const small = { callers: 1, answer_rate: 0.5, talk_seconds: 30, wrap_seconds: 0, hours: 0.5, days: 1 };
  api.started.app.nest.get(Simulations).start(account, simulation, 'Theirs', settingsOf(small));

  const byCollection: Readonly<Record<string, string>> = {
    campaigns: campaign,
    contacts: contact,
    calls: call,
    'phone-systems': connection,
    feeds: connection,
    syncs: sync,
    tenants: tenant,
    users: user,
    'api-keys': key,
    'webhook-messages': message,
    simulations: simulation,
  };
  return {
    ids: [connection, campaign, contact, call, tenant, sync, user, key, message, simulation, email, apiKey],
    idFor(path, parameter) {
      const parts = path.split('/');
      const collection = parts[parts.indexOf(parameter) - 1] ?? '';
      const id = byCollection[collection];
      if (id === undefined) throw new Error(`Which id of another account fits ${path}?`);
      return id;
    },
    async rows() {
      const { rows: tables } = await client.query<{ name: string }>(
        `select table_name as name from information_schema.columns
         where table_schema = 'ringside' and column_name = 'account_id' order by 1`,
      );
      const all: Record<string, unknown> = {};
      for (const { name } of tables) {
        const { rows } = await client.query(
          `select to_jsonb(t) as row from ringside."${name}" t where account_id = $1 order by to_jsonb(t)::text`,
          [account],
        );
        all[name] = rows;
      }
      return all;
    },
    end: () => client.end(),
  };
}
