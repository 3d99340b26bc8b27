import type { AccountStore, PageRequest } from '../account-store.js';
import type { Database } from '../database/connection.js';
import { toCall, toPlacement } from '../database/rows.js';
import { isUuid } from '../database/text.js';
import { readTogether, type AccountContext } from './context.js';
import { POSITION, decodeCursor, encodeCursor } from './cursor.js';
import { pageOf, readingOf, type Reading } from './page.js';

type CallQueries = Pick<AccountStore, 'calls' | 'call' | 'story'>;

export function callQueries({ db, accountId }: AccountContext): CallQueries {
  return {
    async calls(campaignId, page) {
      if (!isUuid(campaignId)) return null;
      return readTogether(db, (trx) => pageOfCalls(trx, accountId, campaignId, page));
    },

    async call(id) {
      if (!isUuid(id)) return null;
      const row = await db
        .selectFrom('call')
        .selectAll()
        .where('id', '=', id)
        .where('account_id', '=', accountId)
        .executeTakeFirst();
      return row === undefined ? null : toCall(row);
    },

    async story(callId) {
      if (!isUuid(callId)) return { facts: [], webhooks: [], placements: [] };
      return readTogether(db, (trx) => story(trx, accountId, callId));
    },
  };
}

/** In the order they were made: pass by pass, by position. */
async function pageOfCalls(db: Database, accountId: string, campaignId: string, page: PageRequest) {
  const campaign = await db
    .selectFrom('campaign')
    .select('id')
    .where('id', '=', campaignId)
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  if (campaign === undefined) return null;
  const reading = readingOf(page);
  const rows = await readCalls(db, campaignId, reading, reading.limit + 1);
  const turned = {
    direction: reading.direction === 'forward' ? ('backward' as const) : ('forward' as const),
    cursor: rows[0] === undefined ? reading.cursor : cursorOf(rows[0]),
  };
  const behind = reading.cursor !== null && (await readCalls(db, campaignId, turned, 1)).length > 0;
  return pageOf(rows, reading, behind, cursorOf, toCall);
}

function readCalls(
  db: Database,
  campaignId: string,
  { direction, cursor }: Pick<Reading, 'direction' | 'cursor'>,
  limit: number,
) {
  const forward = direction === 'forward';
  let query = db
    .selectFrom('call')
    .selectAll()
    .where('campaign_id', '=', campaignId)
    .orderBy('pass', forward ? 'asc' : 'desc')
    .orderBy('position', forward ? 'asc' : 'desc')
    .limit(limit);
  if (cursor !== null) {
    const [pass = '', position = ''] = decodeCursor(cursor, POSITION, POSITION);
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('pass', 'position'), forward ? '>' : '<', tuple(Number(pass), Number(position))),
    );
  }
  return query.execute();
}

function cursorOf(row: { readonly pass: number; readonly position: number }): string {
  return encodeCursor(row.pass, row.position);
}

async function story(db: Database, accountId: string, callId: string) {
  const facts = await db
    .selectFrom('event')
    .select(['at', 'type', 'data'])
    .where('call_id', '=', callId)
    .where('account_id', '=', accountId)
    .orderBy('seq')
    .execute();
  const webhooks = await db
    .selectFrom('inbox')
    .selectAll()
    .where('call_id', '=', callId)
    .where('account_id', '=', accountId)
    .orderBy('received_at')
    .orderBy('ordinal')
    .execute();
  const placements = await db
    .selectFrom('placement')
    .selectAll()
    .where('call_id', '=', callId)
    .where('account_id', '=', accountId)
    .orderBy('n')
    .execute();
  return {
    facts: facts.map(({ at, type, data }) => {
      const { reason } = data;
      return { at, type, reason: typeof reason === 'string' ? reason : null };
    }),
    webhooks: webhooks.map((row) => ({
      at: row.received_at,
      status: row.status,
      providerAt: row.provider_at,
      outcome: row.outcome,
      body: row.body,
    })),
    placements: placements.map(toPlacement),
  };
}
