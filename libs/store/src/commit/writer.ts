import pg from 'pg';
import { clientConfig } from '../database/connection.js';
import type { JobQueue } from '../outgoing/job-queue.js';
import { asStoreError, isUnavailable } from '../database/errors.js';
import { fenced, type Claim } from './claim.js';
import type { ColumnOrder } from './section.js';
import { NOT_NEXT, createCommits, type CommitKind, type PreparedCommit } from './statement.js';

/** A commit that takes longer is given up and tried again on another connection. */
const ANSWER_MS = 30_000;

/** The one connection that commits batches of one kind; it is renewed when it breaks. */
export interface Writer<Batch> {
  open(): Promise<void>;
  close(): Promise<void>;
  commit(number: number, batch: Batch): Promise<void>;
  /** Null while it is not open. */
  fence(): number | null;
}

export interface WriterOptions<Batch> {
  readonly databaseUrl: () => string;
  /** Called when the database cannot be reached: brings an embedded server back. */
  readonly revive: () => Promise<void>;
  readonly kind: CommitKind<Batch>;
  readonly claim: Claim;
  /** Makes the errands of a batch, by the statements of the transaction that it is given. */
  readonly insertErrands?: JobQueue['insert'];
}

export function createWriter<Batch>({
  databaseUrl,
  revive,
  kind,
  claim,
  insertErrands,
}: WriterOptions<Batch>): Writer<Batch> {
  const prepare = createCommits(kind);
  let fence: number | null = null;
  let client: pg.Client | null = null;
  /** Server process of the last connection, which may live on for a while after the connection was lost. */
  let lastPid = 0;
  let last: PreparedCommit | null = null;
  let order: ColumnOrder = new Map();
  let connecting: Promise<pg.Client> | null = null;

  async function connect(): Promise<pg.Client> {
    const fresh = new pg.Client({ ...clientConfig(databaseUrl(), kind.planning), query_timeout: ANSWER_MS });
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
      await claim.retake(fresh, ours, lastPid);
    } catch (error) {
      await fresh.end().catch(() => undefined);
      throw error;
    }
    lastPid = pidOf(fresh);
    return (client = fresh);
  }

  async function send(prepared: PreparedCommit): Promise<void> {
    const connection = await connected();
    try {
      await (
        prepared.errands.length === 0 ? write(connection, prepared) : writeAll(connection, prepared)
      ).catch(async (error: unknown) => {
        if (!(error instanceof pg.DatabaseError && error.code === NOT_NEXT)) throw error;
        await explain(connection, prepared.number);
      });
    } catch (error) {
      if (isUnavailable(error)) drop(connection);
      throw error;
    }
  }

  async function write(
    connection: pg.Client,
    { number, statement, parameters }: PreparedCommit,
  ): Promise<void> {
    await connection.query({ ...statement, values: [fence, number, ...parameters] });
  }

  /** The same statement, in a transaction with the errands: either all of it is there, or nothing. */
  async function writeAll(connection: pg.Client, prepared: PreparedCommit): Promise<void> {
    await connection.query('begin');
    try {
      await write(connection, prepared);
      await insertErrands?.(prepared.errands, {
        executeSql: (text, values) => connection.query(text, values),
      });
      await connection.query('commit');
    } catch (error) {
      // One that is lost has nothing to roll back.
      if (!isUnavailable(error)) await connection.query('rollback').catch(() => undefined);
      throw error;
    }
  }

  /** Returns when a batch that is not the next one has reached the disk before. */
  async function explain(connection: pg.Client, number: number): Promise<void> {
    const found = await connection.query<{ fence: number; batch: number }>(
      'select fence, batch from ringside.writer where id = $1',
      [kind.writer],
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
        const taken = await claim.take(fresh);
        order = await columnOrder(fresh);
        fence = taken;
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
      await claim.release(connection);
      await connection.end().catch(() => undefined);
    },

    async commit(number, batch) {
      // Before anything is awaited: the rows are the engine's own and change again.
      if (last?.number !== number) last = prepare(number, batch, order);
      try {
        await send(last);
      } catch (error) {
        // Refused outright: nothing was written, and nothing is to be repeated.
        if (!isUnavailable(error)) last = null;
        throw asStoreError(error);
      }
    },

    fence: () => fence,
  };
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
