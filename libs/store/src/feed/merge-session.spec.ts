import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  FencedError,
  StoreUnavailableError,
  type MergeSession,
  type PbxCall,
  type StagedRecord,
  type Sync,
  type Tenant,
  type FeedBatch,
} from '@ringside/engine';
import { HEARD } from '@ringside/telephony';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { v7 as newId } from 'uuid';
import { postgresStore } from '../postgres-store.js';
import { clientConfig } from '../database/connection.js';
import { NumberedCommits } from '../testing/numbered-commits.js';
import {
  AT,
  EMPTY_FEED,
  deliveryOf,
  newSync,
  newTenant,
  openedStore,
  pbxCall,
  readingOf,
  recordOf,
  type OpenedStore,
} from '../testing/opened-store.js';
import { LOOK_UP, SESSION } from './merge-session.js';

const NOW = AT + 100_000;
const DEADLINES = { ringMs: 600_000, talkMs: 3_600_000 };

describe('a merge', () => {
  let opened: OpenedStore;
  let tenant: Tenant;
  let commits: NumberedCommits<FeedBatch>;
  let sync: Sync;

  beforeAll(async () => {
    opened = await openedStore();
    await opened.store.dialer.open();
    await opened.store.feed.open();
    commits = new NumberedCommits(opened.store.feed, EMPTY_FEED);
  });
  afterAll(() => opened.end());
  // Also after a test that failed while it held a lock.
  afterEach(() => opened.admin.query('rollback'));
  beforeEach(async () => {
    tenant = newTenant(opened);
    sync = newSync(opened, { announced: 7 });
    await commit({ tenants: [tenant] });
    await opened.store.feed.saveSync(sync);
  });

  const commit = (batch: Partial<FeedBatch>): Promise<void> => commits.write(batch);
  const begin = (): Promise<MergeSession> => opened.store.feed.beginMerge(sync, tenant.id);
  const finish = (session: MergeSession, records: number, known = 0, refused = 0): Promise<Sync> =>
    session.merge({ answered: records, not_answered: 0, refused, known }, NOW, DEADLINES);
  /** One whole sync of these records, in parts. */
  const syncOf = async (records: readonly StagedRecord[]): Promise<Sync> => {
    sync = newSync(opened);
    await opened.store.feed.saveSync(sync);
    const session = await begin();
    let known = 0;
    const part = Math.max(2, records.length / 10);
    for (let i = 0; i < records.length; i += part) known += await session.stage(records.slice(i, i + part));
    const done = await finish(session, records.length, known);
    await session.end();
    return done;
  };
  const calls = (uuids: readonly string[]): Promise<readonly PbxCall[]> =>
    opened.store.feed.calls(tenant.id, uuids);
  const inbox = async (): Promise<
    { call_id: string | null; outcome: string; body: string; reason: string }[]
  > =>
    (
      await opened.admin.query(
        `select call_id, outcome, body, reason from ringside.inbox where tenant_id = $1 and kind = 'record' order by received_at, ordinal`,
        [tenant.id],
      )
    ).rows as never;
  const backends = async (): Promise<number[]> => {
    const { rows } = await opened.admin.query<{ pid: number }>(
      `select pid from pg_stat_activity where datname = current_database() and query like '%pg_temp.%' and pid <> pg_backend_pid()`,
    );
    return rows.map(({ pid }) => pid);
  };
  const waiting = async (): Promise<number> => {
    for (;;) {
      await opened.admin.query('select pg_stat_clear_snapshot()');
      const { rows } = await opened.admin.query<{ pid: number }>(
        `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%pg_temp.%'`,
      );
      if (rows[0] !== undefined) return rows[0].pid;
      await sleep(10);
    }
  };

  it('reports what was new, updated, completed, known, refused and unmatched', async () => {
    const open = pbxCall(tenant);
    const closed = pbxCall(tenant, {
      state: 'no_answer',
      reason: 'unknown_end',
      closedAt: AT + 9,
      deadlineAt: null,
    });
    const ended = pbxCall(tenant, {
      heard: HEARD.dialing | HEARD.ended,
      state: 'no_answer',
      deadlineAt: null,
    });
    const still = pbxCall(tenant);
    const alone = pbxCall(tenant);
    const other = newTenant(opened);
    await commit({ calls: [open, closed, ended, still, alone], tenants: [other] });
    await commit({ calls: [pbxCall(other)] });
    const fresh = recordOf(readingOf(newId(), { phone: '2'.repeat(30) }));
    const begun = recordOf(
      readingOf(newId(), { heard: HEARD.dialing | HEARD.answered, endedAt: null, ringingAt: null }),
    );
    const ringing = recordOf(
      readingOf(still.uuid, { heard: HEARD.dialing | HEARD.ringing, answeredAt: null, endedAt: null }),
    );
    const of = ({ uuid }: PbxCall): StagedRecord => recordOf(readingOf(uuid));

    const session = await begin();
    expect(await session.stage([fresh, begun, of(open), of(closed)])).toBe(0);
    await session.refuse([{ reason: 'uuid: missing', raw: '{"uuid":\u0000}' }]);
    expect(await session.stage([of(ended), ringing])).toBe(0);
    const done = await session.merge({ answered: 5, not_answered: 1, refused: 1, known: 0 }, NOW, DEADLINES);
    await session.end();
    await session.end();

    expect(done).toEqual({
      ...sync,
      state: 'completed',
      phase: null,
      fetched: 7,
      endedAt: NOW,
      report: {
        new: 2,
        updated: 2,
        completed: 2,
        known: 0,
        refused: 1,
        answered: 5,
        not_answered: 1,
        unmatched: 1,
      },
    });
    expect(await opened.store.feed.lastSyncAt(opened.connection.id)).toBe(AT);
    expect(await opened.store.feed.unfinishedSyncs(opened.connection.id)).not.toContainEqual(
      expect.objectContaining({ id: sync.id }),
    );

    const found = await calls([fresh.uuid, begun.uuid, closed.uuid, still.uuid]);
    const call = (uuid: string): PbxCall | undefined => found.find((row) => row.uuid === uuid);
    expect(call(fresh.uuid)).toEqual({
      ...fresh.facts,
      id: fresh.id,
      accountId: opened.accountId,
      connectionId: opened.connection.id,
      tenantId: tenant.id,
      uuid: fresh.uuid,
      createdAt: AT,
      state: 'completed',
      reason: null,
      deadlineAt: null,
      closedAt: null,
    });
    expect(call(begun.uuid)).toMatchObject({ state: 'answered', deadlineAt: NOW + DEADLINES.talkMs });
    expect(call(still.uuid)).toMatchObject({
      id: still.id,
      state: 'ringing',
      deadlineAt: NOW + DEADLINES.ringMs,
    });
    expect(call(closed.uuid)).toMatchObject({ state: 'completed', reason: null, closedAt: AT + 9 });
    const rows = await inbox();
    expect(rows).toHaveLength(7);
    expect(rows.filter(({ call_id: id }) => id === fresh.id)).toEqual([
      { call_id: fresh.id, outcome: 'applied', body: fresh.raw, reason: null },
    ]);
    expect(rows.filter(({ outcome }) => outcome === 'refused')).toEqual([
      { call_id: null, outcome: 'refused', body: '{"uuid":\u2400}', reason: 'uuid: missing' },
    ]);
    expect(await opened.store.feed.deliveries([fresh.id])).toEqual(new Map([[fresh.id, 0]]));
  });

  it('changes nothing the second time', async () => {
    const met = pbxCall(tenant);
    await commit({ calls: [met], inbox: [deliveryOf(met)] });
    const records = [met.uuid, newId(), newId(), newId(), newId()].map((uuid) => recordOf(readingOf(uuid)));
    expect((await syncOf(records)).report).toMatchObject({ new: 4, completed: 1, known: 0 });
    const uuids = records.map(({ uuid }) => uuid);
    const dump = async (): Promise<unknown> =>
      (
        await opened.admin.query('select xmin, c.* from ringside.call c where tenant_id = $1 order by id', [
          tenant.id,
        ])
      ).rows;
    const [before, rows] = [await dump(), await inbox()];
    for (let again = 0; again < 2; again++) {
      const report = (await syncOf(records.map((one) => ({ ...one, id: newId() })))).report;
      expect(report).toMatchObject({ new: 0, updated: 0, completed: 0, known: 5, refused: 0, unmatched: 0 });
    }
    // Another text that says the same changes nothing either.
    const reworded = records.map((one) => ({ ...one, id: newId(), raw: `${one.raw} ` }));
    expect((await syncOf(reworded)).report).toMatchObject({ new: 0, updated: 0, completed: 0, known: 5 });
    expect(await dump()).toEqual(before);
    expect(await inbox()).toEqual(rows);
    expect(await calls(uuids)).toHaveLength(5);
  });

  it('joins records of one call in one document, and knows all of them afterwards', async () => {
    const [uuid, met] = [newId(), pbxCall(tenant)];
    await commit({ calls: [met] });
    const two = (of: string): StagedRecord[] => [
      recordOf(readingOf(of, { endedAt: AT + 1, recording: null })),
      recordOf(readingOf(of, { endedAt: AT + 2, recording: 'r' })),
    ];
    const records = [...two(uuid), ...two(met.uuid), recordOf(readingOf(newId()))];
    const doubled = [...records, ...records];
    expect((await syncOf(doubled)).report).toMatchObject({ new: 2, completed: 1, updated: 0, known: 7 });
    for (const id of [uuid, met.uuid])
      expect(await calls([id])).toMatchObject([{ endedAt: AT + 2, recording: 'r', state: 'completed' }]);
    const rows = await inbox();
    const found = await calls([uuid, met.uuid]);
    for (const call of found)
      expect(new Set(rows.filter((row) => row.call_id === call.id).map((row) => row.body)).size).toBe(2);
    expect((await syncOf(doubled)).report).toMatchObject({ new: 0, updated: 0, completed: 0, known: 10 });
    expect(await inbox()).toEqual(rows);
  });

  it('leaves nothing of what was only staged', async () => {
    const records = [recordOf(readingOf(newId())), recordOf(readingOf(newId()))];
    const session = await begin();
    await session.stage(records);
    await session.refuse([{ reason: 'x', raw: 'y' }]);
    await session.end();
    expect(await calls(records.map(({ uuid }) => uuid))).toEqual([]);
    expect(await inbox()).toEqual([]);
    await expect(session.stage(records)).rejects.toBeInstanceOf(StoreUnavailableError);
    while ((await backends()).length > 0) await sleep(10);
  });

  it('applies nothing when it is killed half-way, and all of it when it is done again', async () => {
    const met = pbxCall(tenant);
    await commit({ calls: [met] });
    const records = [recordOf(readingOf(newId())), recordOf(readingOf(met.uuid))];
    const session = await begin();
    await session.stage(records);
    await opened.admin.query('begin');
    await opened.admin.query('select from ringside.call where id = $1 for update', [met.id]);
    const merging = finish(session, 2).catch((error: unknown) => error);
    const pid = await waiting();
    // Commits of the feed go on meanwhile.
    await commit({ calls: [pbxCall(tenant)] });
    await opened.admin.query('select pg_terminate_backend($1)', [pid]);
    expect(await merging).toBeInstanceOf(StoreUnavailableError);
    await opened.admin.query('rollback');
    await session.end();
    expect(await calls(records.map(({ uuid }) => uuid))).toEqual([met]);
    expect(await inbox()).toEqual([]);
    expect(await opened.store.feed.unfinishedSyncs(opened.connection.id)).toContainEqual(sync);

    expect((await syncOf(records)).report).toMatchObject({ new: 1, completed: 1, unmatched: 1 });
  });

  it('is done again when it and a commit wait for each other', async () => {
    const met = pbxCall(tenant);
    await commit({ calls: [met] });
    const fresh = pbxCall(tenant);
    const records = [recordOf(readingOf(fresh.uuid)), recordOf(readingOf(met.uuid))];
    const session = await begin();
    await session.stage(records);
    await opened.admin.query('begin');
    // The merge looks for a deadlock first, so it is the one that is rolled back.
    await opened.admin.query(`set local deadlock_timeout = '25s'`);
    await opened.admin.query('select from ringside.call where id = $1 for update', [met.id]);
    const merging = finish(session, 2);
    await waiting();
    await opened.admin.query(
      `insert into ringside.call (id, account_id, connection_id, tenant_id, provider_call_id, origin, state, in_flight,
         created_at, heard, placements, placement_open, end_estimated)
       values ($1, $2, $3, $4, $5, 'pbx', 'dialing', true, now(), 1, 0, false, false)`,
      [fresh.id, opened.accountId, opened.connection.id, tenant.id, fresh.uuid],
    );
    await opened.admin.query('commit');
    expect((await merging).report).toMatchObject({ new: 0, completed: 2 });
    await session.end();
    expect(await calls([fresh.uuid])).toMatchObject([{ id: fresh.id, state: 'completed' }]);
    expect((await inbox()).map(({ call_id: id }) => id).sort()).toEqual([fresh.id, met.id].sort());
  });

  it('takes a call that webhooks told of after its record was staged for one that was there', async () => {
    const call = pbxCall(tenant);
    const session = await begin();
    await session.stage([recordOf(readingOf(call.uuid)), recordOf(readingOf(newId()))]);
    await commit({ calls: [call] });
    expect((await finish(session, 2)).report).toMatchObject({ new: 1, completed: 1, updated: 0 });
    await session.end();
    expect(await calls([call.uuid])).toMatchObject([{ id: call.id, state: 'completed' }]);
    expect((await inbox()).map(({ call_id: id }) => id)).toContain(call.id);
  });

  it('merges a document without records', async () => {
    expect((await syncOf([])).report).toMatchObject({ new: 0, known: 0, unmatched: 0 });
  });

  it('looks records up by their keys, also in a table that nobody has analyzed', async () => {
    await syncOf(Array.from({ length: 3000 }, () => recordOf(readingOf(newId()))));
    const client = new pg.Client(clientConfig(opened.databaseUrl, SESSION));
    await client.connect();
    await client.query(`prepare look as ${LOOK_UP.text}`);
    const { rows } = await client.query<Record<'QUERY PLAN', string>>(
      `explain (costs off) execute look ('{a}', '{1}', '${tenant.id}')`,
    );
    await client.end();
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toMatch(/Index Scan using call_of_tenant .*\n *Index Cond: .*provider_call_id = u\.uuid/);
    expect(plan).not.toMatch(/Seq Scan|Join|Nested/);
  });

  it('is fenced', async () => {
    const record = recordOf(readingOf(newId()));
    const session = await begin();
    await session.stage([record]);
    await opened.killWriter();
    const second = postgresStore({ databaseUrl: opened.databaseUrl });
    await second.start();
    await second.dialer.open();
    await second.feed.open();
    await expect(finish(session, 1)).rejects.toBeInstanceOf(FencedError);
    await session.end();
    await second.stop();
    expect(await calls([record.uuid])).toEqual([]);
    expect(await inbox()).toEqual([]);
  });
});
