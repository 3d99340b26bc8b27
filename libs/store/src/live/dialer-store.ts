import { IN_FLIGHT_STATUSES, UNANSWERED_STATUSES } from '@ringside/contracts';
import type { Campaign, CommitBatch, DialerStore, LoadedCampaign } from '@ringside/engine';
import { sql, type Transaction } from 'kysely';
import type { StatusCache } from '../account/status-cache.js';
import type { Writer } from '../commit/writer.js';
import type { Database } from '../database/connection.js';
import { nextContacts } from './next-contacts.js';
import { toAccount, toCampaign, toCounts } from '../database/rows.js';
import { callsInFlight, countContacts, lastSeqs } from '../database/shared-queries.js';
import type { Bell } from '../outgoing/bell.js';
import type { JobQueue } from '../outgoing/job-queue.js';
import type { Tables } from '../database/tables.js';
import { isUuid } from '../database/text.js';
import { timestamp } from '../database/timestamp.js';

/** What the dialer reads and writes; all of its commits go through the one writer. */
export function createDialerStore(
  db: Database,
  writer: Writer<CommitBatch>,
  {
    jobs,
    bell,
    statuses,
    contactsChanged,
  }: {
    readonly jobs: JobQueue;
    readonly bell: Bell;
    readonly statuses: StatusCache;
    readonly contactsChanged: (campaignId: string) => void;
  },
): DialerStore {
  const changedInBulk = (campaignId: string): void => {
    contactsChanged(campaignId);
    statuses.changedInBulk(db, campaignId);
  };
  const loadWarm = (campaign: Campaign): Promise<LoadedCampaign> => {
    statuses.warm(db, campaign.id);
    return load(db, campaign);
  };
  return {
    async open() {
      await writer.open();
      // Under the lock: one process at a time brings the library's tables up to date.
      await jobs.open();
    },

    async close() {
      await jobs.close();
      await writer.close();
    },

    async commit(number, batch) {
      await writer.commit(number, batch);
      statuses.changed(batch.contacts);
      if (batch.messages.length > 0) bell.ring();
    },

    async loadLive() {
      const rows = await db
        .selectFrom('campaign')
        .selectAll()
        .where((where) =>
          where.or([
            where('state', 'in', ['running', 'paused']),
            where('id', 'in', where.selectFrom('call').select('campaign_id').where('in_flight', '=', true)),
          ]),
        )
        .orderBy('created_at')
        .execute();
      const loaded: LoadedCampaign[] = [];
      for (const row of rows) loaded.push(await loadWarm(toCampaign(row)));
      return loaded;
    },

    async loadCampaign(campaignId) {
      if (!isUuid(campaignId)) return null;
      const row = await db.selectFrom('campaign').selectAll().where('id', '=', campaignId).executeTakeFirst();
      return row === undefined ? null : loadWarm(toCampaign(row));
    },

    nextContacts: (campaignId, after, limit) => nextContacts(db, campaignId, after, limit),

    async preparePass(campaignId, only) {
      if (!isUuid(campaignId)) return 0;
      const toDial = await db.transaction().execute((trx) => preparePass(trx, campaignId, only));
      changedInBulk(campaignId);
      return toDial;
    },

    async cancelIdle(campaignId) {
      if (!isUuid(campaignId)) return 0;
      const { numUpdatedRows } = await db
        .updateTable('campaign_contact')
        .set({ status: 'canceled', reason: 'stopped' })
        .where('campaign_id', '=', campaignId)
        .where('status', '=', 'idle')
        .where(({ exists, selectFrom }) =>
          exists(
            selectFrom('campaign').select('id').where('id', '=', campaignId).where('state', '=', 'stopped'),
          ),
        )
        .executeTakeFirst();
      changedInBulk(campaignId);
      return Number(numUpdatedRows);
    },

    async stoppedWithIdleContacts() {
      const rows = await db
        .selectFrom('campaign')
        .leftJoin('stream', (join) =>
          join.on('stream.name', '=', sql<string>`'campaign:' || ${sql.ref('campaign.id')}`),
        )
        .select('campaign.id')
        .where('campaign.state', '=', 'stopped')
        .where(({ eb, or, ref }) =>
          or([
            eb('stream.contacts_canceled_at', 'is', null),
            eb('stream.contacts_canceled_at', '<', ref('campaign.ended_at')),
          ]),
        )
        .execute();
      return rows.map(({ id }) => id);
    },

    async lastSeq(stream) {
      return (await lastSeqs(db, [stream])).get(stream) ?? 0;
    },

    async callBrief(callId) {
      if (!isUuid(callId)) return null;
      const row = await db
        .selectFrom('call')
        .select(['account_id', 'campaign_id', 'connection_id', 'state'])
        .select((select) =>
          select
            .selectFrom('inbox')
            .select(({ fn }) => fn.countAll<number>().as('n'))
            .where('inbox.call_id', '=', callId)
            .as('webhooks'),
        )
        .where('id', '=', callId)
        .executeTakeFirst();
      // A call that the phone system made by itself is none of the dialer's.
      if (row?.campaign_id == null) return null;
      return {
        accountId: row.account_id,
        campaignId: row.campaign_id,
        connectionId: row.connection_id,
        state: row.state,
        webhooks: row.webhooks ?? 0,
      };
    },

    async account(accountId) {
      return toAccount(
        await db.selectFrom('account').selectAll().where('id', '=', accountId).executeTakeFirstOrThrow(),
      );
    },

    async countCallsSince(accountId, since) {
      const { n } = await db
        .selectFrom('call')
        .select(({ fn }) => fn.countAll<number>().as('n'))
        .where('account_id', '=', accountId)
        .where('created_at', '>=', timestamp(since))
        .where('origin', '=', 'campaign')
        .executeTakeFirstOrThrow();
      return n;
    },
  };
}

async function load(db: Database, campaign: Campaign): Promise<LoadedCampaign> {
  const stream = `campaign:${campaign.id}`;
  const [inFlight, counts, seqs, dialed] = await Promise.all([
    callsInFlight(db, [campaign.id]),
    countContacts(db, [campaign.id]),
    lastSeqs(db, [stream]),
    db
      .selectFrom('call')
      .select('position')
      .where('campaign_id', '=', campaign.id)
      .where('pass', '=', campaign.pass)
      .orderBy('position', 'desc')
      .limit(1)
      .executeTakeFirst(),
  ]);
  return {
    campaign,
    inFlight,
    counts: counts.get(campaign.id) ?? toCounts([]),
    seq: seqs.get(stream) ?? 0,
    cursor: dialed?.position ?? 0,
  };
}

/** Rows with a call in flight have a status of their own, so leaving them out is a matter of choosing by status. */
async function preparePass(
  trx: Transaction<Tables>,
  campaignId: string,
  only: 'all' | 'unanswered',
): Promise<number> {
  await trx
    .updateTable('campaign_contact')
    .set({
      status: 'idle',
      reason: null,
      started_at: null,
      ringing_at: null,
      answered_at: null,
      ended_at: null,
    })
    .where('campaign_id', '=', campaignId)
    .where('status', '!=', 'idle')
    .where((where) =>
      only === 'unanswered'
        ? where('status', 'in', UNANSWERED_STATUSES)
        : where('status', 'not in', IN_FLIGHT_STATUSES),
    )
    .execute();
  // Contacts that were added after the end wait as well.
  const { n } = await trx
    .selectFrom('campaign_contact')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('campaign_id', '=', campaignId)
    .where('status', '=', 'idle')
    .executeTakeFirstOrThrow();
  return n;
}
