import { sql } from 'kysely';
import { randomBytes } from 'node:crypto';
import type { Database } from '../database/connection.js';

const SECRET_BYTES = 32;
/** So long a replaced secret still signs, beside the new one. */
export const OVERLAP_HOURS = 24;

/** Signatures that receivers have to look through; an older one is let go of before its time. */
const MOST_SECRETS = 5;

/** Secrets that sign now, the newest first; made when there is none. */
export async function signingSecrets(db: Database, accountId: string): Promise<readonly Buffer[]> {
  const found = await valid(db, accountId);
  if (found.length > 0) return found;
  await add(db, accountId);
  return valid(db, accountId);
}

/** A new secret from now on; the one before goes on signing for {@link OVERLAP_HOURS}. */
export async function rotateSecret(db: Database, accountId: string): Promise<readonly Buffer[]> {
  return db.transaction().execute(async (trx) => {
    // One rotation at a time.
    await trx.selectFrom('account').select('id').where('id', '=', accountId).forUpdate().execute();
    await sql`update ringside.webhook_secret set ends_at = now() + make_interval(hours => ${OVERLAP_HOURS})
      where account_id = ${accountId} and ends_at is null`.execute(trx);
    await sql`delete from ringside.webhook_secret where account_id = ${accountId} and ends_at <= now()`.execute(
      trx,
    );
    await add(trx, accountId);
    return valid(trx, accountId);
  });
}

async function add(db: Database, accountId: string): Promise<void> {
  await db
    .insertInto('webhook_secret')
    .values({ account_id: accountId, secret: randomBytes(SECRET_BYTES), ends_at: null })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function valid(db: Database, accountId: string): Promise<readonly Buffer[]> {
  const { rows } = await sql<{ secret: Buffer }>`select secret from ringside.webhook_secret
    where account_id = ${accountId} and (ends_at is null or ends_at > now())
    order by ends_at desc nulls first limit ${MOST_SECRETS}`.execute(db);
  return rows.map(({ secret }) => secret);
}
