import type { OutgoingStore } from '@ringside/engine';
import { sql } from 'kysely';
import { fromKysely } from 'pg-boss';
import type { Database } from '../database/connection.js';
import { isUuid, storable } from '../database/text.js';
import type { Bell } from './bell.js';
import type { JobQueue } from './job-queue.js';
import { hostOf, toMessage } from './message-row.js';
import { signingSecrets } from './secrets.js';

/** Errands that are made in one statement. */
const CHUNK = 1000;
const MAX_ERROR = 500;

/** What the dialer needs to deliver messages. */
export function createOutgoingStore(db: Database, jobs: JobQueue, bell: Bell): OutgoingStore {
  return {
    onErrands: (listener) => bell.set(listener),
    take: (limit, exceptHosts) => jobs.take(limit, exceptHosts),
    done: (errandId) => jobs.done(errandId),

    async renew() {
      for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
        const { rows } = await sql<{ call_id: string; url: string }>`
          select call_id, min(url) as url from ringside.message
           where state = 'waiting' and next_try_at <= now() and call_id > ${after}
           group by call_id order by call_id limit ${CHUNK}`.execute(db);
        const last = rows.at(-1);
        if (last === undefined) return;
        const errands = rows.map(({ call_id, url }) => ({ callId: call_id, host: hostOf(url) }));
        await db.transaction().execute((trx) => jobs.insert(errands, fromKysely(trx)));
        after = last.call_id;
      }
    },

    async nextDueInMs() {
      const { rows } = await sql<{ ms: number | null }>`
        select (extract(epoch from min(next_try_at) - now()) * 1000)::float8 as ms from ringside.message
         where state = 'waiting' and next_try_at > now()`.execute(db);
      return rows[0]?.ms ?? null;
    },

    async backlog() {
      const { rows } = await sql<{ waiting: number; oldest: number | null }>`
        select count(*)::int4 as waiting, (extract(epoch from min(created_at)) * 1000)::float8 as oldest
          from ringside.message where state = 'waiting'`.execute(db);
      return { waiting: rows[0]?.waiting ?? 0, oldestAt: rows[0]?.oldest ?? null };
    },

    async head(callId) {
      const row = await db
        .selectFrom('message')
        .selectAll()
        .where('call_id', '=', callId)
        .where('state', '=', 'waiting')
        .orderBy('sequence')
        .limit(1)
        .select(sql<boolean>`next_try_at <= now()`.as('due'))
        .executeTakeFirst();
      return row?.due === true ? toMessage(row) : null;
    },

    async settle(message, { status, error, retryInMs }) {
      const state = error === null ? 'delivered' : retryInMs === null ? 'dead' : 'waiting';
      await db.transaction().execute(async (trx) => {
        await trx
          .updateTable('message')
          .set({
            state,
            tries: message.tries + 1,
            last_status: status,
            last_error: error === null ? null : storable(error.slice(0, MAX_ERROR)),
            delivered_at: error === null ? sql<Date>`now()` : null,
            next_try_at:
              state === 'waiting' ? sql<Date>`now() + ${retryInMs ?? 0} * interval '1 millisecond'` : null,
          })
          .where('id', '=', message.id)
          .execute();
        if (state !== 'waiting' || retryInMs === null) return;
        await jobs.insert(
          [{ callId: message.callId, host: hostOf(message.url), inMs: retryInMs }],
          fromKysely(trx),
        );
      });
    },

    async lastSequences(callIds) {
      if (callIds.length === 0) return new Map();
      const rows = await db
        .selectFrom('message')
        .select(({ fn }) => ['call_id', fn.max('sequence').as('last')])
        .where('call_id', 'in', callIds.filter(isUuid))
        .groupBy('call_id')
        .execute();
      return new Map(rows.map(({ call_id, last }) => [call_id, last]));
    },

    secrets: (accountId) => signingSecrets(db, accountId),
  };
}
