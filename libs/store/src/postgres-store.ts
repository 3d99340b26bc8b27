import type { DialerStore } from '@ringside/engine';
import { sql } from 'kysely';
import pg from 'pg';
import type { AccountStore, DirectoryStore } from './account-store.js';
import { createAccountStore } from './account/account-store.js';
import { createCountsCache } from './account/counts-cache.js';
import { createWriter } from './commit/writer.js';
import { checkServer } from './database/check-server.js';
import { POOL_SIZE, clientConfig, openDatabase, openPool } from './database/connection.js';
import { asStoreError, withStoreErrors } from './database/errors.js';
import { ensurePartitions } from './database/partitions.js';
import { tryLock } from './database/writer-lock.js';
import { createDirectoryStore, removeExpired } from './directory/directory-store.js';
import { OWNER } from './embedded/cluster.js';
import { startEmbedded, type EmbeddedServer } from './embedded/embedded-server.js';
import { createDialerStore } from './live/dialer-store.js';
import { migrate } from './migrations/migrate.js';
import { StartupError } from './startup-error.js';

export interface PostgresStoreOptions {
  /** Folder of the embedded server's data; used when there is no `databaseUrl`. */
  readonly dataDir?: string;
  /** A PostgreSQL database (14 or newer, UTF8) that is looked after by somebody else. */
  readonly databaseUrl?: string;
  /** Told, in one line, what is worth telling a person. */
  readonly log?: (line: string) => void;
  /** Epoch milliseconds; the wall clock unless a test says otherwise. */
  readonly now?: () => number;
}

/** Everything Ringside keeps, in schema `ringside` of one PostgreSQL database. */
export interface PostgresStore {
  /** Starts the embedded server if there is no `databaseUrl`, connects and migrates. Throws {@link StartupError}. */
  start(): Promise<void>;
  /** Ends all connections; after that the embedded server, unless another process uses it. */
  stop(): Promise<void>;
  readonly dialer: DialerStore;
  readonly directory: DirectoryStore;
  for(accountId: string): AccountStore;
  /** The database's clock minus ours, milliseconds; rejects when it does not answer. */
  ping(): Promise<number>;
  /** The database's clock, epoch milliseconds; rejects when it does not answer. */
  clock(): Promise<number>;
  poolStats(): PoolStats;
}

/** Connections that answer requests: the most there may be, those there are, and requests that wait for one. */
export interface PoolStats {
  readonly max: number;
  readonly total: number;
  readonly idle: number;
  readonly waiting: number;
}

const HOUSEKEEPING_MS = 6 * 3600_000;

/** A store on PostgreSQL: an embedded server on `dataDir`, or the one at `databaseUrl`. */
export function postgresStore(options: PostgresStoreOptions): PostgresStore {
  const now = options.now ?? Date.now;
  const server = databaseServer(options);
  const counts = createCountsCache();
  const pool = openPool(() => server.url());
  const db = openDatabase(pool);
  const writer = createWriter({ databaseUrl: () => server.url(), revive: () => server.revive() });
  let housekeeping: NodeJS.Timeout | null = null;

  async function clock(): Promise<number> {
    const { rows } = await sql<{ at: number }>`select now() as at`.execute(db).catch((error: unknown) => {
      throw asStoreError(error);
    });
    return rows[0]?.at ?? Number.NaN;
  }

  async function keepHouse(): Promise<void> {
    await ensurePartitions(pool, new Date(now()));
    await removeExpired(db, now());
  }

  return {
    async start() {
      await server.start();
      await checkServer(server.url());
      await migrate(pool, db);
      await keepHouse();
      housekeeping = setInterval(() => {
        keepHouse().catch((error: unknown) => options.log?.(`Housekeeping failed: ${String(error)}`));
      }, HOUSEKEEPING_MS);
      housekeeping.unref();
    },

    async stop() {
      if (housekeeping !== null) clearInterval(housekeeping);
      await writer.close();
      await db.destroy();
      await server.stop();
    },

    dialer: withStoreErrors(createDialerStore(db, writer, (campaignId) => counts.forget(campaignId))),
    directory: createDirectoryStore(db, now),
    for: (accountId) => createAccountStore({ db, accountId, counts, now }),
    clock,

    async ping() {
      const before = now();
      const at = await clock();
      return at - (before + now()) / 2;
    },

    poolStats: () => ({
      max: POOL_SIZE,
      total: pool.totalCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
    }),
  };
}

/** The server that holds the database: one of ours, or somebody else's. */
interface DatabaseServer {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Starts it again if it died; one at a time. */
  revive(): Promise<void>;
  url(): string;
}

function databaseServer({ databaseUrl, dataDir, log }: PostgresStoreOptions): DatabaseServer {
  if (databaseUrl !== undefined) {
    const nothing = (): Promise<void> => Promise.resolve();
    return { start: nothing, stop: nothing, revive: nothing, url: () => databaseUrl };
  }
  if (dataDir === undefined) throw new StartupError('There is no database: set DATA_DIR or DATABASE_URL.');
  let server: EmbeddedServer | null = null;
  let reviving: Promise<void> | null = null;

  const start = async (): Promise<void> => {
    server = await startEmbedded({ dataDir, ...(log === undefined ? {} : { log }) });
    await ensureDatabase(server);
  };
  return {
    start,
    async stop() {
      await reviving;
      if (server !== null && !(await usedElsewhere(server))) await server.stop();
      server = null;
    },
    revive() {
      if (server === null) return Promise.resolve();
      reviving ??= start().finally(() => (reviving = null));
      return reviving;
    },
    url() {
      if (server === null) throw new Error('The store is not started.');
      return server.url(OWNER);
    },
  };
}

async function ensureDatabase(server: EmbeddedServer): Promise<void> {
  await withClient(server.url('postgres'), async (client) => {
    const found = await client.query('select 1 from pg_database where datname = $1', [OWNER]);
    if (found.rowCount !== 0) return;
    await client.query(`create database ${OWNER} template template0`).catch((error: unknown) => {
      // 42P04, 23505: another process was first.
      const { code } = error as { code?: string };
      if (code !== '42P04' && code !== '23505') throw error;
    });
  });
}

/** Whether another process holds the writer's lock: then the server is not ours to stop. */
async function usedElsewhere(server: EmbeddedServer): Promise<boolean> {
  try {
    return await withClient(server.url(OWNER), async (client) => !(await tryLock(client)));
  } catch {
    return false;
  }
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(clientConfig(url));
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
