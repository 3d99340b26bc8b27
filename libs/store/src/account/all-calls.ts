import type { CallFilter } from '@ringside/contracts';
import { sql } from 'kysely';
import type { AccountStore } from '../account-store.js';
import type { Database } from '../database/connection.js';
import { toStoredCall } from '../database/rows.js';
import { isUuid } from '../database/text.js';
import { callSearch, type CallRow, type CallSearch } from './call-search.js';
import { readTogether, type AccountContext } from './context.js';
import { encodeCursor } from './cursor.js';
import { readPage, type Reach } from './page.js';

type AllCallQueries = Pick<AccountStore, 'allCalls' | 'exportCalls' | 'storedCall'>;

/** Calls of one statement of an export: enough to make it cheap a call, few enough to keep memory flat. */
const EXPORT_CHUNK = 5000;

export function allCallQueries({ db, accountId }: AccountContext): AllCallQueries {
  return {
    allCalls: ({ filter, ...page }) =>
      readInOrder(db, async (trx) => {
        const search = await callSearch(trx, accountId, filter);
        return readPage(page, (reach, limit) => read(trx, search, reach, limit), cursorOf, toStoredCall);
      }),

    exportCalls: (filter) => exportCalls(db, accountId, filter),

    async storedCall(id) {
      if (!isUuid(id)) return null;
      const row = await db
        .selectFrom('call')
        .selectAll()
        .where('id', '=', id)
        .where('account_id', '=', accountId)
        .executeTakeFirst();
      return row === undefined ? null : toStoredCall(row);
    },
  };
}

/** Each page is a transaction of its own: a slow reader holds nothing up. */
async function* exportCalls(db: Database, accountId: string, filter: CallFilter) {
  const search = await readInOrder(db, (trx) => callSearch(trx, accountId, filter));
  let cursor: string | null = null;
  for (;;) {
    const reach: Reach = { direction: 'forward', cursor };
    const rows = await readInOrder(db, (trx) => read(trx, search, reach, EXPORT_CHUNK));
    if (rows.length > 0) yield rows.map(toStoredCall);
    const last = rows.at(-1);
    if (last === undefined || rows.length < EXPORT_CHUNK) return;
    cursor = cursorOf(last);
  }
}

async function read(
  db: Database,
  search: CallSearch,
  reach: Reach,
  limit: number,
): Promise<readonly CallRow[]> {
  const statement = search(reach, limit);
  return statement === null ? [] : (await statement.execute(db)).rows;
}

/**
 * Reads by indexes in their order, and stops when the page is full. Else a database that has no statistics yet, as after a
 * first sync, would rather collect and sort a million calls.
 */
function readInOrder<T>(db: Database, work: (db: Database) => Promise<T>): Promise<T> {
  return readTogether(db, async (trx) => {
    await sql`select set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true)`.execute(
      trx,
    );
    return work(trx);
  });
}

function cursorOf(row: CallRow): string {
  return encodeCursor(row.created_at, row.id);
}
