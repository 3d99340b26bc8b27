import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { searchBlocks } from '../account/search-blocks.js';

/** What is searched of a list, some hundred contacts a row; and how messages and sign-ins age. */
export const searching: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
    await fillBlocks(db);
  },
};

const STATEMENTS = [
  // Read one after the other, so its texts stay in the page, as they are.
  `create table ringside.contact_block (
    list_id uuid not null,
    first_position int not null,
    last_position int not null,
    account_id uuid not null,
    digits text not null,
    names text,
    primary key (list_id, first_position)
  ) with (toast_tuple_target = 8160)`,
  `alter table ringside.contact_block
    alter column digits set storage external,
    alter column names set storage external`,
];

/** Contacts read at a time. */
const SOME = 5000;

interface Listed {
  readonly list_id: string;
  readonly account_id: string;
  readonly position: number;
  readonly phone: string;
  readonly name: string | null;
}

async function fillBlocks(db: Kysely<unknown>): Promise<void> {
  await sql`declare listed cursor for
    select list_id, account_id, position, phone, name from ringside.contact order by list_id, position`.execute(
    db,
  );
  for (;;) {
    const { rows } = await sql<Listed>`fetch ${sql.lit(SOME)} from listed`.execute(db);
    if (rows.length === 0) break;
    for (const contacts of Map.groupBy(rows, ({ list_id }) => list_id).values()) {
      for (const { offset, rows: count, digits, names } of searchBlocks(contacts)) {
        const [first, last] = [contacts[offset], contacts[offset + count - 1]];
        if (first === undefined || last === undefined) continue;
        await sql`insert into ringside.contact_block (list_id, first_position, last_position, account_id, digits, names)
          values (${first.list_id}, ${first.position}, ${last.position}, ${first.account_id}, ${digits}, ${names})`.execute(
          db,
        );
      }
    }
  }
  await sql`close listed`.execute(db);
}
