import type { Selectable } from 'kysely';
import type { DirectoryStore } from '../account-store.js';
import type { Database } from '../database/connection.js';
import type { Tables } from '../database/tables.js';
import { storable } from '../database/text.js';
import { timestamp } from '../database/timestamp.js';
import type { TokenOwner } from '../people-store.js';
import { emailKey } from './email.js';
import { hashPassword, matchesPassword } from './passwords.js';
import { noteFailedSignIn, noteSignIn } from './sign-in-notes.js';

type SignInQueries = Pick<
  DirectoryStore,
  | 'createLink'
  | 'redeemLink'
  | 'createSession'
  | 'noteFailedSignIn'
  | 'principalOfSession'
  | 'endSession'
  | 'userOfPassword'
  | 'acceptInvitation'
  | 'noteUser'
  | 'noteKey'
>;

/** Links, sessions, passwords and invitations: how people come in. */
export function signInQueries(db: Database, now: () => number): SignInQueries {
  return {
    async createLink(owner, tokenHash, expiresAt) {
      await db
        .insertInto('sign_in_link')
        .values({ ...ownedToken(owner, tokenHash, expiresAt), used_at: null })
        .execute();
    },

    async redeemLink(tokenHash, at) {
      const row = await db
        .updateTable('sign_in_link')
        .set({ used_at: new Date(at) })
        .where('token_hash', '=', storable(tokenHash))
        .where('used_at', 'is', null)
        .where('expires_at', '>', timestamp(at))
        .returning(['account_id', 'user_id', 'key_id'])
        .executeTakeFirst();
      return row === undefined ? null : toOwner(row);
    },

    async createSession(owner, tokenHash, expiresAt, ip) {
      await db.transaction().execute(async (trx) => {
        await trx
          .insertInto('session')
          .values(ownedToken(owner, tokenHash, expiresAt))
          .execute();
        await noteSignIn(trx, owner, now(), ip ?? null);
      });
    },

    noteFailedSignIn: (claimed, ip) => noteFailedSignIn(db, claimed, now(), ip),

    principalOfSession: (tokenHash, at) => sessionPrincipal(db, tokenHash, at),

    async endSession(tokenHash) {
      await db.deleteFrom('session').where('token_hash', '=', storable(tokenHash)).execute();
    },

    async userOfPassword(email, password) {
      const row = await db
        .selectFrom('user')
        .select(['id', 'account_id', 'password', 'disabled_at'])
        .where('email_key', '=', emailKey(email))
        .executeTakeFirst();
      const right = await matchesPassword(password, row?.password ?? null);
      if (row === undefined || !right || row.disabled_at !== null) return null;
      return { accountId: row.account_id, userId: row.id, keyId: null };
    },

    acceptInvitation: (tokenHash, accepted) => acceptInvitation(db, now, tokenHash, accepted),

    async noteUser(userId, at) {
      await db
        .updateTable('user')
        .set({ last_seen_at: new Date(at) })
        .where('id', '=', userId)
        .execute();
    },

    async noteKey(keyId, at) {
      await db
        .updateTable('api_key')
        .set({ last_used_at: new Date(at) })
        .where('id', '=', keyId)
        .execute();
    },
  };
}

async function sessionPrincipal(
  db: Database,
  tokenHash: string,
  at: number,
): ReturnType<DirectoryStore['principalOfSession']> {
  const row = await db
    .selectFrom('session')
    .leftJoin('user', 'user.id', 'session.user_id')
    .leftJoin('api_key', 'api_key.id', 'session.key_id')
    .select(['session.account_id', 'session.user_id', 'session.key_id'])
    .select(['user.name as user_name', 'user.email', 'user.role', 'user.disabled_at'])
    .select(['api_key.name as key_name', 'api_key.permissions', 'api_key.revoked_at'])
    .where('session.token_hash', '=', storable(tokenHash))
    .where('session.expires_at', '>', timestamp(at))
    .executeTakeFirst();
  if (row === undefined || row.disabled_at !== null || row.revoked_at !== null) return null;
  const { user_id, user_name, email, role, key_id, key_name, permissions } = row;
  return {
    accountId: row.account_id,
    user:
      user_id === null || user_name === null || email === null || role === null
        ? null
        : { id: user_id, name: user_name, email, role },
    key:
      key_id === null || key_name === null || permissions === null
        ? null
        : { id: key_id, name: key_name, permissions },
  };
}

async function acceptInvitation(
  db: Database,
  now: () => number,
  tokenHash: string,
  { name, password }: { readonly name?: string; readonly password: string },
): ReturnType<DirectoryStore['acceptInvitation']> {
  const open = (from: Database) =>
    from
      .selectFrom('user')
      .select(['id', 'account_id'])
      .where('invitation_hash', '=', storable(tokenHash))
      .where('invitation_expires_at', '>', timestamp(now()))
      .where('disabled_at', 'is', null);
  // A made-up token does not cost a hash.
  if ((await open(db).executeTakeFirst()) === undefined) return null;
  const hashed = await hashPassword(password);
  return db.transaction().execute(async (trx) => {
    const user = await open(trx).forUpdate().executeTakeFirst();
    if (user === undefined) return null;
    await trx
      .updateTable('user')
      .set({
        password: hashed,
        invitation_hash: null,
        invitation_expires_at: null,
        ...(name === undefined ? {} : { name: storable(name) }),
      })
      .where('id', '=', user.id)
      .execute();
    const ended = await trx
      .deleteFrom('session')
      .where('user_id', '=', user.id)
      .returning('token_hash')
      .execute();
    return {
      accountId: user.account_id,
      userId: user.id,
      keyId: null,
      ended: ended.map((session) => session.token_hash),
    };
  });
}

function ownedToken({ accountId, userId, keyId }: TokenOwner, tokenHash: string, expiresAt: number) {
  return {
    token_hash: tokenHash,
    account_id: accountId,
    user_id: userId,
    key_id: keyId,
    expires_at: new Date(expiresAt),
  };
}

function toOwner(row: Pick<Selectable<Tables['session']>, 'account_id' | 'user_id' | 'key_id'>): TokenOwner {
  return { accountId: row.account_id, userId: row.user_id, keyId: row.key_id };
}
