import { randomBytes } from 'node:crypto';
import type { Selectable } from 'kysely';
import { sql } from 'kysely';
import { v7 as newId } from 'uuid';
import type { ConnectionRow, DirectoryStore } from '../account-store.js';
import type { Database } from '../database/connection.js';
import type { ConnectionTable } from '../database/tables.js';
import { isUuid, storable } from '../database/text.js';
import { timestamp } from '../database/timestamp.js';
import { createVerifiedPairs, hashSecret, matchesSecret, type HashedSecret } from './secrets.js';

const SECRET_BYTES = 32;

export function createDirectoryStore(db: Database, now: () => number): DirectoryStore {
  const pairs = createVerifiedPairs(now);
  /** A connection never changes, and every webhook asks for one. */
  const connections = new Map<string, ConnectionRow>();

  return {
    async setUp({ apiKey, apiAuth, connection }) {
      const secret = await hashSecret(apiAuth);
      return db.transaction().execute(async (trx) => {
        await sql`lock table ringside.account in exclusive mode`.execute(trx);
        const first = await trx
          .selectFrom('account')
          .select('id')
          .orderBy('created_at')
          .limit(1)
          .executeTakeFirst();
        const accountId = first?.id ?? newId();
        if (first === undefined) {
          await trx.insertInto('account').values({ id: accountId, name: 'Main', time_zone: 'UTC' }).execute();
          await storeKey(trx, accountId, apiKey, secret);
        }
        return {
          accountId,
          connection: await firstConnection(trx, accountId, connection),
          created: first === undefined,
        };
      });
    },

    accountOfKey(apiKey, apiAuth) {
      return pairs.accountOf(apiKey, apiAuth, async () => {
        const row = await db
          .selectFrom('api_key')
          .select(['account_id', 'salt', 'hash'])
          .where('key', '=', storable(apiKey))
          .executeTakeFirst();
        // An unknown key takes as long as a wrong secret.
        const matches = await matchesSecret(apiAuth, row ?? NOBODY);
        return row !== undefined && matches ? row.account_id : null;
      });
    },

    async setKey(accountId, apiKey, apiAuth) {
      await storeKey(db, accountId, apiKey, await hashSecret(apiAuth));
      pairs.clear();
    },

    async connection(provider, connectionId) {
      if (!isUuid(connectionId)) return null;
      const known = connections.get(connectionId);
      if (known !== undefined) return known.provider === provider ? known : null;
      const row = await db
        .selectFrom('connection')
        .selectAll()
        .where('id', '=', connectionId)
        .where('provider', '=', storable(provider))
        .executeTakeFirst();
      if (row === undefined) return null;
      const found = toConnection(row);
      connections.set(found.id, found);
      return found;
    },

    async createLink(accountId, tokenHash, expiresAt) {
      await db
        .insertInto('sign_in_link')
        .values({
          token_hash: tokenHash,
          account_id: accountId,
          expires_at: new Date(expiresAt),
          used_at: null,
        })
        .execute();
    },

    async redeemLink(tokenHash, at) {
      const row = await db
        .updateTable('sign_in_link')
        .set({ used_at: new Date(at) })
        .where('token_hash', '=', storable(tokenHash))
        .where('used_at', 'is', null)
        .where('expires_at', '>', timestamp(at))
        .returning('account_id')
        .executeTakeFirst();
      return row?.account_id ?? null;
    },

    async createSession(accountId, tokenHash, expiresAt) {
      await db
        .insertInto('session')
        .values({ token_hash: tokenHash, account_id: accountId, expires_at: new Date(expiresAt) })
        .execute();
    },

    async sessionAccount(tokenHash, at) {
      const row = await db
        .selectFrom('session')
        .select('account_id')
        .where('token_hash', '=', storable(tokenHash))
        .where('expires_at', '>', timestamp(at))
        .executeTakeFirst();
      return row?.account_id ?? null;
    },

    async endSession(tokenHash) {
      await db.deleteFrom('session').where('token_hash', '=', storable(tokenHash)).execute();
    },
  };
}

/** Removes links and sessions that have run out. */
export async function removeExpired(db: Database, now: number): Promise<void> {
  await db.deleteFrom('session').where('expires_at', '<', timestamp(now)).execute();
  await db.deleteFrom('sign_in_link').where('expires_at', '<', timestamp(now)).execute();
}

const NOBODY: HashedSecret = { salt: randomBytes(16), hash: randomBytes(SECRET_BYTES) };

async function storeKey(
  db: Database,
  accountId: string,
  apiKey: string,
  secret: HashedSecret,
): Promise<void> {
  const row = { account_id: accountId, salt: secret.salt, hash: secret.hash };
  await db
    .insertInto('api_key')
    .values({ key: storable(apiKey), ...row })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
    .execute();
}

/** The account's connection of this kind; made when there is none. */
async function firstConnection(
  db: Database,
  accountId: string,
  { provider, name }: { readonly provider: string; readonly name: string },
): Promise<ConnectionRow> {
  const found = await db
    .selectFrom('connection')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('provider', '=', provider)
    .orderBy('created_at')
    .limit(1)
    .executeTakeFirst();
  if (found !== undefined) return toConnection(found);
  const row = await db
    .insertInto('connection')
    .values({ id: newId(), account_id: accountId, provider, name, secret: randomBytes(SECRET_BYTES) })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toConnection(row);
}

function toConnection(row: Selectable<ConnectionTable>): ConnectionRow {
  return { id: row.id, accountId: row.account_id, provider: row.provider, secret: row.secret };
}
