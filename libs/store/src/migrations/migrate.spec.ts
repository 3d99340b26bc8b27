import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
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
