import { sql, type Selectable } from 'kysely';
import { fromKysely } from 'pg-boss';
import type { AccountContext } from '../account/context.js';
import { EPOCH_MS, UUID, decodeCursor, encodeCursor } from '../account/cursor.js';
import { readPage, type Reach } from '../account/page.js';
import type { Database } from '../database/connection.js';
import { isUuid } from '../database/text.js';
import { timestamp } from '../database/timestamp.js';
import { hostOf, toMessage } from './message-row.js';
import type { MessageFilter, MessageStore } from './message-store.js';
import { rotateSecret, signingSecrets } from './secrets.js';
import type { MessageTable } from './tables.js';

/** Messages of one account, and the secrets that sign them. */
export function messageQueries({ db, accountId, jobs, bell }: AccountContext): MessageStore {
  const one = async (id: string) =>
    isUuid(id)
      ? await db
          .selectFrom('message')
          .selectAll()
          .where('account_id', '=', accountId)
          .where('id', '=', id)
          .executeTakeFirst()
      : undefined;
  return {
    async messages({ filter, ...page }) {
      if ([filter.campaign, filter.call].some((id) => id !== undefined && !isUuid(id)))
        return { rows: [], next: null, prev: null };
      return readPage(
        page,
        (reach, limit) => read(db, accountId, filter, reach, limit),
        (row) => encodeCursor(row.created_at, row.id),
        toMessage,
      );
    },

    async message(id) {
      const row = await one(id);
      return row === undefined ? null : toMessage(row);
    },

    async replayMessage(id) {
      if ((await one(id)) === undefined) return null;
      await db.transaction().execute(async (trx) => {
        const row = await trx
          .updateTable('message')
          .set({ state: 'waiting', tries: 0, next_try_at: sql<Date>`now()`, delivered_at: null })
          .where('account_id', '=', accountId)
          .where('id', '=', id)
          .returning(['call_id', 'url'])
          .executeTakeFirstOrThrow();
        await jobs.insert([{ callId: row.call_id, host: hostOf(row.url) }], fromKysely(trx));
      });
      bell.ring();
      const row = await one(id);
      return row === undefined ? null : toMessage(row);
    },

    webhookSecrets: () => signingSecrets(db, accountId),
    rotateWebhookSecret: () => rotateSecret(db, accountId),
  };
}

/** Newest first is forward. */
function read(
  db: Database,
  accountId: string,
  { campaign, call, state }: MessageFilter,
  { direction, cursor }: Reach,
  limit: number,
): Promise<Selectable<MessageTable>[]> {
  const forward = direction === 'forward';
  const order = forward ? 'desc' : 'asc';
  let query = db
    .selectFrom('message')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('created_at', order)
    .orderBy('id', order)
    .limit(limit);
  if (campaign !== undefined) query = query.where('campaign_id', '=', campaign);
  if (call !== undefined) query = query.where('call_id', '=', call);
  if (state !== undefined) query = query.where('state', '=', state);
  if (cursor !== null) {
    const [at = '', id = ''] = decodeCursor(cursor, EPOCH_MS, UUID);
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('created_at', 'id'), forward ? '<' : '>', tuple(timestamp(Number(at)), id)),
    );
  }
  return query.execute();
}
