import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The number a campaign calls from, and where the state changes of its calls are posted to. */
export const outgoing: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS = [`alter table ringside.campaign add column "from" text, add column call_state_url text`];
