import type { DialerStore, FeedStore, OutgoingStore } from '@ringside/engine';
import { sql } from 'kysely';
import type { AccountStore, DirectoryStore } from './account-store.js';
import { createAccountStore } from './account/account-store.js';
import { createCountsCache } from './account/counts-cache.js';
import { createStatusCache } from './account/status-cache.js';
import { lockClaim, sharedClaim } from './commit/claim.js';
import { DIALER_COMMITS } from './commit/dialer-sections.js';
import { createWriter } from './commit/writer.js';
import { checkServer } from './database/check-server.js';
import { POOL_SIZE, openDatabase, openPool } from './database/connection.js';
import { withStoreErrors } from './database/errors.js';
import { ensurePartitions } from './database/partitions.js';
import { createDirectoryStore, removeExpired } from './directory/directory-store.js';
import { databaseServer } from './database-server.js';
import { FEED_COMMITS } from './feed/feed-sections.js';
import { Bell } from './outgoing/bell.js';
import { createJobQueue } from './outgoing/job-queue.js';
import { removeOldMessages } from './outgoing/old-messages.js';
import { createOutgoingStore } from './outgoing/outgoing-store.js';
import { createFeedStore } from './feed/feed-store.js';
import { mergeSessions } from './feed/merge-session.js';
import { createDialerStore } from './live/dialer-store.js';
import { migrate } from './migrations/migrate.js';

export interface PostgresStoreOptions {
  /** Folder of the embedded server's data; used when there is no `databaseUrl`. */
  readonly dataDir?: string;
  /** A PostgreSQL database (14 or newer, UTF8) that is looked after by somebody else. */
  readonly databaseUrl?: string;
  /** Told, in one line, what is worth telling a person. */
  readonly log?: (line: string) => void;
  /** Epoch milliseconds; the wall clock unless a test says otherwise. */
  readonly now?: () => number;
  /** Days that messages are kept after they were delivered; 0, or left out: for ever. */
  readonly messageDays?: number;
}

/** Everything Ringside keeps, in schema `ringside` of one PostgreSQL database. */
export interface PostgresStore {
  /** Starts the embedded server if there is no `databaseUrl`, connects and migrates. Throws {@link StartupError}. */
  start(): Promise<void>;
  /** Ends all connections; after that the embedded server, unless another process uses it. */
  stop(): Promise<void>;
  readonly dialer: DialerStore;
  /** What the feeds of phone systems keep; opened after `dialer`. */
  readonly feed: FeedStore;
  /** Messages to developers' servers; open as long as `dialer` is. */
  readonly outgoing: OutgoingStore;
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
const DAY_MS = 24 * 3600_000;

/** A store on PostgreSQL: an embedded server on `dataDir`, or the one at `databaseUrl`. */
export function postgresStore(options: PostgresStoreOptions): PostgresStore {
  const now = options.now ?? Date.now;
  const server = databaseServer(options);
  const statuses = createStatusCache();
  const counts = createCountsCache(statuses);
  const pool = openPool(() => server.url());
  const db = openDatabase(pool);
  const reach = { databaseUrl: () => server.url(), revive: () => server.revive() };
  const jobs = createJobQueue(reach.databaseUrl, (line) => options.log?.(line));
  const bell = new Bell();
  const writer = createWriter({
    ...reach,
    kind: DIALER_COMMITS,
    claim: lockClaim,
    insertErrands: (errands, session) => jobs.insert(errands, session),
  });
  const feedWriter = createWriter({ ...reach, kind: FEED_COMMITS, claim: sharedClaim(() => writer.fence()) });
  let housekeeping: NodeJS.Timeout | null = null;
  let clearing: Promise<unknown> = Promise.resolve();
  let stopped = false;

  /** An embedded server that died is brought back, whoever noticed first. */
  const guarded = <T extends object>(api: T): T =>
    withStoreErrors(api, () => {
      server.revive().catch((error: unknown) => options.log?.(String(error)));
    });
  const own = guarded({
    async clock(): Promise<number> {
      const { rows } = await sql<{ at: number }>`select now() as at`.execute(db);
      return rows[0]?.at ?? Number.NaN;
    },
  });

  async function keepHouse(): Promise<void> {
    await ensurePartitions(pool, new Date(now()));
    await removeExpired(db, now());
    clearing = clearing.then(clearMessages);
  }

  /** Nobody waits for it: there may be millions after a long time. */
  async function clearMessages(): Promise<void> {
    const days = options.messageDays ?? 0;
    if (days === 0 || stopped) return;
    try {
      await removeOldMessages(db, now() - days * DAY_MS, { stopped: () => stopped });
    } catch (error) {
      if (!stopped) options.log?.(`Old messages were not removed: ${String(error)}`);
    }
  }

  return {
    async start() {
      stopped = false;
      try {
        await server.start();
        await checkServer(server.url());
        await migrate(pool, db);
        await keepHouse();
      } catch (error) {
        await server.stop().catch(() => undefined);
        throw error;
      }
      housekeeping = setInterval(() => {
        keepHouse().catch((error: unknown) => options.log?.(`Housekeeping failed: ${String(error)}`));
      }, HOUSEKEEPING_MS);
      housekeeping.unref();
    },

    async stop() {
      if (housekeeping !== null) clearInterval(housekeeping);
      stopped = true;
      await clearing;
      await feedWriter.close();
      await writer.close();
      await jobs.close();
      await db.destroy();
      await server.stop();
    },

    dialer: guarded(
      createDialerStore(db, writer, {
        jobs,
        bell,
        statuses,
        contactsChanged: (campaignId) => counts.forget(campaignId),
      }),
    ),
    outgoing: guarded(createOutgoingStore(db, jobs, bell)),
    feed: guarded(createFeedStore(db, feedWriter, mergeSessions(feedWriter, reach.databaseUrl, guarded))),
    directory: guarded(createDirectoryStore(db, now)),
    for: (accountId) => guarded(createAccountStore({ db, accountId, counts, statuses, now, jobs, bell })),
    clock: () => own.clock(),

    async ping() {
      const before = now();
      const at = await own.clock();
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
