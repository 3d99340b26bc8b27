import { sql, type RawBuilder } from 'kysely';
import type { AccountStore } from '../account-store.js';
import type { Database } from '../database/connection.js';
import { toSync, toTenant } from '../database/rows.js';
import { isUuid, storable } from '../database/text.js';
import { timestamp } from '../database/timestamp.js';
import { toConnection } from '../directory/connection-row.js';
import { readTogether, type AccountContext } from './context.js';
import { EPOCH_MS, UUID, decodeCursor, encodeCursor } from './cursor.js';
import { readPage, type Reach } from './page.js';

type FeedQueries = Pick<AccountStore, 'connections' | 'tenants' | 'tenant' | 'syncs' | 'sync'>;

/** What phone systems that make calls of their own have beside their calls. */
export function feedQueries({ db, accountId }: AccountContext): FeedQueries {
  const tenants = () =>
    db
      .selectFrom('tenant')
      .selectAll()
      .select(heldOf().as('held'))
      .where('account_id', '=', accountId)
      .orderBy('seen_at')
      .orderBy('id');
  return {
    async connections(provider) {
      const rows = await db
        .selectFrom('connection')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('provider', '=', storable(provider))
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map((row) => ({ ...toConnection(row), name: row.name }));
    },

    async tenants() {
      return (await tenants().execute()).map((row) => ({ ...toTenant(row), held: row.held }));
    },

    async tenant(id) {
      if (!isUuid(id)) return null;
      const row = await tenants().where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : { ...toTenant(row), held: row.held };
    },

    syncs: (page) =>
      readTogether(db, (trx) =>
        readPage(
          page,
          (reach, limit) => readSyncs(trx, accountId, reach, limit),
          (row) => encodeCursor(row.started_at, row.id),
          toSync,
        ),
      ),

    async sync(id) {
      if (!isUuid(id)) return null;
      const row = await db
        .selectFrom('sync')
        .selectAll()
        .where('id', '=', id)
        .where('account_id', '=', accountId)
        .executeTakeFirst();
      return row === undefined ? null : toSync(row);
    },
  };
}

function heldOf(): RawBuilder<number> {
  return sql<number>`(select count(*) from ringside.inbox as inbox
    where inbox.tenant_id = tenant.id and inbox.outcome = 'held')`;
}

/** Newest first is forward. */
function readSyncs(db: Database, accountId: string, { direction, cursor }: Reach, limit: number) {
  const forward = direction === 'forward';
  let query = db
    .selectFrom('sync')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('started_at', forward ? 'desc' : 'asc')
    .orderBy('id', forward ? 'desc' : 'asc')
    .limit(limit);
  if (cursor !== null) {
    const [at = '', id = ''] = decodeCursor(cursor, EPOCH_MS, UUID);
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('started_at', 'id'), forward ? '<' : '>', tuple(timestamp(Number(at)), id)),
    );
  }
  return query.execute();
}
