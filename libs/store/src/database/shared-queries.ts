import { sql } from 'kysely';
import type { CallInFlight } from '@ringside/engine';
import type { Database } from './connection.js';
import { toCall, toCampaignContact, toCounts } from './rows.js';
import type { Counts } from '@ringside/contracts';

/** The columns of `campaign_contact` and, from `contact`, what a person sees of it. */
export function selectContacts(db: Database) {
  return db
    .selectFrom('campaign_contact')
    .innerJoin('contact', 'contact.id', 'campaign_contact.contact_id')
    .selectAll('campaign_contact')
    .select(['contact.phone', 'contact.name']);
}

/** Calls in flight of these campaigns with their contacts, in list order. */
export async function callsInFlight(
  db: Database,
  campaignIds: readonly string[],
): Promise<readonly CallInFlight[]> {
  if (campaignIds.length === 0) return [];
  const calls = await db
    .selectFrom('call')
    .selectAll()
    .where('campaign_id', 'in', campaignIds)
    .where('in_flight', '=', true)
    .orderBy('position')
    .execute();
  if (calls.length === 0) return [];
  const contacts = await selectContacts(db)
    .where('campaign_contact.campaign_id', 'in', campaignIds)
    .where('campaign_contact.position', 'in', [...new Set(calls.map((call) => call.position))])
    .execute();
  const byId = new Map(contacts.map((row) => [`${row.campaign_id} ${row.position}`, toCampaignContact(row)]));
  return calls.flatMap((row) => {
    const contact = byId.get(`${row.campaign_id} ${row.position}`);
    return contact === undefined ? [] : [{ call: toCall(row), contact }];
  });
}

/** Contacts of each campaign by status. */
export async function countContacts(
  db: Database,
  campaignIds: readonly string[],
): Promise<ReadonlyMap<string, Counts>> {
  if (campaignIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('campaign_contact')
    .select(({ fn }) => ['campaign_id', 'status', fn.countAll<number>().as('n')])
    .where('campaign_id', 'in', campaignIds)
    .groupBy(['campaign_id', 'status'])
    .execute();
  return new Map(campaignIds.map((id) => [id, toCounts(rows.filter((row) => row.campaign_id === id))]));
}

/** Last event number of each stream; one that has none is left out. */
export async function lastSeqs(db: Database, names: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (names.length === 0) return new Map();
  const { rows } = await sql<{ name: string; seq: number }>`
    select asked.name, greatest(head.seq, last.seq) as seq
      from unnest(${names}::text[]) as asked (name)
      left join ringside.stream as head on head.name = asked.name
      left join lateral (select seq from ringside.event where stream = asked.name order by seq desc limit 1) as last on true
     where coalesce(head.seq, last.seq) is not null`.execute(db);
  return new Map(rows.map(({ name, seq }) => [name, seq]));
}
