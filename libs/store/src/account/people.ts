import { sql, type RawBuilder, type Selectable } from 'kysely';
import type { Database } from '../database/connection.js';
import type { UserTable } from '../database/tables.js';
import { isUuid, storable } from '../database/text.js';
import { timestamp } from '../database/timestamp.js';
import { emailKey } from '../directory/email.js';
import { hashPassword, matchesPassword } from '../directory/passwords.js';
import type { PeopleStore, UserRow } from '../people-store.js';
import { readTogether, type AccountContext } from './context.js';
import { newestFirst } from './newest-first.js';

export function peopleQueries(context: AccountContext): PeopleStore {
  const { db, accountId, now } = context;
  const user = async (id: string): Promise<UserRow | null> => {
    if (!isUuid(id)) return null;
    const row = await selectUsers(db, accountId, now()).where('id', '=', id).executeTakeFirst();
    return row === undefined ? null : toUser(row);
  };
  return {
    user,

    users: (page) =>
      readTogether(db, (trx) =>
        newestFirst(
          page,
          (order, id, limit) => {
            let query = selectUsers(trx, accountId, now());
            if (id !== null) query = query.where('id', order === 'desc' ? '<' : '>', id);
            return query.orderBy('id', order).limit(limit).execute();
          },
          toUser,
        ),
      ),

    async createUser({ id, name, email, role }, { tokenHash, expiresAt }) {
      const invitation = { invitation_hash: tokenHash, invitation_expires_at: new Date(expiresAt) };
      const row = {
        id,
        account_id: accountId,
        name: storable(name),
        email: storable(email),
        email_key: emailKey(email),
        role,
        password: null,
        disabled_at: null,
        last_seen_at: null,
        created_at: new Date(now()),
        ...invitation,
      };
      const inserted = await db
        .insertInto('user')
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .executeTakeFirst();
      // Begun before, and cut off: the same user, whose first invitation nobody has seen.
      if (inserted === undefined) {
        const renewed = await db
          .updateTable('user')
          .set(invitation)
          .where('account_id', '=', accountId)
          .where('id', '=', id)
          .where('email_key', '=', row.email_key)
          .returning('id')
          .executeTakeFirst();
        if (renewed === undefined) return 'email_taken';
      }
      const made = await user(id);
      if (made === null) throw new Error('The user was deleted while it was made.');
      return made;
    },

    async invite(id, { tokenHash, expiresAt }) {
      if (!isUuid(id)) return null;
      const row = await db
        .updateTable('user')
        .set({ invitation_hash: tokenHash, invitation_expires_at: new Date(expiresAt) })
        .where('account_id', '=', accountId)
        .where('id', '=', id)
        .where('disabled_at', 'is', null)
        .returning('id')
        .executeTakeFirst();
      return row === undefined ? null : user(id);
    },

    async changeUser(id, { name, role, disabled }) {
      const changed = await changing(context, id, async (trx, before) => {
        const keepsPower = (role ?? before.role) === 'admin' && disabled !== true;
        if (!keepsPower && (await isLastAdmin(trx, before))) return 'last_admin';
        const change = {
          ...(name === undefined ? {} : { name: storable(name) }),
          ...(role === undefined ? {} : { role }),
          ...(disabled === false ? { disabled_at: null } : {}),
          ...(disabled === true
            ? { disabled_at: new Date(now()), invitation_hash: null, invitation_expires_at: null }
            : {}),
        };
        if (Object.keys(change).length > 0) {
          await trx.updateTable('user').set(change).where('id', '=', id).execute();
        }
        if (disabled === true) {
          await trx.deleteFrom('session').where('user_id', '=', id).execute();
          await trx.deleteFrom('sign_in_link').where('user_id', '=', id).execute();
        }
        return 'changed' as const;
      });
      return changed === 'changed' ? user(id) : changed;
    },

    deleteUser: (id) =>
      changing(context, id, async (trx, before) => {
        if (await isLastAdmin(trx, before)) return 'last_admin';
        await trx.deleteFrom('user').where('id', '=', id).execute();
        return 'deleted' as const;
      }),

    changePassword: (id, current, password, keep) => changePassword(context, id, current, password, keep),

    async endSessions({ userId, keyId }) {
      const rows = await db
        .deleteFrom('session')
        .where('account_id', '=', accountId)
        .where(sql<boolean>`user_id is not distinct from ${userId}::uuid`)
        .where(sql<boolean>`key_id is not distinct from ${keyId}::uuid`)
        .returning('token_hash')
        .execute();
      return rows.map((session) => session.token_hash);
    },
  };
}

async function changePassword(
  { db, accountId }: AccountContext,
  id: string,
  current: string,
  password: string,
  keep: string | null,
): Promise<readonly string[] | null> {
  const row = await db
    .selectFrom('user')
    .select('password')
    .where('account_id', '=', accountId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!(await matchesPassword(current, row?.password ?? null))) return null;
  const hashed = await hashPassword(password);
  return db.transaction().execute(async (trx) => {
    const changed = await trx
      .updateTable('user')
      .set({ password: hashed, invitation_hash: null, invitation_expires_at: null })
      .where('id', '=', id)
      // Somebody else has changed it meanwhile: `current` is not current any more.
      .where('password', '=', row?.password ?? null)
      .returning('id')
      .executeTakeFirst();
    if (changed === undefined) return null;
    const ended = await trx
      .deleteFrom('session')
      .where('user_id', '=', id)
      .where('token_hash', '!=', keep ?? '')
      .returning('token_hash')
      .execute();
    await trx.deleteFrom('sign_in_link').where('user_id', '=', id).execute();
    return ended.map((session) => session.token_hash);
  });
}

/** Changes one user; changes to users of an account come one after the other, so that two cannot both be the last but one. */
function changing<T>(
  { db, accountId }: AccountContext,
  id: string,
  change: (trx: Database, before: Selectable<UserTable>) => Promise<T>,
): Promise<T | null> {
  if (!isUuid(id)) return Promise.resolve(null);
  return db.transaction().execute(async (trx) => {
    await trx
      .selectFrom('account')
      .select('id')
      .where('id', '=', accountId)
      .forNoKeyUpdate()
      .executeTakeFirstOrThrow();
    const before = await trx
      .selectFrom('user')
      .selectAll()
      .where('account_id', '=', accountId)
      .where('id', '=', id)
      .executeTakeFirst();
    return before === undefined ? null : change(trx, before);
  });
}

/** Whether this is the only admin who can sign in with a password. */
async function isLastAdmin(db: Database, user: Selectable<UserTable>): Promise<boolean> {
  if (user.role !== 'admin' || user.password === null || user.disabled_at !== null) return false;
  const other = await db
    .selectFrom('user')
    .select('id')
    .where('account_id', '=', user.account_id)
    .where('id', '!=', user.id)
    .where('role', '=', 'admin')
    .where('password', 'is not', null)
    .where('disabled_at', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return other === undefined;
}

function selectUsers(db: Database, accountId: string, at: number) {
  return db
    .selectFrom('user')
    .selectAll()
    .select(openSessions(at).as('sessions'))
    .where('account_id', '=', accountId);
}

function openSessions(at: number): RawBuilder<number> {
  return sql<number>`(select count(*) from ringside.session as session
    where session.user_id = "user".id and session.expires_at > ${timestamp(at)})`;
}

function toUser(row: Selectable<UserTable> & { readonly sessions: number }): UserRow {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    role: row.role,
    state: row.disabled_at !== null ? 'disabled' : row.password === null ? 'invited' : 'active',
    sessions: row.sessions,
    lastSeenAt: row.last_seen_at,
    createdAt: row.created_at,
  };
}
