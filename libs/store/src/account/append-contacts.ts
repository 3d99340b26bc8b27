import { sql } from 'kysely';
import type { NewContact } from '../account-store.js';
import { plainArray, textArray } from '../database/arrays.js';
import type { Database } from '../database/connection.js';
import { storableJson } from '../database/text.js';
import { searchBlocks } from './search-blocks.js';

/** Rows of one statement: enough to make it cheap a row, few enough to keep memory flat. */
export const APPEND_CHUNK = 5000;

/**
 * Appends contacts to a campaign's list, to what is searched of it and to what the campaign knows, in one statement. The list's row is
 * locked first, so two appends at once get positions one after the other. Answers the new total, or null when the account has
 * no such campaign.
 */
export async function appendContacts(
  db: Database,
  accountId: string,
  campaignId: string,
  contacts: readonly NewContact[],
): Promise<number | null> {
  const ids = plainArray(contacts.map(({ id }) => id));
  const phones = textArray(contacts.map(({ phone }) => phone));
  const named = contacts.map(({ phone, fields }) => ({ phone, name: nameOf(fields) }));
  const names = textArray(named.map(({ name }) => name));
  const fields = textArray(contacts.map((contact) => fieldsOf(contact)));
  const blocks = searchBlocks(named);
  const offsets = plainArray(blocks.map(({ offset }) => offset));
  const sizes = plainArray(blocks.map(({ rows }) => rows));
  const blockDigits = textArray(blocks.map(({ digits }) => digits));
  const blockNames = textArray(blocks.map((block) => block.names));
  const { rows } = await sql<{ total: number }>`
    with appended as (
      update ringside.list as list set total = list.total + ${contacts.length}
        from ringside.campaign as campaign
       where campaign.id = ${campaignId} and campaign.account_id = ${accountId} and list.id = campaign.list_id
      returning list.id as list_id, list.total - ${contacts.length} as before, list.total
    ), input as materialized (
      select u.id, list_id, (before + u.n)::int as position, u.phone, u.name, u.fields
        from appended, unnest(${ids}::uuid[], ${phones}::text[], ${names}::text[], ${fields}::text[])
          with ordinality as u(id, phone, name, fields, n)
    ), listed as (
      insert into ringside.contact (id, account_id, list_id, position, phone, name, fields)
      select id, ${accountId}::uuid, list_id, position, phone, name, fields::jsonb from input
    ), known as (
      insert into ringside.campaign_contact (campaign_id, position, account_id, contact_id)
      select ${campaignId}::uuid, position, ${accountId}::uuid, id from input
    ), searched as (
      insert into ringside.contact_block (list_id, first_position, last_position, account_id, digits, names)
      select list_id, before + u.start + 1, before + u.start + u.size, ${accountId}::uuid, u.digits, u.names
        from appended, unnest(${offsets}::int[], ${sizes}::int[], ${blockDigits}::text[], ${blockNames}::text[])
          as u(start, size, digits, names)
    )
    select total from appended`.execute(db);
  return rows[0]?.total ?? null;
}

function fieldsOf({ fields }: NewContact): string | null {
  for (const _ in fields) return storableJson(fields);
  return null;
}

/** What a person is called, from the columns of a list. */
function nameOf(fields: Readonly<Record<string, string>>): string | null {
  let first = '';
  let last = '';
  for (const [column, value] of Object.entries(fields)) {
    const key = column
      .trim()
      .toLowerCase()
      .replaceAll(/[\s_-]/g, '');
    if (key === 'name' || key === 'fullname') return value.trim() || null;
    if (key === 'firstname') first = value.trim();
    if (key === 'lastname') last = value.trim();
  }
  return `${first} ${last}`.trim() || null;
}
