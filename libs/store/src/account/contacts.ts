import type { CampaignContact } from '@ringside/engine';
import type { AccountStore, ContactRequest } from '../account-store.js';
import type { Database } from '../database/connection.js';
import { toCampaignContact } from '../database/rows.js';
import { lastSeqs, selectContacts } from '../database/shared-queries.js';
import { isUuid } from '../database/text.js';
import {
  allPositions,
  positionsOfSearch,
  positionsOfStatus,
  type Place,
  type Positions,
} from './contact-positions.js';
import { readTogether, type AccountContext } from './context.js';
import { POSITION, decodeCursor, encodeCursor } from './cursor.js';
import { pageOf, readingOf } from './page.js';
import { wantedOf } from './search-blocks.js';
import type { Statuses } from './statuses.js';

type ContactQueries = Pick<AccountStore, 'contacts' | 'contact' | 'contactsChangedIn' | 'changedInBulkSince'>;

/** Facts that change rows without naming them: their rows are read again. */
const BULK_FACTS = ['campaign.started', 'campaign.contacts_added', 'campaign.contacts_canceled'];

export function contactQueries({ db, accountId, statuses }: AccountContext): ContactQueries {
  /** Read before the rest: nothing is committed unseen while they are. Null: they need not be, or are none of this account's. */
  const statusesOf = async (campaignId: string): Promise<Statuses | null> => {
    const mine =
      statuses.known(campaignId) !== null || (await listOf(db, accountId, campaignId)) !== undefined;
    return mine ? statuses.get(db, campaignId) : null;
  };
  return {
    async contacts(campaignId, request) {
      if (!isUuid(campaignId)) return null;
      const known = request.status === undefined ? null : await statusesOf(campaignId);
      return readTogether(db, (trx) => windowOf(trx, accountId, campaignId, request, known));
    },

    async contact(campaignId, contactId) {
      if (!isUuid(campaignId) || !isUuid(contactId)) return null;
      return (await contactsById(db, accountId, campaignId, [contactId]))[0] ?? null;
    },

    async contactsChangedIn(campaignId, { after, upTo }, limit) {
      if (!isUuid(campaignId)) return [];
      return readTogether(db, async (trx) => {
        const facts = await trx
          .selectFrom('event')
          .select('contact_id')
          .where('stream', '=', `campaign:${campaignId}`)
          .where('seq', '>', after)
          .where('account_id', '=', accountId)
          .where('contact_id', 'is not', null)
          .groupBy('contact_id')
          .having(({ fn }) => fn.max('seq'), '<=', upTo)
          .limit(limit)
          .execute();
        const ids = facts.flatMap(({ contact_id: id }) => (id === null ? [] : [id]));
        return contactsById(trx, accountId, campaignId, ids);
      });
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

/** The campaign's list; undefined: the account has no such campaign. */
function listOf(db: Database, accountId: string, campaignId: string) {
  return db
    .selectFrom('campaign')
    .innerJoin('list', 'list.id', 'campaign.list_id')
    .select(['list.id', 'list.total'])
    .where('campaign.id', '=', campaignId)
    .where('campaign.account_id', '=', accountId)
    .executeTakeFirst();
}

async function windowOf(
  db: Database,
  accountId: string,
  campaignId: string,
  request: ContactRequest,
  statuses: Statuses | null,
) {
  const list = await listOf(db, accountId, campaignId);
  if (list === undefined) return null;
  const reading = readingOf(request);
  const { status } = request;
  const found = await positionsOf(db, campaignId, list, request, statuses, {
    ...reading,
    start: startOf(request, reading.cursor),
  });
  const page = pageOf(found.positions, reading, found.behind, encodeCursor, (position) => position);
  let query = contactsOf(db, accountId, campaignId)
    .where('campaign_contact.position', 'in', page.rows)
    .orderBy('campaign_contact.position');
  // It may have another one by now.
  if (status !== undefined) query = query.where('campaign_contact.status', '=', status);
  const rows = page.rows.length === 0 ? [] : await query.execute();
  const seqs = await lastSeqs(db, [`campaign:${campaignId}`]);
  const onward = found.reached === undefined ? null : encodeCursor(found.reached);
  const forward = reading.direction === 'forward';
  return {
    next: page.next ?? (forward ? onward : null),
    prev: page.prev ?? (forward ? null : onward),
    rows: rows.map(toCampaignContact),
    seq: seqs.get(`campaign:${campaignId}`) ?? 0,
    total: found.total,
  };
}

async function positionsOf(
  db: Database,
  campaignId: string,
  list: { readonly id: string; readonly total: number },
  { status, search }: ContactRequest,
  statuses: Statuses | null,
  place: Place,
): Promise<Positions> {
  const wanted = wantedOf(search);
  const only = status === undefined || statuses === null ? null : { status, statuses };
  if (wanted !== null) return positionsOfSearch(db, { campaignId, listId: list.id }, wanted, only, place);
  return only === null
    ? allPositions(list.total, place)
    : positionsOfStatus(only.statuses, only.status, place);
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
