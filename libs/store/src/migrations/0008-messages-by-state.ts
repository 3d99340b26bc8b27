import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Messages of one state, newest first, from an index: those of a server that was down for long lie far behind, or far before, all
 * others.
 */
export const messagesByState: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS = [
  `create index message_of_state on ringside.message (account_id, state, created_at desc, id desc)`,
  `drop index ringside.message_dead`,
];
