import type { NewDelivery } from '@ringside/engine';
import { sql, type RawBuilder, type Selectable } from 'kysely';
import type { AccountStore } from '../account-store.js';
import type { Database } from '../database/connection.js';
import { InvalidCursorError } from '../database/errors.js';
import type { InboxTable } from '../database/tables.js';
import { isUuid } from '../database/text.js';
import { timestamp } from '../database/timestamp.js';
import { readTogether, type AccountContext } from './context.js';
import { EPOCH_MS, decodeCursor, encodeCursor } from './cursor.js';
import { readPage, type Reach } from './page.js';

type DeliveryQueries = Pick<AccountStore, 'deliveries'>;
type DeliveryRow = Selectable<InboxTable> & { readonly place: string };

export function deliveryQueries({ db, accountId }: AccountContext): DeliveryQueries {
  return {
    async deliveries({ outcome, syncId, ...page }) {
      if (syncId !== undefined && !isUuid(syncId)) return { rows: [], next: null, prev: null };
      const fits = [
        sql`account_id = ${accountId}`,
        // Only what is refused is of a sync.
        outcome === undefined && syncId === undefined
          ? sql`outcome in ('refused', 'held')`
          : sql`outcome = ${outcome ?? 'refused'}`,
        ...(syncId === undefined ? [] : [sql`sync_id = ${syncId}`, ...whileIt(syncId)]),
      ];
      return readTogether(db, (trx) =>
        readPage(page, (reach, limit) => readDeliveries(trx, fits, reach, limit), cursorOf, toDelivery),
      );
    },
  };
}

/** What a sync refused was stored when it ended: the index of what was put aside is by time. */
function whileIt(syncId: string): RawBuilder<unknown>[] {
  const of = (column: string): RawBuilder<unknown> =>
    sql`(select ${sql.ref(column)} from ringside.sync where id = ${syncId})`;
  return [sql`received_at >= ${of('started_at')}`, sql`received_at <= ${of('ended_at')}`];
}

/**
 * Newest first is forward. Two commits may give the same place in the same millisecond, so it is the row's place in its
 * table that tells any two apart: rows of the inbox are never changed.
 */
async function readDeliveries(
  db: Database,
  fits: readonly RawBuilder<unknown>[],
  { direction, cursor }: Reach,
  limit: number,
): Promise<readonly DeliveryRow[]> {
  const forward = direction === 'forward';
  const conditions = [...fits];
  if (cursor !== null) {
    const ahead = sql.raw(forward ? '<' : '>');
    conditions.push(sql`(received_at, ordinal, ctid) ${ahead} ${placeOf(cursor)}`);
  }
  const order = sql.raw(forward ? 'desc' : 'asc');
  const { rows } = await sql<DeliveryRow>`
    select *, ctid::text as place from ringside.inbox where ${sql.join(conditions, sql` and `)}
     order by received_at ${order}, ordinal ${order}, ctid ${order} limit ${limit}`.execute(db);
  return rows;
}

/** `(12,3)`: page and line of the table. */
const PLACE = /^\((\d{1,10}),(\d{1,5})\)$/;

function cursorOf(row: DeliveryRow): string {
  const [, page = '', line = ''] = PLACE.exec(row.place) ?? [];
  return encodeCursor(row.received_at, row.ordinal, page, line);
}

function placeOf(cursor: string): RawBuilder<unknown> {
  const [at = '', ...rest] = decodeCursor(cursor, EPOCH_MS, UP_TO_10, UP_TO_10, UP_TO_10);
  const [ordinal = 0, page = 0, line = 0] = rest.map(Number);
  if (ordinal > MOST_INT || page > MOST_PAGE || line > MOST_LINE)
    throw new InvalidCursorError('This page address is not one that was given out.');
  return sql`(${timestamp(Number(at))}, ${ordinal}::int, ${`(${page},${line})`}::tid)`;
}

const UP_TO_10 = /^\d{1,10}$/;
const MOST_INT = 2 ** 31 - 1;
const MOST_PAGE = 2 ** 32 - 1;
const MOST_LINE = 2 ** 16 - 1;

function toDelivery(row: DeliveryRow): NewDelivery {
  return {
    accountId: row.account_id,
    connectionId: row.connection_id,
    tenantId: row.tenant_id,
    callId: row.call_id,
    syncId: row.sync_id,
    kind: row.kind,
    receivedAt: row.received_at,
    status: row.status,
    outcome: row.outcome as NewDelivery['outcome'],
    reason: row.reason,
    body: row.body,
  };
}
