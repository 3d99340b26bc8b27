import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FencedError, type FeedBatch, type PbxCall, type Tenant } from '@ringside/engine';
import { HEARD } from '@ringside/telephony';
import { v7 as newId } from 'uuid';
import { postgresStore } from '../postgres-store.js';
import { NumberedCommits } from '../testing/numbered-commits.js';
import {
  AT,
  EMPTY,
  EMPTY_FEED,
  deliveryOf,
  newTenant,
  openedStore,
  pbxCall,
  type OpenedStore,
} from '../testing/opened-store.js';

const feedFact = (call: PbxCall, seq: number): (typeof EMPTY_FEED.facts)[number] => ({
  stream: `connection:${call.connectionId}`,
  seq,
  type: 'call.ringing',
  at: AT,
  accountId: call.accountId,
  campaignId: null,
  callId: call.id,
  contactId: null,
  data: {
    call_id: call.id,
    origin: 'pbx',
    contact_id: null,
    position: null,
    pass: null,
    state: call.state,
    reason: null,
  },
});

describe('a commit of the feed', () => {
  let opened: OpenedStore;
  let tenant: Tenant;
  let commits: NumberedCommits<FeedBatch>;

  beforeAll(async () => {
    opened = await openedStore();
    await opened.store.dialer.open();
    await opened.store.feed.open();
    commits = new NumberedCommits(opened.store.feed, EMPTY_FEED);
    tenant = newTenant(opened);
    await commit({ tenants: [tenant] });
  });
  afterAll(() => opened.end());

  const commit = (batch: Partial<FeedBatch>): Promise<void> => commits.write(batch);
  const stored = async (call: PbxCall): Promise<PbxCall | undefined> =>
    (await opened.store.feed.calls(call.tenantId, [call.uuid]))[0];
  const inboxOf = async (callId: string): Promise<unknown[]> =>
    (await opened.admin.query('select * from ringside.inbox where call_id = $1 order by ordinal', [callId]))
      .rows;

  it('writes every kind of row and reads it back as it was', async () => {
    const call = pbxCall(tenant, {
      uuid: `u'"\\{},()\u{1f600} `,
      heard: HEARD.dialing | HEARD.ringing | HEARD.answered,
      ringingAt: AT + 1,
      answeredAt: AT + 2,
      phone: '+357 99 (1)',
      callerName: '',
      duration: '-3.50',
      recording: 'NULL',
      state: 'answered',
    });
    const refused = deliveryOf(call, {
      callId: null,
      outcome: 'refused',
      reason: 'uuid: missing',
      status: '',
      body: '\0half',
    });
    await commit({
      calls: [call],
      inbox: [deliveryOf(call), refused],
      facts: [feedFact(call, 1), feedFact(call, 2)],
    });

    expect(await stored(call)).toEqual(call);
    expect(await opened.store.feed.openCalls(opened.connection.id)).toContainEqual(call);
    expect(await opened.store.feed.deliveries([call.id, tenant.id])).toEqual(
      new Map([
        [call.id, 1],
        [tenant.id, 0],
      ]),
    );
    expect(await opened.store.feed.lastSeq(`connection:${opened.connection.id}`)).toBe(2);
    expect(await opened.store.feed.tenants(opened.connection.id)).toEqual([tenant]);
    const { rows } = await opened.admin.query(
      `select call_id, reason, body, kind from ringside.inbox where outcome = 'refused'`,
    );
    expect(rows).toEqual([{ call_id: null, reason: 'uuid: missing', body: '\u2400half', kind: 'webhook' }]);
    const columns = await opened.admin.query(
      'select origin, placements, placement_open, campaign_id, in_flight from ringside.call where id = $1',
      [call.id],
    );
    expect(columns.rows).toEqual([
      { origin: 'pbx', placements: 0, placement_open: false, campaign_id: null, in_flight: true },
    ]);
    expect(await opened.store.dialer.callBrief(call.id)).toBeNull();
    expect(await opened.store.dialer.countCallsSince(opened.accountId, AT - 1000)).toBe(0);
  });

  it('adopts a tenant once and for all', async () => {
    const held = newTenant(opened, { state: 'held', adoptedAt: null });
    await commit({ tenants: [held] });
    await commit({ tenants: [{ ...held, state: 'adopted', adoptedAt: AT + 5 }] });
    await commit({ tenants: [held] });
    expect(await opened.store.feed.tenants(opened.connection.id)).toContainEqual({
      ...held,
      state: 'adopted',
      adoptedAt: AT + 5,
    });
  });

  it('puts what it has of a call where that call is, when a sync met it first', async () => {
    const first = pbxCall(tenant);
    await commit({ calls: [first] });
    const late = { ...first, id: newId(), heard: HEARD.ringing };
    await commit({
      calls: [pbxCall(tenant), late],
      inbox: [deliveryOf(late), deliveryOf(late)],
      facts: [feedFact(late, 3)],
    });
    expect(await stored(first)).toMatchObject({ id: first.id, state: 'ringing' });
    expect(await inboxOf(first.id)).toHaveLength(2);
    expect(await inboxOf(late.id)).toEqual([]);
    expect(
      (await opened.admin.query('select from ringside.event where call_id = $1', [first.id])).rowCount,
    ).toBe(1);
  });

  it('writes a batch exactly once when its connection is killed again and again', async () => {
    const calls: PbxCall[] = [];
    let lost = 0;
    const killFeed = (): Promise<unknown> =>
      opened.admin
        .query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()
        and query like '%ringside.writer%id = 2%' and pid <> pg_backend_pid()`);
    for (let round = 0; round < 15; round++) {
      const call = pbxCall(tenant);
      calls.push(call);
      const killing = round % 3 === 0 ? killFeed() : undefined;
      lost += await commits.insist({
        calls: [call],
        inbox: [deliveryOf(call)],
        facts: [feedFact(call, 10 + round)],
      });
      await killing;
    }
    expect(lost).toBeGreaterThan(0);
    for (const call of calls) {
      expect(await stored(call)).toEqual(call);
      expect(await inboxOf(call.id)).toHaveLength(1);
    }
    expect(await opened.store.feed.lastSeq(`connection:${opened.connection.id}`)).toBe(24);
  });

  it('changes nothing when a number is repeated, and refuses one that does not follow', async () => {
    const call = pbxCall(tenant);
    await commit({ calls: [call], inbox: [deliveryOf(call)] });
    await opened.store.feed.commit(commits.number, {
      ...EMPTY_FEED,
      calls: [call],
      inbox: [deliveryOf(call)],
    });
    expect(await inboxOf(call.id)).toHaveLength(1);
    const other = pbxCall(tenant);
    await expect(
      opened.store.feed.commit(commits.number + 2, { ...EMPTY_FEED, calls: [other] }),
    ).rejects.toThrow(/does not follow/);
    expect(await stored(other)).toBeUndefined();
  });

  it('never waits for the dialing, nor the dialing for it', async () => {
    await opened.admin.query('begin');
    await opened.admin.query('select from ringside.writer where id = 1 for update');
    await commit({ calls: [pbxCall(tenant)] });
    await opened.admin.query('rollback');
    await opened.admin.query('begin');
    await opened.admin.query('select from ringside.writer where id = 2 for update');
    await opened.store.dialer.commit(1, EMPTY);
    await opened.admin.query('rollback');
  });

  it('plans for keys, not for scans', async () => {
    const scans = async (): Promise<number> => {
      await opened.admin.query('select pg_stat_clear_snapshot()');
      const { rows } = await opened.admin.query<{ scans: number }>(
        `select sum(seq_scan)::int as scans from pg_stat_user_tables where relname in ('call', 'tenant', 'stream')`,
      );
      return rows[0]?.scans ?? 0;
    };
    const before = await scans();
    for (let i = 0; i < 20; i++) {
      const call = pbxCall(tenant);
      await commit({ calls: [call], inbox: [deliveryOf(call)], facts: [feedFact(call, 100 + i)] });
      await commit({ calls: [{ ...call, heard: 15 }], inbox: [deliveryOf(call)] });
    }
    expect((await scans()) - before).toBeLessThan(5);
  });
});

describe('the fence of the feed', () => {
  let opened: OpenedStore;
  beforeAll(async () => {
    opened = await openedStore();
  });
  afterAll(() => opened.end());

  it('keeps out whoever did not open the dialer, and for ever whoever lost its place', async () => {
    const { dialer, feed } = opened.store;
    await expect(feed.open()).rejects.toThrow(/not open/);
    await expect(feed.commit(1, EMPTY_FEED)).rejects.toThrow(/not open/);
    await dialer.open();
    await feed.open();
    await feed.commit(1, EMPTY_FEED);

    await opened.killWriter();
    const second = postgresStore({ databaseUrl: opened.databaseUrl });
    await second.start();
    await second.dialer.open();
    await second.feed.open();
    for (let tries = 0; tries < 3; tries++) {
      await expect(feed.commit(2, EMPTY_FEED)).rejects.toBeInstanceOf(FencedError);
    }
    // Not even by a connection that is new, or by opening again.
    await opened.admin
      .query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()
      and query like '%ringside.writer%id = %' and pid <> pg_backend_pid()`);
    await expect(feed.commit(2, EMPTY_FEED)).rejects.toThrow();
    await expect(feed.commit(2, EMPTY_FEED)).rejects.toBeInstanceOf(FencedError);
    await feed.close();
    await expect(feed.open()).rejects.toBeInstanceOf(FencedError);
    await second.feed.commit(1, EMPTY_FEED).catch(() => second.feed.commit(1, EMPTY_FEED));
    await second.stop();
  });
});
