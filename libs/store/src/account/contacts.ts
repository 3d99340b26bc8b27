import type { CampaignContact } from '@ringside/engine';
import { sql, type ExpressionBuilder, type SqlBool, type Expression } from 'kysely';
import type { AccountStore, ContactRequest } from '../account-store.js';
import type { Database } from '../database/connection.js';
import { toCampaignContact } from '../database/rows.js';
import { lastSeqs, selectContacts } from '../database/shared-queries.js';
import type { Tables } from '../database/tables.js';
import { isUuid, storable } from '../database/text.js';
import { readTogether, type AccountContext } from './context.js';
import { POSITION, decodeCursor, encodeCursor } from './cursor.js';
import { pageOf, readingOf } from './page.js';

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
      const found = await db
        .selectFrom('contact')
        .select('position')
        .where('id', '=', contactId)
        .where('account_id', '=', accountId)
        .executeTakeFirst();
      if (found === undefined) return null;
      const row = await contactsOf(db, accountId, campaignId)
        .where('campaign_contact.position', '=', found.position)
        .where('campaign_contact.contact_id', '=', contactId)
        .executeTakeFirst();
      return row === undefined ? null : toCampaignContact(row);
    },

    async contactsChangedSince(campaignId, seq, limit) {
      if (!isUuid(campaignId)) return [];
      const rows = await contactsOf(db, accountId, campaignId)
        .where(
          'contact.id',
          'in',
          db
            .selectFrom('event')
            .select('event.contact_id')
            .distinct()
            .where('event.stream', '=', `campaign:${campaignId}`)
            .where('event.seq', '>', seq)
            .where('event.account_id', '=', accountId)
            .$castTo<{ contact_id: string }>(),
        )
        .orderBy('campaign_contact.position')
        .limit(limit)
        .execute();
      return rows.map(toCampaignContact);
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
  const forward = reading.direction === 'forward';
  const start = startOf(request, reading.cursor);
  const matching = contactsOf(db, accountId, campaignId).where(filterOf(request));
  let query = matching
    .orderBy('campaign_contact.position', forward ? 'asc' : 'desc')
    .limit(reading.limit + 1);
  if (start !== null) query = query.where('campaign_contact.position', forward ? '>' : '<', start);
  const rows = await query.execute();
  const behind =
    start !== null &&
    (await matching
      .where('campaign_contact.position', forward ? '<' : '>', rows[0]?.position ?? start)
      .limit(1)
      .executeTakeFirst()) !== undefined;
  const seq = (await lastSeqs(db, [`campaign:${campaignId}`])).get(`campaign:${campaignId}`) ?? 0;
  const filtered = request.status !== undefined || request.search !== undefined;
  const page = pageOf(rows, reading, behind, (row) => encodeCursor(row.position), toCampaignContact);
  return { ...page, seq, total: filtered ? await count(db, accountId, campaignId, request) : list.total };
}

/** Exclusive position the reading starts at; null: from the very end. */
function startOf({ from }: ContactRequest, cursor: string | null): number | null {
  if (cursor !== null) return Number(decodeCursor(cursor, POSITION)[0]);
  return from === undefined ? null : Math.max(0, Math.min(from, 2 ** 31 - 1) - 1);
}

async function count(
  db: Database,
  accountId: string,
  campaignId: string,
  request: ContactRequest,
): Promise<number> {
  const { n } = await db
    .selectFrom('campaign_contact')
    .innerJoin('contact', 'contact.id', 'campaign_contact.contact_id')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('campaign_contact.campaign_id', '=', campaignId)
    .where('campaign_contact.account_id', '=', accountId)
    .where(filterOf(request))
    .executeTakeFirstOrThrow();
  return n;
}

type Searchable = ExpressionBuilder<
  Pick<Tables, 'campaign_contact' | 'contact'>,
  'campaign_contact' | 'contact'
>;

/** Rows of a status, whose number or name holds the text. */
function filterOf({ status, search }: ContactRequest) {
  return (where: Searchable): Expression<SqlBool> => {
    const conditions: Expression<SqlBool>[] = [];
    if (status !== undefined) conditions.push(where('campaign_contact.status', '=', status));
    const text = search === undefined ? '' : storable(search).trim();
    if (text !== '') {
      const digits = /^[\d\s.\-()/+]+$/.test(text) ? text.replace(/\D/g, '') : '';
      const named = where('contact.name', 'ilike', `%${escapeLike(text)}%`);
      const numbered = where(
        sql<string>`translate(${where.ref('contact.phone')}, ' .-()/+', '')`,
        'like',
        `%${digits}%`,
      );
      conditions.push(digits === '' ? named : where.or([named, numbered]));
    }
    return where.and(conditions);
  };
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
