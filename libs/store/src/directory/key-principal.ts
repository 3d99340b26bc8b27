import type { Selectable } from 'kysely';
import type { DirectoryStore } from '../account-store.js';
import type { Database } from '../database/connection.js';
import type { ApiKeyTable } from '../database/tables.js';
import { storable } from '../database/text.js';
import { matchesSecret, nobodysSecret, type HashedSecret } from './secrets.js';

/** Keys that we name ourselves, whose secrets are random. */
const RANDOM = /^rk_/;

/** Whose a key is, if the secret is right, or is the one before and still within its overlap. */
export async function keyPrincipal(
  db: Database,
  now: () => number,
  apiKey: string,
  apiAuth: string,
): ReturnType<DirectoryStore['principalOfKey']> {
  const row = await db
    .selectFrom('api_key')
    .selectAll()
    .where('key', '=', storable(apiKey))
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  if (row === undefined) {
    // An unknown key takes as long as a wrong secret.
    await matchesSecret(apiAuth, nobodysSecret(RANDOM.test(apiKey) ? 'sha256' : 'scrypt'));
    return null;
  }
  const principal = {
    accountId: row.account_id,
    user: null,
    key: { id: row.id, name: row.name, permissions: row.permissions },
  };
  if (await matchesSecret(apiAuth, row)) return { ...principal, until: null };
  const previous = previousSecret(row);
  const { previous_until: until } = row;
  if (previous === null || until === null || until <= now()) return null;
  return (await matchesSecret(apiAuth, previous)) ? { ...principal, until } : null;
}

function previousSecret(row: Selectable<ApiKeyTable>): HashedSecret | null {
  const { previous_scheme: scheme, previous_salt: salt, previous_hash: hash } = row;
  return scheme === null || salt === null || hash === null ? null : { scheme, salt, hash };
}
