import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Tables } from './tables.js';

/** Connections that answer requests; the writer has one more of its own. */
export const POOL_SIZE = 10;

export type Database = Kysely<Tables>;

/** Settings that every connection of ours has, whatever the server's defaults are. */
const SESSION = [
  // Nothing is found that is not written with its schema.
  'search_path=pg_catalog',
  'timezone=UTC',
  'datestyle=ISO',
  'synchronous_commit=on',
  'jit=off',
  'extra_float_digits=1',
];

/** What `pg` is given for a connection; `more` are further session settings. */
export function clientConfig(databaseUrl: string, more: readonly string[] = []): pg.ClientConfig {
  return {
    connectionString: databaseUrl,
    application_name: 'ringside',
    connectionTimeoutMillis: 5000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    options: [...SESSION, ...more].map((setting) => `-c ${setting}`).join(' '),
    types: { getTypeParser: typeParser },
  };
}

/** A pool whose connections go to the address of the moment; it opens none before the first query. */
export function openPool(databaseUrl: () => string): pg.Pool {
  class CurrentClient extends pg.Client {
    constructor() {
      super(clientConfig(databaseUrl()));
      // A connection that breaks fails its query, or is replaced at the next. Unheard, the event would end the process.
      this.on('error', () => undefined);
    }
  }
  const pool = new pg.Pool({
    Client: CurrentClient,
    max: POOL_SIZE,
    idleTimeoutMillis: 60_000,
    connectionTimeoutMillis: 5000,
  });
  pool.on('error', () => undefined);
  return pool;
}

export function openDatabase(pool: pg.Pool): Database {
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }).withSchema('ringside');
}

const INT8 = 20;
const TIMESTAMPTZ = 1184;

/** Numbers for bigint (all ours are below 2^53) and epoch milliseconds for timestamptz. */
function typeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  if (format !== 'binary') {
    if (oid === INT8) return Number;
    if (oid === TIMESTAMPTZ) return epochMs;
  }
  return pg.types.getTypeParser(oid, 'text');
}

/** `2026-11-20 08:24:20.277+00`, as every session of ours writes times. */
function epochMs(text: string): number {
  return Date.parse(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`);
}
