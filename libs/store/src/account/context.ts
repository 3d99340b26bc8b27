import type { Database } from '../database/connection.js';
import type { Bell } from '../outgoing/bell.js';
import type { JobQueue } from '../outgoing/job-queue.js';
import type { CountsCache } from './counts-cache.js';
import type { StatusCache } from './status-cache.js';

/** What the queries of one account share. Every one of them names `accountId` in its `where`. */
export interface AccountContext {
  readonly db: Database;
  readonly accountId: string;
  readonly counts: CountsCache;
  readonly statuses: StatusCache;
  readonly jobs: JobQueue;
  /** Rung for a new errand. */
  readonly bell: Bell;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Several reads of one moment. */
export function readTogether<T>(db: Database, work: (db: Database) => Promise<T>): Promise<T> {
  return db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work);
}
