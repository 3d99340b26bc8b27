import type { CampaignContact } from '@ringside/engine';
import { sql, type RawBuilder } from 'kysely';
import type { AccountStore, ContactRequest } from '../account-store.js';
import type { Database } from '../database/connection.js';
import { toCampaignContact } from '../database/rows.js';
import { lastSeqs, selectContacts } from '../database/shared-queries.js';
import { isUuid, storable } from '../database/text.js';
import { readTogether, type AccountContext } from './context.js';
import { POSITION, decodeCursor, encodeCursor } from './cursor.js';
import { pageOf, readingOf, type Reading } from './page.js';

type ContactQueries = Pick<
  AccountStore,
  'contacts' | 'contact' | 'contactsChangedSince' | 'changedInBulkSince'
>;

/** Facts that change rows without naming them: their rows are read again. */
const BULK_FACTS = ['campaign.started', 'campaign.contacts_added', 'campaign.contacts_canceled'];

export function contactQueries({ db, accountId }: AccountContext): ContactQueries {
  return {
    async contacts(campaignId, request) {
      if (!isUuid(campaignId)) return null;
      return readTogether(db, (trx) => windowOf(trx, accountId, campaignId, request));
    },

    async contact(campaignId, contactId) {
      if (!isUuid(campaignId) || !isUuid(contactId)) return null;
      return (await contactsById(db, accountId, campaignId, [contactId]))[0] ?? null;
    },

    async contactsChangedSince(campaignId, seq, limit) {
      if (!isUuid(campaignId)) return [];
      const facts = await db
        .selectFrom('event')
        .select('contact_id')
        .distinct()
        .where('stream', '=', `campaign:${campaignId}`)
        .where('seq', '>', seq)
        .where('account_id', '=', accountId)
        .where('contact_id', 'is not', null)
        .limit(limit)
        .execute();
      const ids = facts.flatMap(({ contact_id: id }) => (id === null ? [] : [id]));
      return contactsById(db, accountId, campaignId, ids);
    },

    async changedInBulkSince(campaignId, seq) {
      if (!isUuid(campaignId)) return false;
      const row = await db
        .selectFrom('event')
        .select('seq')
        .where('stream', '=', `campaign:${campaignId}`)
        .where('seq', '>', seq)
        .where('account_id', '=', accountId)
        .where('type', 'in', BULK_FACTS)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}

function contactsOf(db: Database, accountId: string, campaignId: string) {
  return selectContacts(db)
    .where('campaign_contact.campaign_id', '=', campaignId)
    .where('campaign_contact.account_id', '=', accountId);
}

async function windowOf(db: Database, accountId: string, campaignId: string, request: ContactRequest) {
  const list = await db
    .selectFrom('campaign')
    .innerJoin('list', 'list.id', 'campaign.list_id')
    .select('list.total')
    .where('campaign.id', '=', campaignId)
    .where('campaign.account_id', '=', accountId)
    .executeTakeFirst();
  if (list === undefined) return null;
  const reading = readingOf(request);
  const start = startOf(request, reading.cursor);
  const filtered = request.status !== undefined || (request.search ?? '').trim() !== '';
  const found = filtered
    ? await matchingPositions(db, campaignId, request, reading, start)
    : allPositions(list.total, reading, start);
  const rows =
    found.positions.length === 0
      ? []
      : await contactsOf(db, accountId, campaignId)
          .where('campaign_contact.position', 'in', found.positions)
          .orderBy('campaign_contact.position', reading.direction === 'forward' ? 'asc' : 'desc')
          .execute();
  const seqs = await lastSeqs(db, [`campaign:${campaignId}`]);
  const page = pageOf(rows, reading, found.behind, (row) => encodeCursor(row.position), toCampaignContact);
  return { ...page, seq: seqs.get(`campaign:${campaignId}`) ?? 0, total: found.total };
}

/** Exclusive position the reading starts at; null: from the very end. */
function startOf({ from }: ContactRequest, cursor: string | null): number | null {
  if (cursor !== null) return Number(decodeCursor(cursor, POSITION)[0]);
  return from === undefined ? null : Math.max(0, Math.min(Math.trunc(from), 1_000_000_000) - 1);
}

/** In list order. Goes by way of their positions, which is how a campaign's rows are found. */
async function contactsById(
  db: Database,
  accountId: string,
  campaignId: string,
  ids: readonly string[],
): Promise<readonly CampaignContact[]> {
  if (ids.length === 0) return [];
  const found = await db
    .selectFrom('contact')
    .select('position')
    .where('id', 'in', ids)
    .where('account_id', '=', accountId)
    .execute();
  if (found.length === 0) return [];
  const positions = found.map(({ position }) => position);
  const rows = await contactsOf(db, accountId, campaignId)
    .where('campaign_contact.position', 'in', positions)
    .where('campaign_contact.contact_id', 'in', ids)
    .orderBy('campaign_contact.position')
    .execute();
  return rows.map(toCampaignContact);
}

interface Positions {
  /** In the reading's direction; one more than the page holds if there are more. */
  readonly positions: readonly number[];
  /** How many rows match in all. */
  readonly total: number;
  /** Whether there are rows on the side the reading came from. */
  readonly behind: boolean;
}

/** Without a filter nothing is searched: positions are 1, 2, 3 ... up to the total. */
function allPositions(total: number, { direction, limit }: Reading, start: number | null): Positions {
  const positions: number[] = [];
  if (direction === 'forward') {
    const after = start ?? 0;
    for (let at = after + 1; at <= total && positions.length <= limit; at++) positions.push(at);
    return { positions, total, behind: after > 0 && total > 0 };
  }
  const before = Math.min(start ?? total + 1, total + 1);
  for (let at = before - 1; at >= 1 && positions.length <= limit; at--) positions.push(at);
  return { positions, total, behind: before <= total };
}

/** One pass over the list, however long it is. */
async function matchingPositions(
  db: Database,
  campaignId: string,
  request: ContactRequest,
  { direction, limit }: Reading,
  start: number | null,
): Promise<Positions> {
  const forward = direction === 'forward';
  const order = sql.raw(forward ? 'asc' : 'desc');
  const ahead = start === null ? sql`true` : forward ? sql`position > ${start}` : sql`position < ${start}`;
  const { rows } = await sql<{ positions: number[] | null; total: number; behind: boolean }>`
    with matching as materialized (
      select campaign_contact.position from ${sourceOf(request)}
       where campaign_contact.campaign_id = ${campaignId} and ${filterOf(request)}
    )
    select (select count(*) from matching) as total,
           exists (select from matching where not ${ahead}) as behind,
           array(select position from matching where ${ahead}
                  order by position ${order} limit ${limit + 1}) as positions`.execute(db);
  const found = rows[0];
  return { positions: found?.positions ?? [], total: found?.total ?? 0, behind: found?.behind ?? false };
}

function searchOf({ search }: ContactRequest): string {
  return search === undefined ? '' : storable(search).trim();
}

function sourceOf(request: ContactRequest): RawBuilder<unknown> {
  const known = sql`ringside.campaign_contact as campaign_contact`;
  if (searchOf(request) === '') return known;
  return sql`${known} join ringside.contact as contact on contact.id = campaign_contact.contact_id`;
}

/** Rows of a status, whose number or name holds the text. */
function filterOf(request: ContactRequest): RawBuilder<unknown> {
  const conditions = [sql`true`];
  if (request.status !== undefined) conditions.push(sql`campaign_contact.status = ${request.status}`);
  const text = searchOf(request);
  if (text !== '') {
    const digits = /^[\d\s.\-()/+]+$/.test(text) ? text.replace(/\D/g, '') : '';
    const named = sql`contact.name ilike ${`%${escapeLike(text)}%`}`;
    const numbered = sql`translate(contact.phone, ' .-()/+', '') like ${`%${digits}%`}`;
    conditions.push(digits === '' ? named : sql`(${named} or ${numbered})`);
  }
  return sql.join(conditions, sql` and `);
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
