import { sql } from 'kysely';
import type { AccountStore } from '../account-store.js';
import { isUuid } from '../database/text.js';
import type { AccountContext } from './context.js';

/** What the newest calls of campaigns came to; times in milliseconds, in no order. */
export interface PastCalls {
  /** That were dialed and are over. */
  readonly calls: number;
  /** Of those: a person answered. */
  readonly answered: number;
  /** When the oldest and the newest of them were made, epoch milliseconds; null: there are none. */
  readonly from: number | null;
  readonly to: number | null;
  /** From the dialing to the answer of a person. */
  readonly answerMs: readonly number[];
  /** From there to the end, where the end was told. */
  readonly talkMs: readonly number[];
}

type BasisQueries = Pick<AccountStore, 'pastCalls'>;

const NONE: PastCalls = { calls: 0, answered: 0, from: null, to: null, answerMs: [], talkMs: [] };

export function basisQueries({ db, accountId }: AccountContext): BasisQueries {
  return {
    async pastCalls(campaignId, limit) {
      if (campaignId !== null && !isUuid(campaignId)) return NONE;
      // Each order is that of an index: of the account's calls, and of a campaign's (by pass, in the order of the list).
      const newest =
        campaignId === null
          ? sql`order by call.created_at desc, call.id desc`
          : sql`and call.campaign_id = ${campaignId} order by call.pass desc, call.position desc`;
      const { rows } = await sql<PastCalls>`
        with past as (
          select created_at,
                 answered_at is not null and answered_by is distinct from 'machine' as answered,
                 extract(epoch from answered_at - coalesce(dialing_at, created_at))::float8 * 1000 as answer_ms,
                 case when not end_estimated then extract(epoch from ended_at - answered_at)::float8 * 1000 end as talk_ms
            from ringside.call as call
           where call.account_id = ${accountId} and call.origin = 'campaign'
             and not call.in_flight and call.state <> 'canceled' ${newest}
           limit ${limit}
        )
        select count(*)::int as "calls",
               (count(*) filter (where answered))::int as "answered",
               (extract(epoch from min(created_at)) * 1000)::float8 as "from",
               (extract(epoch from max(created_at)) * 1000)::float8 as "to",
               coalesce(array_agg(answer_ms) filter (where answered and answer_ms >= 0), '{}') as "answerMs",
               coalesce(array_agg(talk_ms) filter (where answered and talk_ms >= 0), '{}') as "talkMs"
          from past`.execute(db);
      return rows[0] ?? NONE;
    },
  };
}
