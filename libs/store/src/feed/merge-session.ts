import type { FeedStore, MergeSession, StagedRecord, Sync } from '@ringside/engine';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { checkFence } from '../commit/claim.js';
import type { Writer } from '../commit/writer.js';
import { plainArray, textArray } from '../database/arrays.js';
import { clientConfig } from '../database/connection.js';
import { copyRow, copyRows } from '../database/copy-rows.js';
import { facts } from '../database/errors.js';
import { mergeStaged, type Merge } from './merge-staged.js';
import { STAGED_COLUMNS, digestOf, stagedRow, type NumberedRecord } from './staged-record.js';

/** Records are looked up by their keys, a few at a time, whatever the statistics say: one plan, made once. */
const BY_KEY = ['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin', 'enable_bitmapscan'];
export const SESSION = [
  // Grouping and joining a million records happens once a sync, in memory.
  'work_mem=96MB',
  'temp_buffers=32MB',
  ...BY_KEY.map((setting) => `${setting}=off`),
  'plan_cache_mode=force_generic_plan',
];
/** A merge and a commit of the feed that wait for each other: one of both is rolled back, and done again. */
const ROLLED_BACK = new Set(['40001', '40P01']);
const TRIES = 5;
/** So many calls change what the planner should know of the table. */
const MANY = 10_000;

/** Merges of whole documents, each on a connection of its own, under the fence of the feed's writer. */
export function mergeSessions(
  writer: Pick<Writer<never>, 'fence'>,
  databaseUrl: () => string,
  guarded: (session: MergeSession) => MergeSession,
): FeedStore['beginMerge'] {
  return async (sync, tenantId) => {
    const fence = writer.fence();
    if (fence === null) throw new Error('The store is not open.');
    const client = new pg.Client(clientConfig(databaseUrl(), SESSION));
    // A connection that breaks fails its next query.
    client.on('error', () => undefined);
    await client.connect();
    try {
      // A process that is killed leaves nothing behind that runs on; not every system can tell.
      await client.query(`set client_connection_check_interval = '2s'`).catch(() => undefined);
      await client.query(`create temp table staged (${STAGED_COLUMNS})`);
      await client.query('create temp table refused (n int, reason text, raw text)');
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    return guarded(createSession(client, sync, tenantId, fence));
  };
}

/**
 * One letter a record: `n` its call is not there, `m` it is, `k` it is and the record is known to the letter. The tenant is
 * compared in a way that no index helps with: a planner without statistics would take one of the tenant's calls.
 */
export const LOOK_UP = {
  name: 'look_up',
  text: `select string_agg(coalesce((
      select case when t.record_hash = u.digest then 'k' else 'm' end from ringside.call t
       where t.provider_call_id = u.uuid and t.tenant_id is not distinct from $3 and t.origin = 'pbx'
    ), 'n'), '' order by u.i) as found from unnest($1::text[], $2::int8[]) with ordinality u(uuid, digest, i)`,
};
function createSession(client: pg.Client, sync: Sync, tenantId: string, fence: number): MergeSession {
  let count = 0;
  /** What is being written while the caller reads on. */
  let writing: Promise<unknown> = Promise.resolve();

  /** Rows go to the database behind the caller's back, one batch at a time. */
  async function write(table: 'staged' | 'refused', rows: string): Promise<void> {
    await writing;
    writing = copyRows(client, `copy pg_temp.${table} from stdin`, rows);
    // Whoever waits for it next is told.
    writing.catch(() => undefined);
  }

  async function unknownOf(records: readonly StagedRecord[]): Promise<readonly NumberedRecord[]> {
    const digests = records.map(({ raw }) => digestOf(raw));
    const { rows } = await client.query<{ found: string }>({
      ...LOOK_UP,
      values: [textArray(records.map(({ uuid }) => uuid)), plainArray(digests), tenantId],
    });
    const found = rows[0]?.found ?? '';
    const fresh: NumberedRecord[] = [];
    for (const [i, record] of records.entries()) {
      if (found[i] !== 'k')
        fresh.push({ record, n: ++count, digest: digests[i] ?? '0', met: found[i] === 'm' });
    }
    return fresh;
  }

  return {
    async stage(records) {
      if (records.length === 0) return 0;
      const fresh = await unknownOf(records);
      if (fresh.length > 0) await write('staged', fresh.map(stagedRow).join(''));
      return records.length - fresh.length;
    },

    async refuse(records) {
      if (records.length === 0) return;
      await write('refused', records.map(({ reason, raw }) => copyRow([++count, reason, raw])).join(''));
    },

    async merge(given, now, deadlines) {
      await writing;
      await client.query('analyze pg_temp.staged');
      const merge: Merge = { sync, tenantId, given, now, deadlines };
      for (let tries = 1; ; tries++) {
        try {
          const done = await inTransaction(client, async () => {
            // All of them at once is another matter.
            for (const setting of BY_KEY) await client.query(`set local ${setting} = on`);
            await client.query('set local plan_cache_mode = force_custom_plan');
            const merged = await mergeStaged(client, merge);
            await checkFence(client, 2, fence);
            return merged;
          });
          if ((done.report?.new ?? 0) + (done.report?.updated ?? 0) > MANY) await analyze(client);
          return done;
        } catch (error) {
          if (!ROLLED_BACK.has(facts(error).code ?? '') || tries === TRIES) throw error;
          // The other one goes first.
          await sleep(100);
        }
      }
    },

    async end() {
      await client.end().catch(() => undefined);
    },
  };
}

/** The planner is not left to find out by itself; that it does not know yet is no reason to fail. */
async function analyze(client: pg.Client): Promise<void> {
  await client.query('analyze ringside.call').catch(() => undefined);
}

async function inTransaction<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}
