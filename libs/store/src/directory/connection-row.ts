import type { Selectable } from 'kysely';
import type { ConnectionRow } from '../account-store.js';
import type { ConnectionTable } from '../database/tables.js';

export function toConnection(row: Selectable<ConnectionTable>): ConnectionRow {
  return { id: row.id, accountId: row.account_id, provider: row.provider, secret: row.secret };
}
