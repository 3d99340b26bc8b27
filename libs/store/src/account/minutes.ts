import type { MinutesRow } from '@ringside/contracts';
import { sql, type RawBuilder } from 'kysely';
import type { AccountStore } from '../account-store.js';
import { isUuid } from '../database/text.js';
import type { AccountContext } from './context.js';

type MinutesQueries = Pick<AccountStore, 'minutes'>;

export function minutesQueries({ db, accountId }: AccountContext): MinutesQueries {
  return {
    async minutes(from, to, tenantId) {
      if (tenantId !== null && !isUuid(tenantId)) return [];
      const whose =
        tenantId === null
          ? sql`call.account_id = ${accountId} and call.origin in ('campaign', 'pbx')`
          : sql`call.account_id = ${accountId} and call.origin = 'pbx' and call.tenant_id = ${tenantId}`;
      const { rows } = await sql<MinutesRow>`
        with midnight as (
          select day::date as day, day at time zone account.time_zone as at, account.time_zone
            from ringside.account as account,
                 generate_series(${from}::date::timestamp, ${to}::date + interval '1 day', interval '1 day') as day
           where account.id = ${accountId}
        ), start as (
          -- Where clocks go back over midnight it comes twice, and the day begins with the first.
          select day, case when ((at - interval '1 hour') at time zone time_zone)::date < day then at
                           else at - interval '1 hour' end as at
            from midnight
        ), days as (
          select day, at as began, lead(at) over (order by day) as ended from start
        )
        select days.day::text as day, minutes.*
          from days cross join lateral (${minutesOfDay(whose)}) as minutes
         where days.ended is not null
         order by days.day, minutes.tenant_id nulls first`.execute(db);
      return rows;
    },
  };
}

/** An end that nobody told is no time to count, nor is one before its beginning. */
function minutesOfDay(whose: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select tenant_id,
           count(*) filter (where answered) as answered,
           count(*) filter (where ended and not answered) as not_answered,
           coalesce(extract(epoch from sum(talked) filter (where answered and talked >= interval '0')), 0)::float8
             as answered_seconds,
           coalesce(extract(epoch from sum(lasted) filter (where ended and not answered and lasted >= interval '0')), 0)::float8
             as unanswered_seconds
      from (
        select call.tenant_id, not call.in_flight as ended,
               call.state in ('answered', 'completed', 'abandoned') or call.answered_at is not null as answered,
               case when not call.end_estimated then call.ended_at - call.answered_at end as talked,
               case when not call.end_estimated then call.ended_at - call.created_at end as lasted
          from ringside.call as call
         where ${whose} and call.created_at >= days.began and call.created_at < days.ended
      ) as call
     group by tenant_id`;
}
