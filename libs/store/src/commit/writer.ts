import { FencedError, StoreUnavailableError, type CommitBatch } from '@ringside/engine';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { clientConfig } from '../database/connection.js';
import { asStoreError, isUnavailable } from '../database/errors.js';
import { LOCK_HELD, endLostHolder, tryLock, unlock } from '../database/writer-lock.js';
import { StartupError } from '../startup-error.js';
import type { ColumnOrder } from './sections.js';
import { NOT_NEXT, prepareCommit, type PreparedCommit } from './statement.js';

/** Each batch is a few rows found by their keys, whatever the statistics say: one plan, made once. */
const PLANS = [
  'plan_cache_mode=force_generic_plan',
  'enable_seqscan=off',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
  'enable_bitmapscan=off',
];
/** A commit that takes longer is given up and tried again on another connection. */
const ANSWER_MS = 30_000;
/** After `open` found the lock taken: a process that was just killed may not have been noticed yet. */
const PATIENCE_MS = 1500;

/** The one connection that commits. It holds the writer's lock as long as it lives, and is renewed when it breaks. */
export interface Writer {
  open(): Promise<void>;
  close(): Promise<void>;
  commit(number: number, batch: CommitBatch): Promise<void>;
}

export interface WriterOptions {
  readonly databaseUrl: () => string;
  /** Called when the database cannot be reached: brings an embedded server back. */
  readonly revive: () => Promise<void>;
}

export function createWriter({ databaseUrl, revive }: WriterOptions): Writer {
  let fence: number | null = null;
  let client: pg.Client | null = null;
  /** Server process of the last connection, which may live on for a while after the connection was lost. */
  let lastPid = 0;
  let last: PreparedCommit | null = null;
  let order: ColumnOrder = new Map();
  let connecting: Promise<pg.Client> | null = null;

  async function connect(): Promise<pg.Client> {
    const fresh = new pg.Client({ ...clientConfig(databaseUrl(), PLANS), query_timeout: ANSWER_MS });
    const lost = (): void => {
      if (client === fresh) client = null;
    };
    fresh.on('error', lost);
    fresh.on('end', lost);
    await fresh.connect();
    return fresh;
  }

  /** The connection that holds our lock and fence; a lost one is replaced. */
  async function connected(): Promise<pg.Client> {
    if (fence === null) throw new Error('The store is not open.');
    if (client !== null) return client;
    connecting ??= reconnect(fence).finally(() => (connecting = null));
    return connecting;
  }

  async function reconnect(ours: number): Promise<pg.Client> {
    const fresh = await connect().catch(async (error: unknown) => {
      await revive().catch(() => undefined);
      throw error;
    });
    try {
      let locked = await tryLock(fresh);
      const { rows } = await fresh.query<{ fence: number }>('select fence from ringside.writer where id = 1');
      if (rows[0]?.fence !== ours) throw fenced();
      if (!locked) {
        await endLostHolder(fresh, lastPid);
        locked = await tryLock(fresh);
      }
      if (!locked) throw new StoreUnavailableError('The lost connection still holds the lock.');
    } catch (error) {
      await fresh.end().catch(() => undefined);
      throw error;
    }
    lastPid = pidOf(fresh);
    return (client = fresh);
  }

  async function send({ number, statement, parameters }: PreparedCommit): Promise<void> {
    const connection = await connected();
    try {
      await connection
        .query({ ...statement, values: [fence, number, ...parameters] })
        .catch(async (error: unknown) => {
          if (!(error instanceof pg.DatabaseError && error.code === NOT_NEXT)) throw error;
          await explain(connection, number);
        });
    } catch (error) {
      if (isUnavailable(error)) drop(connection);
      throw error;
    }
  }

  /** Returns when a batch that is not the next one has reached the disk before. */
  async function explain(connection: pg.Client, number: number): Promise<void> {
    const found = await connection.query<{ fence: number; batch: number }>(
      'select fence, batch from ringside.writer where id = 1',
    );
    const state = found.rows[0];
    if (state?.fence !== fence) throw fenced();
    if (state?.batch !== number)
      throw new Error(`Batch ${number} does not follow batch ${state?.batch ?? 'none'}.`);
  }

  function drop(connection: pg.Client): void {
    if (client === connection) client = null;
    connection.end().catch(() => undefined);
  }

  return {
    async open() {
      if (fence !== null) return;
      const fresh = await connect();
      try {
        const deadline = performance.now() + PATIENCE_MS;
        while (!(await tryLock(fresh))) {
          if (performance.now() > deadline) throw new StartupError(LOCK_HELD);
          await sleep(100);
        }
        const { rows } = await fresh.query<{ fence: number }>(
          'update ringside.writer set fence = fence + 1, batch = 0 where id = 1 returning fence',
        );
        order = await columnOrder(fresh);
        fence = rows[0]?.fence ?? 0;
      } catch (error) {
        await fresh.end().catch(() => undefined);
        throw error;
      }
      lastPid = pidOf(fresh);
      client = fresh;
      last = null;
    },

    async close() {
      const connection = client;
      client = null;
      fence = null;
      last = null;
      if (connection === null) return;
      // Said aloud, so that a next process finds the lock free at once.
      await unlock(connection).catch(() => undefined);
      await connection.end().catch(() => undefined);
    },

    async commit(number, batch) {
      // Before anything is awaited: the rows are the engine's own and change again.
      if (last?.number !== number) last = prepareCommit(number, batch, order);
      try {
        await send(last);
      } catch (error) {
        // Refused outright: nothing was written, and nothing is to be repeated.
        if (!isUnavailable(error)) last = null;
        throw asStoreError(error);
      }
    },
  };
}

function fenced(): FencedError {
  return new FencedError('Another Ringside writes to this database now.');
}

function pidOf(client: pg.Client): number {
  return (client as pg.Client & { readonly processID: number | null }).processID ?? 0;
}

async function columnOrder(client: pg.Client): Promise<ColumnOrder> {
  const { rows } = await client.query<{ name: string; columns: string[] }>(
    `select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'ringside'::regnamespace and c.relkind in ('r', 'p') group by c.oid`,
  );
  return new Map(rows.map(({ name, columns }) => [name, columns]));
}
