import type { CallInFlight, Campaign } from '@ringside/engine';
import type { Selectable } from 'kysely';
import { v7 as newId } from 'uuid';
import type { AccountStore, CampaignDetail, NewCampaign, NewContact, PageRequest } from '../account-store.js';
import type { Database } from '../database/connection.js';
import { toCampaign, toCounts } from '../database/rows.js';
import { callsInFlight, lastSeqs } from '../database/shared-queries.js';
import type { CampaignTable } from '../database/tables.js';
import { isUuid, storable } from '../database/text.js';
import { timestamp } from '../database/timestamp.js';
import { APPEND_CHUNK, appendContacts } from './append-contacts.js';
import { readTogether, type AccountContext } from './context.js';
import { EPOCH_MS, UUID, decodeCursor, encodeCursor } from './cursor.js';
import { readPage, type Reach } from './page.js';

type CampaignQueries = Pick<AccountStore, 'createCampaign' | 'addContacts' | 'campaign' | 'campaigns'>;

export function campaignQueries(context: AccountContext): CampaignQueries {
  const { db, accountId } = context;
  return {
    createCampaign: (campaign, contacts) => createCampaign(context, campaign, contacts),

    async addContacts(campaignId, contacts) {
      const total = isUuid(campaignId) ? await append(db, accountId, campaignId, contacts) : null;
      if (total === null) throw new Error(`This account has no campaign ${campaignId}.`);
      context.statuses.grown(campaignId, total);
      return total;
    },

    async campaign(id) {
      if (!isUuid(id)) return null;
      return readTogether(db, async (trx) => {
        const row = await selectCampaigns(trx, accountId).where('campaign.id', '=', id).executeTakeFirst();
        if (row === undefined) return null;
        return (await details(context, trx, [row]))[0] ?? null;
      });
    },

    campaigns: (page, counted = () => false) =>
      readTogether(db, (trx) => pageOfCampaigns(context, trx, page, counted)),
  };
}

async function createCampaign(
  { db, accountId, now, statuses }: AccountContext,
  campaign: NewCampaign,
  contacts: readonly NewContact[],
): Promise<Campaign> {
  const createdAt = new Date(now());
  const made = await db.transaction().execute(async (trx) => {
    const list = newId();
    await trx.insertInto('list').values({ id: list, account_id: accountId, created_at: createdAt }).execute();
    const row = await trx
      .insertInto('campaign')
      .values(({ selectFrom }) => ({
        id: campaign.id,
        account_id: accountId,
        list_id: list,
        // Not null, so a connection of another account is refused.
        connection_id: selectFrom('connection')
          .select('connection.id')
          .where('connection.id', '=', campaign.connectionId)
          .where('connection.account_id', '=', accountId),
        name: storable(campaign.name),
        dialer_type: campaign.dialerType,
        lines: campaign.lines,
        ring_timeout_ms: campaign.ringTimeoutMs,
        max_duration_ms: campaign.maxDurationMs,
        reply_timeout_ms: campaign.replyTimeoutMs,
        machine_detection: campaign.machineDetection,
        from: campaign.from === null ? null : storable(campaign.from),
        call_state_url: campaign.callStateUrl === null ? null : storable(campaign.callStateUrl),
        state: 'idle' as const,
        created_at: createdAt,
      }))
      .returningAll()
      .executeTakeFirstOrThrow();
    await append(trx, accountId, campaign.id, contacts);
    return toCampaign(row);
  });
  statuses.created(made.id, contacts.length);
  return made;
}

async function append(
  db: Database,
  accountId: string,
  campaignId: string,
  contacts: readonly NewContact[],
): Promise<number | null> {
  const whole = async (trx: Database): Promise<number | null> => {
    let total: number | null = null;
    let start = 0;
    do {
      total = await appendContacts(trx, accountId, campaignId, contacts.slice(start, start + APPEND_CHUNK));
      start += APPEND_CHUNK;
    } while (total !== null && start < contacts.length);
    return total;
  };
  if (db.isTransaction || contacts.length <= APPEND_CHUNK) return whole(db);
  return db.transaction().execute(whole);
}

type CampaignRow = Selectable<CampaignTable> & { readonly total: number };

function selectCampaigns(db: Database, accountId: string) {
  return db
    .selectFrom('campaign')
    .innerJoin('list', 'list.id', 'campaign.list_id')
    .selectAll('campaign')
    .select('list.total')
    .where('campaign.account_id', '=', accountId);
}

async function details(
  { counts }: AccountContext,
  db: Database,
  rows: readonly CampaignRow[],
  counted: (campaignId: string) => boolean = () => false,
): Promise<readonly CampaignDetail[]> {
  const ids = rows.map(({ id }) => id);
  const seqs = await lastSeqs(
    db,
    ids.map((id) => `campaign:${id}`),
  );
  const seqOf = (id: string): number => seqs.get(`campaign:${id}`) ?? 0;
  const found = await counts.get(
    db,
    rows.filter(({ id }) => !counted(id)).map(({ id, total }) => ({ campaignId: id, total, seq: seqOf(id) })),
  );
  const flying = new Map<string, CallInFlight[]>();
  for (const item of await callsInFlight(db, ids)) {
    flying.set(item.call.campaignId, [...(flying.get(item.call.campaignId) ?? []), item]);
  }
  return rows.map((row) => {
    const inFlight = flying.get(row.id) ?? [];
    return {
      campaign: toCampaign(row),
      counts: found.get(row.id) ?? toCounts([]),
      total: row.total,
      linesInUse: inFlight.length,
      seq: seqOf(row.id),
      inFlight,
    };
  });
}

async function pageOfCampaigns(
  context: AccountContext,
  db: Database,
  page: PageRequest,
  counted: (campaignId: string) => boolean,
) {
  const { rows, next, prev } = await readPage(
    page,
    (reach, limit) => readCampaigns(db, context.accountId, reach, limit),
    cursorOf,
    (row) => row,
  );
  return { rows: await details(context, db, rows, counted), next, prev };
}

/** Newest first is forward. */
function readCampaigns(
  db: Database,
  accountId: string,
  { direction, cursor }: Reach,
  limit: number,
): Promise<CampaignRow[]> {
  const forward = direction === 'forward';
  let query = selectCampaigns(db, accountId)
    .orderBy('campaign.created_at', forward ? 'desc' : 'asc')
    .orderBy('campaign.id', forward ? 'desc' : 'asc')
    .limit(limit);
  if (cursor !== null) {
    const [at = '', id = ''] = decodeCursor(cursor, EPOCH_MS, UUID);
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(
        refTuple('campaign.created_at', 'campaign.id'),
        forward ? '<' : '>',
        tuple(timestamp(Number(at)), id),
      ),
    );
  }
  return query.execute();
}

function cursorOf(row: CampaignRow): string {
  return encodeCursor(row.created_at, row.id);
}
