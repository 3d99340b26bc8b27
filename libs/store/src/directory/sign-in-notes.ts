import { randomUUID } from 'node:crypto';
import type { Database } from '../database/connection.js';
import { storable } from '../database/text.js';
import type { TokenOwner } from '../people-store.js';
import { emailKey } from './email.js';

/** Whose credentials were tried. */
export type Claimed = { readonly email: string } | { readonly apiKey: string };

/** Writes into the audit log that somebody came in. */
export async function noteSignIn(db: Database, owner: TokenOwner, at: number, ip: string | null) {
  const { accountId, userId, keyId } = owner;
  const actor = userId !== null ? `user:${userId}` : keyId !== null ? `api_key:${keyId}` : 'link';
  await db
    .insertInto('command')
    .values(noteOf({ accountId, actor, name: 'session.sign_in', target: null, at, ip }))
    .execute();
}

/**
 * The same for wrong credentials. Those that nobody has belong to the account of this service when it is the only one, else
 * to no account's log. What was typed as an email is not kept: it may be a password.
 */
export async function noteFailedSignIn(db: Database, claimed: Claimed, at: number, ip: string | null) {
  const of =
    'email' in claimed
      ? await db
          .selectFrom('user')
          .select(['account_id', 'id'])
          .where('email_key', '=', emailKey(claimed.email))
          .executeTakeFirst()
      : await db
          .selectFrom('api_key')
          .select(['account_id', 'id'])
          .where('key', '=', storable(claimed.apiKey))
          .executeTakeFirst();
  if (of === undefined) return noteNobody(db, at, ip);
  const target = `${'email' in claimed ? 'user' : 'api_key'}:${of.id}`;
  await db
    .insertInto('command')
    .values(noteOf({ accountId: of.account_id, ...FAILED, target, at, ip }))
    .execute();
}

/** Who makes up emails is not slowed down by any one of them: of all together at most one is noted in this time. */
const NOBODY_EVERY_MS = 6000;

async function noteNobody(db: Database, at: number, ip: string | null) {
  const [account, another] = await db.selectFrom('account').select('id').limit(2).execute();
  if (account === undefined || another !== undefined) return;
  const note = noteOf({ accountId: account.id, ...FAILED, target: null, at, ip });
  await db
    .insertInto('command')
    // The space keeps it apart from every Idempotency-Key.
    .values({ ...note, key: `nobody ${Math.floor(at / NOBODY_EVERY_MS)}` })
    .onConflict((conflict) => conflict.columns(['account_id', 'key']).doNothing())
    .execute();
}

const FAILED = { actor: 'nobody', name: 'session.sign_in_failed' } as const;

interface Note {
  readonly accountId: string;
  readonly actor: string;
  readonly name: string;
  readonly target: string | null;
  readonly at: number;
  readonly ip: string | null;
}

function noteOf({ accountId, actor, name, target, at, ip }: Note) {
  return {
    account_id: accountId,
    key: randomUUID(),
    actor,
    name,
    target,
    body_hash: '',
    result: null,
    at: new Date(at),
    ip: ip === null ? null : storable(ip),
  };
}
