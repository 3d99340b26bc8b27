import type { HeldWebhook } from '@ringside/engine';
import { sql } from 'kysely';
import type { Database } from '../database/connection.js';
import { timestamp } from '../database/timestamp.js';

/**
 * Webhooks held aside for a tenant, oldest first. A page ends between two times, never among webhooks of the same
 * millisecond, so it may be somewhat longer than `limit`; the cursor is the last time.
 */
export async function heldWebhooks(
  db: Database,
  tenantId: string,
  after: string | null,
  limit: number,
): Promise<{ readonly rows: readonly HeldWebhook[]; readonly cursor: string | null }> {
  const from = after === null ? sql`true` : sql`received_at > ${timestamp(timeOf(after))}`;
  const { rows } = await sql<HeldWebhook>`
    select received_at as "receivedAt", body from (
      select received_at, ordinal, body from ringside.inbox
       where tenant_id = ${tenantId} and outcome = 'held' and ${from}
       order by received_at fetch first ${sql.lit(limit)} rows with ties
    ) page order by received_at, ordinal`.execute(db);
  const last = rows.at(-1);
  return { rows, cursor: last === undefined ? null : String(last.receivedAt) };
}

/** Forgets webhooks held aside for a tenant, up to and with a cursor. */
export async function dropHeld(db: Database, tenantId: string, cursor: string): Promise<void> {
  await db
    .deleteFrom('inbox')
    .where('tenant_id', '=', tenantId)
    .where('outcome', '=', 'held')
    .where('received_at', '<=', timestamp(timeOf(cursor)))
    .execute();
}

function timeOf(cursor: string): number {
  const at = Number(cursor);
  if (!Number.isFinite(at)) throw new Error(`No cursor: ${cursor}`);
  return at;
}
