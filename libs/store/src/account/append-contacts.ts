import { sql } from 'kysely';
import type { NewContact } from '../account-store.js';
import { plainArray, textArray } from '../database/arrays.js';
import type { Database } from '../database/connection.js';
import { storableJson } from '../database/text.js';

/** Rows of one statement: enough to make it cheap a row, few enough to keep memory flat. */
export const APPEND_CHUNK = 5000;

/**
 * Appends contacts to a campaign's list and to what the campaign knows, in one statement. The list's row is
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
  const names = textArray(contacts.map(({ fields }) => nameOf(fields)));
  const fields = textArray(contacts.map((contact) => fieldsOf(contact)));
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
