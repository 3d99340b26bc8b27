import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { v7 as newId } from 'uuid';
import type { ConnectionRow, DirectoryStore } from '../account-store.js';
import type { Database } from '../database/connection.js';
import { isUuid, storable } from '../database/text.js';
import { timestamp } from '../database/timestamp.js';
import { toConnection } from './connection-row.js';
import { keyPrincipal } from './key-principal.js';
import { hashChosenSecret, type HashedSecret } from './secrets.js';
import { signInQueries } from './sign-in.js';

const SECRET_BYTES = 32;

export function createDirectoryStore(db: Database, now: () => number): DirectoryStore {
  /** A connection never changes, and every webhook asks for one. */
  const connections = new Map<string, ConnectionRow>();

  return {
    ...signInQueries(db, now),

    async setUp({ apiKey, apiAuth, connection }) {
      const secret = await hashChosenSecret(apiAuth);
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
          await storeKey(trx, now, accountId, apiKey, secret);
        }
        return {
          accountId,
          connection:
            (await oldestConnection(trx, accountId, connection.provider, null)) ??
            (await newConnection(trx, accountId, connection.provider, connection.name)),
          created: first === undefined,
        };
      });
    },

    principalOfKey: (apiKey, apiAuth) => keyPrincipal(db, now, apiKey, apiAuth),

    async setKey(accountId, apiKey, apiAuth) {
      await storeKey(db, now, accountId, apiKey, await hashChosenSecret(apiAuth));
    },

    async firstAccount() {
      const row = await db
        .selectFrom('account')
        .select('id')
        .orderBy('created_at')
        .limit(1)
        .executeTakeFirst();
      return row?.id ?? null;
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

    ensureConnection: (accountId, provider, name) =>
      db.transaction().execute(async (trx) => {
        // Two at once: the second waits, and finds what the first has made.
        await trx
          .selectFrom('account')
          .select('id')
          .where('id', '=', accountId)
          .forNoKeyUpdate()
          .executeTakeFirstOrThrow();
        const found = await oldestConnection(trx, accountId, provider, name);
        return found ?? newConnection(trx, accountId, provider, name);
      }),
  };
}

/** Removes links and sessions that have run out. */
export async function removeExpired(db: Database, now: number): Promise<void> {
  await db.deleteFrom('session').where('expires_at', '<', timestamp(now)).execute();
  await db.deleteFrom('sign_in_link').where('expires_at', '<', timestamp(now)).execute();
}

async function storeKey(
  db: Database,
  now: () => number,
  accountId: string,
  apiKey: string,
  secret: HashedSecret,
): Promise<void> {
  const row = {
    account_id: accountId,
    ...secret,
    previous_scheme: null,
    previous_salt: null,
    previous_hash: null,
    previous_until: null,
    revoked_at: null,
  };
  await db
    .insertInto('api_key')
    .values({ id: newId(), key: storable(apiKey), last_used_at: null, created_at: new Date(now()), ...row })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
    .execute();
}

/** The account's oldest connection of this kind, and of this name if one is given. */
async function oldestConnection(
  db: Database,
  accountId: string,
  provider: string,
  name: string | null,
): Promise<ConnectionRow | null> {
  let query = db
    .selectFrom('connection')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('provider', '=', storable(provider))
    .orderBy('created_at')
    .limit(1);
  if (name !== null) query = query.where('name', '=', storable(name));
  const row = await query.executeTakeFirst();
  return row === undefined ? null : toConnection(row);
}

async function newConnection(
  db: Database,
  accountId: string,
  provider: string,
  name: string,
): Promise<ConnectionRow> {
  const row = await db
    .insertInto('connection')
    .values({
      id: newId(),
      account_id: accountId,
      provider: storable(provider),
      name: storable(name),
      secret: randomBytes(SECRET_BYTES),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toConnection(row);
}
