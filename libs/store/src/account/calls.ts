import type { AccountStore, PageRequest } from '../account-store.js';
import type { Database } from '../database/connection.js';
import { toCall, toPlacement } from '../database/rows.js';
import { isUuid } from '../database/text.js';
import { readTogether, type AccountContext } from './context.js';
import { POSITION, decodeCursor, encodeCursor } from './cursor.js';
import { readPage, type Reach } from './page.js';

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
        .where('origin', '=', 'campaign')
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
  return readPage(page, (reach, limit) => readCalls(db, campaignId, reach, limit), cursorOf, toCall);
}

function readCalls(db: Database, campaignId: string, { direction, cursor }: Reach, limit: number) {
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

function cursorOf({ pass, position }: { pass: number | null; position: number | null }): string {
  return encodeCursor(pass ?? 0, position ?? 0);
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
      const { reason, answered_by: who } = data;
      const why = typeof who === 'string' ? who : reason;
      return { at, type, reason: typeof why === 'string' ? why : null };
    }),
    webhooks: webhooks.map((row) => ({
      kind: row.kind,
      at: row.received_at,
      status: row.status,
      providerAt: row.provider_at,
      outcome: row.outcome,
      body: row.body,
    })),
    placements: placements.map(toPlacement),
  };
}
