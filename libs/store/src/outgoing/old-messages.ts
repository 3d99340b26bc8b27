import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../database/connection.js';
import { timestamp } from '../database/timestamp.js';

/** Messages looked at in one statement. */
const SOME = 1000;
/** Between two statements: others come first. */
const PAUSE_MS = 50;

/**
 * Removes messages that were delivered before `before`, epoch milliseconds, the oldest first, some at a time. Those that wait or were
 * given up stay. Answers how many went.
 */
export async function removeOldMessages(
  db: Database,
  before: number,
  { some = SOME, stopped = () => false }: { readonly some?: number; readonly stopped?: () => boolean } = {},
): Promise<number> {
  let removed = 0;
  for (const { id: accountId } of await db.selectFrom('account').select('id').execute()) {
    let after: { readonly created_at: number; readonly id: string } | undefined;
    while (!stopped()) {
      const oldest = await oldestOf(db, accountId, before, after, some);
      after = oldest.at(-1);
      if (after === undefined) break;
      const { numDeletedRows } = await db
        .deleteFrom('message')
        .where(
          'id',
          'in',
          oldest.map(({ id }) => id),
        )
        .where('state', '=', 'delivered')
        .where('delivered_at', '<', timestamp(before))
        .executeTakeFirst();
      removed += Number(numDeletedRows);
      await pause(PAUSE_MS, undefined, { ref: false });
    }
  }
  return removed;
}

function oldestOf(
  db: Database,
  accountId: string,
  before: number,
  after: { readonly created_at: number; readonly id: string } | undefined,
  limit: number,
) {
  let query = db
    .selectFrom('message')
    .select(['id', 'created_at'])
    .where('account_id', '=', accountId)
    .where('created_at', '<', timestamp(before))
    .orderBy('created_at')
    .orderBy('id')
    .limit(limit);
  if (after !== undefined) {
    const { created_at, id } = after;
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('created_at', 'id'), '>', tuple(timestamp(created_at), id)),
    );
  }
  return query.execute();
}
