import type { FeedBatch, FeedStore } from '@ringside/engine';
import { sql } from 'kysely';
import type { Writer } from '../commit/writer.js';
import type { Database } from '../database/connection.js';
import { toPbxCall, toTenant } from '../database/rows.js';
import { lastSeqs } from '../database/shared-queries.js';
import { storable } from '../database/text.js';
import { derived } from './call-join.js';
import { dropHeld, heldWebhooks } from './held-webhooks.js';
import { lastSyncAt, saveSync, unfinishedSyncs } from './syncs.js';

/** Written out, so that the indexes of these calls are seen to fit. */
const PBX = sql<'pbx'>`'pbx'`;

/** What changes with the end of a call. */
const CLOSED = ['state', 'in_flight', 'reason', 'end_estimated'] as const;

/** What the feeds of phone systems read and write; their commits go through a writer of their own. */
export function createFeedStore(
  db: Database,
  writer: Writer<FeedBatch>,
  beginMerge: FeedStore['beginMerge'],
): FeedStore {
  return {
    open: () => writer.open(),
    close: () => writer.close(),
    commit: (number, batch) => writer.commit(number, batch),

    async openCalls(connectionId) {
      const rows = await db
        .selectFrom('call')
        .selectAll()
        .where('connection_id', '=', connectionId)
        .where('origin', '=', PBX)
        .where('in_flight', '=', true)
        // In the small index of all calls in flight they are those without a campaign.
        .where('campaign_id', 'is', null)
        .execute();
      return rows.map(toPbxCall);
    },

    async closeLeft(followed, now) {
      const closed = derived((column) => (column === 'closed_at' ? 'now.at' : `t.${column}`));
      const { numAffectedRows } = await sql`
        update ringside.call t
           set closed_at = now.at, deadline_at = null, ${sql.raw(CLOSED.map((name) => `${name} = ${closed(name)}`).join(', '))}
          from (select ${new Date(now)}::timestamptz as at) now
         where t.in_flight and t.campaign_id is null and t.origin = 'pbx' and t.deadline_at <= now.at
           and t.connection_id <> all (${followed}::uuid[])`.execute(db);
      await sql`
        update ringside.sync
           set state = 'failed', phase = null, retry_at = null, problem_code = 'interrupted',
               problem_detail = 'its phone system is no longer followed', ended_at = ${new Date(now)}
         where state in ('running', 'waiting') and connection_id <> all (${followed}::uuid[])`.execute(db);
      return Number(numAffectedRows ?? 0);
    },

    async calls(tenantId, uuids) {
      if (uuids.length === 0) return [];
      const rows = await db
        .selectFrom('call')
        .selectAll()
        .where('provider_call_id', 'in', uuids.map(storable))
        // Found by their ids: a planner without statistics would take an index of the tenant's calls.
        .where('tenant_id', 'is not distinct from', tenantId)
        .where('origin', '=', PBX)
        .execute();
      return rows.map(toPbxCall);
    },

    async deliveries(callIds) {
      if (callIds.length === 0) return new Map();
      const rows = await db
        .selectFrom('inbox')
        .select(({ fn }) => ['call_id', fn.countAll<number>().as('n')])
        .where('call_id', 'in', callIds)
        .where('kind', '=', 'webhook')
        .groupBy('call_id')
        .execute();
      const counts = new Map(callIds.map((id) => [id, 0]));
      for (const { call_id: id, n } of rows) if (id !== null) counts.set(id, n);
      return counts;
    },

    async tenants(connectionId) {
      const rows = await db
        .selectFrom('tenant')
        .selectAll()
        .where('connection_id', '=', connectionId)
        .orderBy('seen_at')
        .execute();
      return rows.map(toTenant);
    },

    heldWebhooks: (tenantId, after, limit) => heldWebhooks(db, tenantId, after, limit),
    dropHeld: (tenantId, cursor) => dropHeld(db, tenantId, cursor),

    async lastSeq(stream) {
      return (await lastSeqs(db, [stream])).get(stream) ?? 0;
    },

    saveSync: (sync) => saveSync(db, sync),
    unfinishedSyncs: (connectionId) => unfinishedSyncs(db, connectionId),
    lastSyncAt: (connectionId) => lastSyncAt(db, connectionId),
    beginMerge,
  };
}
