import pg from 'pg';
import { PgBoss } from 'pg-boss';
import type { Errand } from '@ringside/engine';
import { clientConfig } from '../database/connection.js';
import { facts } from '../database/errors.js';
import { StartupError } from '../startup-error.js';

/** Schema of the job library; nobody else writes to it. */
export const JOB_SCHEMA = 'ringside_jobs';
const QUEUE = 'messages';
/** Connections of the job library. */
const CONNECTIONS = 2;
/** A job whose process has gone is handed out again after this, seconds; a start makes new ones at once. */
const EXPIRE_S = 600;

/** Where a statement is sent: the library's own connections, or the transaction it has to be in. */
export interface JobSession {
  executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

export interface NewErrand {
  readonly callId: string;
  readonly host: string;
  /** Left out: now. */
  readonly inMs?: number;
}

/** Errands as jobs of pg-boss (ADR 0018). */
export interface JobQueue {
  /** Makes the schema at the first time. Throws {@link StartupError}. */
  open(): Promise<void>;
  close(): Promise<void>;
  insert(errands: readonly NewErrand[], session: JobSession): Promise<void>;
  take(limit: number, exceptHosts: readonly string[]): Promise<readonly Errand[]>;
  done(id: string): Promise<void>;
}

export function createJobQueue(databaseUrl: () => string, log: (line: string) => void): JobQueue {
  let opened: { readonly boss: PgBoss; readonly pool: pg.Pool } | null = null;

  const boss = (): PgBoss => {
    if (opened === null) throw new Error('The store is not open.');
    return opened.boss;
  };

  return {
    async open() {
      if (opened !== null) return;
      const pool = openPool(databaseUrl);
      const fresh = new PgBoss({
        db: { executeSql: (text, values) => pool.query(text, values) },
        schema: JOB_SCHEMA,
        schedule: false,
      });
      fresh.on('error', (error) => log(`The job library: ${facts(error).message}`));
      try {
        await fresh.start();
        await fresh.createQueue(QUEUE, {
          expireInSeconds: EXPIRE_S,
          retryLimit: 1000,
          retentionSeconds: 30 * 86_400,
        });
      } catch (error) {
        await fresh.stop({ graceful: false }).catch(() => undefined);
        await pool.end();
        throw new StartupError(`The tables of jobs could not be prepared: ${facts(error).message}.`);
      }
      opened = { boss: fresh, pool };
    },

    async close() {
      const closing = opened;
      opened = null;
      if (closing === null) return;
      await closing.boss.stop({ graceful: false }).catch(() => undefined);
      await closing.pool.end();
    },

    async insert(errands, session) {
      const jobs = errands.map(({ callId, host, inMs }) => ({
        data: { call_id: callId, host },
        group: { id: host },
        ...(inMs === undefined ? {} : { startAfter: inMs / 1000 }),
      }));
      await boss().insert(QUEUE, jobs, { db: session });
    },

    async take(limit, exceptHosts) {
      const options = exceptHosts.length === 0 ? {} : { ignoreGroups: [...exceptHosts] };
      const jobs = await boss().fetch<{ call_id: string; host: string }>(QUEUE, {
        batchSize: limit,
        ...options,
      });
      return jobs.map(({ id, data }) => ({ id, callId: data.call_id, host: data.host }));
    },

    async done(id) {
      // The message tells what became of it; the job has nothing to add.
      await boss().deleteJob(QUEUE, id);
    },
  };
}

/** As the library expects its connections: times are Dates, and nothing is found without its schema. */
function openPool(databaseUrl: () => string): pg.Pool {
  class JobClient extends pg.Client {
    constructor() {
      const { types: _, ...config } = clientConfig(databaseUrl());
      super({ ...config, application_name: 'ringside jobs' });
      this.on('error', () => undefined);
    }
  }
  const pool = new pg.Pool({
    Client: JobClient,
    max: CONNECTIONS,
    idleTimeoutMillis: 60_000,
    connectionTimeoutMillis: 5000,
  });
  pool.on('error', () => undefined);
  return pool;
}
