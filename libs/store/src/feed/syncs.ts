import type { Sync } from '@ringside/engine';
import { sql, type Insertable } from 'kysely';
import type { Database } from '../database/connection.js';
import { toSync } from '../database/rows.js';
import type { SyncTable } from '../database/tables.js';
import { storable } from '../database/text.js';

/** A sync that has completed stays as it is: what was told of its progress may come later. */
export async function saveSync(db: Database, sync: Sync): Promise<void> {
  const row = syncRow(sync);
  const { id: _, ...changes } = row;
  await db
    .insertInto('sync')
    .values(row)
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet(changes).where('sync.state', '!=', 'completed'),
    )
    .execute();
}

export async function unfinishedSyncs(db: Database, connectionId: string): Promise<readonly Sync[]> {
  const rows = await db
    .selectFrom('sync')
    .selectAll()
    .where('connection_id', '=', connectionId)
    // Written out, so that the index of these is seen to fit.
    .where(sql<boolean>`state in ('running', 'waiting')`)
    .orderBy('started_at')
    .execute();
  return rows.map(toSync);
}

export async function lastSyncAt(db: Database, connectionId: string): Promise<number | null> {
  const row = await db
    .selectFrom('sync')
    .select('started_at')
    .where('connection_id', '=', connectionId)
    .where('state', '=', 'completed')
    .orderBy('started_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.started_at ?? null;
}

function syncRow(sync: Sync): Insertable<SyncTable> {
  return {
    id: sync.id,
    account_id: sync.accountId,
    connection_id: sync.connectionId,
    trigger: sync.trigger,
    state: sync.state,
    attempt: sync.attempt,
    phase: sync.phase,
    fetched: sync.fetched,
    announced: sync.announced,
    report: sync.report === null ? null : JSON.stringify(sync.report),
    problem_code: sync.problem?.code ?? null,
    problem_detail: sync.problem === null ? null : storable(sync.problem.detail),
    retry_at: sync.retryAt === null ? null : new Date(sync.retryAt),
    started_at: new Date(sync.startedAt),
    ended_at: sync.endedAt === null ? null : new Date(sync.endedAt),
  };
}
