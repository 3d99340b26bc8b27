import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Kysely, PostgresDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import pg from 'pg';
import { ensurePartitions } from '../database/partitions.js';
import { tryLock } from '../database/writer-lock.js';
import { postgresStore } from '../postgres-store.js';
import { StartupError } from '../startup-error.js';
import { testDatabase, type TestDatabase } from '../testing/index.js';
import { MIGRATIONS } from './index.js';

describe('migrations', () => {
  let database: TestDatabase;
  let pool: pg.Pool;

  beforeEach(async () => {
    database = await testDatabase();
    pool = new pg.Pool({ connectionString: database.databaseUrl, max: 2 });
    // A connection that is being closed may see the database go.
    pool.on('error', () => undefined);
  });
  afterEach(async () => {
    await pool.end();
    await database.drop();
  });

  const started = async (): Promise<void> => {
    const store = postgresStore({ databaseUrl: database.databaseUrl });
    try {
      await store.start();
    } finally {
      await store.stop();
    }
  };

  it('make the schema once, whoever starts first', async () => {
    await Promise.allSettled([started(), started()]);
    await started();
    const { rows } = await pool.query('select name from ringside.migration');
    expect(rows.map(({ name }) => name as string).sort()).toEqual(Object.keys(MIGRATIONS).sort());
  });

  it('keep what an older program wrote, and give its calls their origin', async () => {
    const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
    const { '0001_foundation': foundation } = MIGRATIONS;
    if (foundation === undefined) throw new Error('no first migration');
    const { error } = await new Migrator({
      db,
      provider: { getMigrations: () => Promise.resolve({ '0001_foundation': foundation }) },
      migrationTableSchema: 'ringside',
      migrationTableName: 'migration',
      migrationLockTableName: 'migration_lock',
    }).migrateToLatest();
    expect(error).toBeUndefined();
    const id = (n: number): string => `00000000-0000-7000-8000-00000000000${n}`;
    await pool.query(`
      insert into ringside.account (id, name, time_zone) values ('${id(1)}', 'A', 'UTC');
      insert into ringside.connection (id, account_id, provider, name, secret)
        values ('${id(2)}', '${id(1)}', 'call-api', 'C', decode(repeat('00', 32), 'hex'));
      insert into ringside.list (id, account_id, total, created_at) values ('${id(3)}', '${id(1)}', 1, now());
      insert into ringside.contact (id, account_id, list_id, position, phone) values ('${id(4)}', '${id(1)}', '${id(3)}', 1, '1');
      insert into ringside.campaign (id, account_id, list_id, connection_id, name, dialer_type, lines, ring_timeout_ms,
        max_duration_ms, reply_timeout_ms, state, pass, created_at)
        values ('${id(5)}', '${id(1)}', '${id(3)}', '${id(2)}', 'C', 'Fixed', 3, 1, 1, 1, 'running', 1, now());
      insert into ringside.campaign_contact (campaign_id, position, account_id, contact_id, status, call_id)
        values ('${id(5)}', 1, '${id(1)}', '${id(4)}', 'ringing', '${id(6)}');
      insert into ringside.call (id, account_id, campaign_id, contact_id, connection_id, position, pass, phone, state, in_flight,
        provider_call_id, placements, placement_open, created_at, end_estimated)
        values ('${id(6)}', '${id(1)}', '${id(5)}', '${id(4)}', '${id(2)}', 1, 1, '1', 'ringing', true, 'p-1', 1, false, now(), false);
      insert into ringside.inbox (received_at, ordinal, account_id, connection_id, call_id, status, outcome, body)
        values (now(), 0, '${id(1)}', '${id(2)}', '${id(6)}', 'ringing', 'applied', '{}');
      update ringside.writer set fence = 7, batch = 3;`);

    const store = postgresStore({ databaseUrl: database.databaseUrl });
    await store.start();
    try {
      const { rows } = await pool.query('select id, fence::int from ringside.writer order by id');
      expect(rows).toEqual([
        { id: 1, fence: 7 },
        { id: 2, fence: 7 },
      ]);
      await store.dialer.open();
      await store.feed.open();
      await store.feed.commit(1, { inbox: [], calls: [], tenants: [], facts: [] });
      const [loaded] = await store.dialer.loadLive();
      expect(loaded).toMatchObject({
        cursor: 1,
        campaign: { machineDetection: 'off' },
        inFlight: [
          { call: { id: id(6), state: 'ringing', pass: 1, providerCallId: 'p-1', doNotCall: false } },
        ],
      });
      expect(await store.for(id(1)).storedCall(id(6))).toMatchObject({
        origin: 'campaign',
        call: { id: id(6) },
      });
      expect(await store.dialer.callBrief(id(6))).toMatchObject({ campaignId: id(5), webhooks: 1 });
      expect(await store.feed.openCalls(id(2))).toEqual([]);
      const inbox = await pool.query('select kind from ringside.inbox');
      expect(inbox.rows).toEqual([{ kind: 'webhook' }]);
      const found = await store.for(id(1)).contacts(id(5), { search: '1', limit: 10 });
      expect(found?.rows.map(({ position }) => position)).toEqual([1]);
      expect(await store.for(id(1)).contacts(id(5), { search: '2', limit: 10 })).toMatchObject({ rows: [] });
    } finally {
      await store.stop();
    }
  });

  it('put nothing outside of schema ringside', async () => {
    await started();
    const { rows } = await pool.query(
      `select relname from pg_class where relkind in ('r', 'p', 'i', 'S')
         and relnamespace in (select oid from pg_namespace where nspname not like 'pg\\_%'
           and nspname not in ('ringside', 'information_schema'))`,
    );
    expect(rows).toEqual([]);
  });

  it('have account_id on every table that holds something of an account', async () => {
    await started();
    const { rows } = await pool.query<{ relname: string }>(
      `select relname from pg_class c where relkind in ('r', 'p') and relnamespace = 'ringside'::regnamespace
         and not exists (select from pg_attribute where attrelid = c.oid and attname = 'account_id')
       order by relname`,
    );
    expect(rows.map(({ relname }) => relname)).toEqual(['account', 'migration', 'migration_lock', 'writer']);
  });

  it('refuse a schema of a newer program in one line', async () => {
    await started();
    await pool.query(`insert into ringside.migration (name, timestamp) values ('0999_later', now()::text)`);
    const error: unknown = await started().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StartupError);
    expect((error as Error).message).toMatch(
      /^This database was used by a newer Ringside \(0999_later\)[^\n]+$/,
    );
  });

  it('do not change a schema that another process writes to', async () => {
    const holder = await pool.connect();
    expect(await tryLock(holder)).toBe(true);
    await expect(started()).rejects.toThrow(/Another Ringside is already running/);
    holder.release(true);
  });

  it('say in one line why a database cannot be used', async () => {
    const url = new URL(database.databaseUrl);
    url.pathname = '/no_such_database';
    const store = postgresStore({ databaseUrl: url.href });
    const error: unknown = await store.start().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StartupError);
    expect((error as Error).message).toMatch(/no_such_database" does not exist[^\n]+DATABASE_URL/);
    const closed = postgresStore({ databaseUrl: 'postgres://user:secret@127.0.0.1:1/db' });
    const refused: unknown = await closed.start().catch((thrown: unknown) => thrown);
    expect((refused as Error).message).toMatch(/ECONNREFUSED[^\n]+/);
    expect((refused as Error).message).not.toContain('secret');
  });
});

describe('partitions', () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  beforeEach(async () => {
    database = await testDatabase();
    pool = new pg.Pool({ connectionString: database.databaseUrl, max: 4 });
    // A connection that is being closed may see the database go.
    pool.on('error', () => undefined);
  });
  afterEach(async () => {
    await pool.end();
    await database.drop();
  });

  it('are made ahead, take over rows that came before them, and are made once', async () => {
    const store = postgresStore({ databaseUrl: database.databaseUrl, now: () => Date.UTC(2026, 10, 30) });
    await store.start();
    await store.stop();
    const partitions = async (): Promise<string[]> => {
      const { rows } = await pool.query<{ name: string }>(
        `select relname as name from pg_class join pg_inherits on inhrelid = pg_class.oid
          where inhparent = 'ringside.event'::regclass order by relname`,
      );
      return rows.map(({ name }) => name);
    };
    expect(await partitions()).toEqual(['event_2026_11', 'event_2026_12', 'event_2027_01', 'event_other']);

    const insert = `insert into ringside.event (stream, seq, at, type, account_id, data) values ('s', $1, $2, 't', gen_random_uuid(), '{}')`;
    for (const [seq, at] of [
      ['1', '2026-12-31T23:59:59.999Z'],
      ['2', '2027-03-01T00:00:00Z'],
      ['3', '2027-04-01T00:00:00Z'],
    ]) {
      await pool.query(insert, [seq, at]);
    }
    await Promise.all([
      ensurePartitions(pool, new Date(Date.UTC(2027, 0, 31))),
      ensurePartitions(pool, new Date(Date.UTC(2027, 0, 31))),
    ]);
    const { rows } =
      await pool.query(`select seq::int, (select relname from pg_class where oid = event.tableoid) as part
         from ringside.event order by seq`);
    expect(rows).toEqual([
      { seq: 1, part: 'event_2026_12' },
      { seq: 2, part: 'event_2027_03' },
      { seq: 3, part: 'event_other' },
    ]);
  });
});
