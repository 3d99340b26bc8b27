import type { Selectable } from 'kysely';
import type { ApiKeyTable } from '../database/tables.js';
import { isUuid, storable } from '../database/text.js';
import { hashRandomSecret } from '../directory/secrets.js';
import type { ApiKeyRow, KeyStore } from '../people-store.js';
import { readTogether, type AccountContext } from './context.js';
import { newestFirst } from './newest-first.js';

const NO_PREVIOUS = {
  previous_scheme: null,
  previous_salt: null,
  previous_hash: null,
  previous_until: null,
} as const;

export function keyQueries({ db, accountId, now }: AccountContext): KeyStore {
  const key = async (id: string): Promise<ApiKeyRow | null> => {
    if (!isUuid(id)) return null;
    const row = await db
      .selectFrom('api_key')
      .selectAll()
      .where('account_id', '=', accountId)
      .where('id', '=', id)
      .executeTakeFirst();
    return row === undefined ? null : toApiKey(row, now());
  };
  return {
    apiKey: key,

    apiKeys: (page) =>
      readTogether(db, (trx) =>
        newestFirst(
          page,
          (order, id, limit) => {
            let query = trx.selectFrom('api_key').selectAll().where('account_id', '=', accountId);
            if (id !== null) query = query.where('id', order === 'desc' ? '<' : '>', id);
            return query.orderBy('id', order).limit(limit).execute();
          },
          (row) => toApiKey(row, now()),
        ),
      ),

    async createApiKey({ id, name, apiKey, apiAuth, permissions }) {
      const secret = { key: apiKey, ...hashRandomSecret(apiAuth) };
      const row = await db
        .insertInto('api_key')
        .values({
          id,
          account_id: accountId,
          name: storable(name),
          permissions: [...permissions],
          ...secret,
          ...NO_PREVIOUS,
          last_used_at: null,
          revoked_at: null,
          created_at: new Date(now()),
        })
        .onConflict((conflict) =>
          conflict.column('id').doUpdateSet(secret).where('api_key.account_id', '=', accountId),
        )
        .returningAll()
        .executeTakeFirstOrThrow();
      return toApiKey(row, now());
    },

    async renameApiKey(id, name) {
      if (!isUuid(id)) return null;
      const row = await db
        .updateTable('api_key')
        .set({ name: storable(name) })
        .where('account_id', '=', accountId)
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirst();
      return row === undefined ? null : toApiKey(row, now());
    },

    async rotateApiKey(id, apiAuth, previousUntil) {
      if (!isUuid(id)) return null;
      const row = await db
        .updateTable('api_key')
        .set(({ ref }) => ({
          ...hashRandomSecret(apiAuth),
          previous_scheme: ref('scheme'),
          previous_salt: ref('salt'),
          previous_hash: ref('hash'),
          previous_until: new Date(previousUntil),
        }))
        .where('account_id', '=', accountId)
        .where('id', '=', id)
        .where('revoked_at', 'is', null)
        .returningAll()
        .executeTakeFirst();
      return row === undefined ? null : toApiKey(row, now());
    },

    async revokeApiKey(id) {
      if (!isUuid(id)) return null;
      await db.transaction().execute(async (trx) => {
        const revoked = await trx
          .updateTable('api_key')
          .set({ revoked_at: new Date(now()), ...NO_PREVIOUS })
          .where('account_id', '=', accountId)
          .where('id', '=', id)
          .where('revoked_at', 'is', null)
          .returning('id')
          .executeTakeFirst();
        if (revoked === undefined) return;
        await trx.deleteFrom('session').where('key_id', '=', id).execute();
        await trx.deleteFrom('sign_in_link').where('key_id', '=', id).execute();
      });
      return key(id);
    },
  };
}

function toApiKey(row: Selectable<ApiKeyTable>, at: number): ApiKeyRow {
  const until = row.previous_until;
  return {
    id: row.id,
    name: row.name,
    apiKey: row.key,
    permissions: row.permissions,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    previousSecretUntil: until !== null && until > at ? until : null,
    revokedAt: row.revoked_at,
  };
}
