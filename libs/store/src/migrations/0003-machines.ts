import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What is done about answering machines, and numbers that the network has marked as not to be called. */
export const machines: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS = [
  `alter table ringside.campaign add column machine_detection text not null default 'off'
    check (machine_detection in ('off', 'detect', 'hang_up'))`,
  `alter table ringside.call add column do_not_call boolean not null default false`,
  // Few calls are in it, so the others pay next to nothing for it.
  `create index call_do_not_call on ringside.call (account_id, phone) where do_not_call`,
];
