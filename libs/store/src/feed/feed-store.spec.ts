import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FeedBatch, HeldWebhook, NewDelivery, PbxCall, Tenant } from '@ringside/engine';
import { HEARD } from '@ringside/telephony';
import { NumberedCommits } from '../testing/numbered-commits.js';
import {
  AT,
  EMPTY_FEED,
  deliveryOf,
  newSync,
  newTenant,
  openedStore,
  pbxCall,
  type OpenedStore,
} from '../testing/opened-store.js';

describe('the store of feeds', () => {
  let opened: OpenedStore;
  let commits: NumberedCommits<FeedBatch>;
  beforeAll(async () => {
    opened = await openedStore();
    await opened.store.dialer.open();
    await opened.store.feed.open();
    commits = new NumberedCommits(opened.store.feed, EMPTY_FEED);
  });
  afterAll(() => opened.end());

  it('closes overdue calls of a phone system that is no longer followed, and no others', async () => {
    const { feed, directory } = opened.store;
    const left = await directory.ensureConnection(opened.accountId, 'pbx', 'http://old.example');
    const leftTenant = newTenant({ ...opened, connection: left });
    const followedTenant = newTenant(opened, { uuid: 'followed' });
    const deadlineAt = AT + 1000;
    const rang = pbxCall(leftTenant, { deadlineAt });
    const answered = pbxCall(leftTenant, {
      heard: HEARD.answered,
      answeredAt: AT + 5,
      state: 'answered',
      deadlineAt,
    });
    const inTime = pbxCall(leftTenant, { deadlineAt: AT + 5000 });
    const followed = pbxCall(followedTenant, { deadlineAt });
    const sync = newSync({ ...opened, connection: left });
    await feed.saveSync(sync);
    await commits.write({ tenants: [leftTenant, followedTenant], calls: [rang, answered, inTime, followed] });
    const at = AT + 2000;
    expect(await feed.closeLeft([opened.connection.id], at)).toBe(2);
    expect(await feed.closeLeft([opened.connection.id], at)).toBe(0);
    const closed = { reason: 'unknown_end', closedAt: at, deadlineAt: null };
    const stored = async (call: PbxCall): Promise<PbxCall | undefined> =>
      (await feed.calls(call.tenantId, [call.uuid]))[0];
    expect(await stored(rang)).toEqual({ ...rang, ...closed, state: 'no_answer' });
    expect(await stored(answered)).toEqual({ ...answered, ...closed, state: 'completed' });
    expect(await stored(inTime)).toEqual(inTime);
    expect(await stored(followed)).toEqual(followed);
    const over = { heard: followed.heard | HEARD.ended, state: 'no_answer' as const, deadlineAt: null };
    await commits.write({ calls: [{ ...followed, ...over }] });
    expect(await opened.account.sync(sync.id)).toMatchObject({
      state: 'failed',
      problem: { code: 'interrupted' },
      endedAt: at,
    });
  });

  const held = (tenant: Tenant, receivedAt: number, body: string): NewDelivery =>
    deliveryOf(pbxCall(tenant), { callId: null, outcome: 'held', receivedAt, body });
  const allHeld = async (tenantId: string, limit: number): Promise<HeldWebhook[][]> => {
    const pages: HeldWebhook[][] = [];
    for (let cursor: string | null = null; ;) {
      const page = await opened.store.feed.heldWebhooks(tenantId, cursor, limit);
      if (page.rows.length === 0) {
        expect(page.cursor).toBeNull();
        return pages;
      }
      pages.push([...page.rows]);
      cursor = page.cursor;
    }
  };

  it('gives held webhooks oldest first, each once, over the border of a month and of a millisecond', async () => {
    const [tenant, other] = [0, 1].map(() => newTenant(opened, { state: 'held', adoptedAt: null }));
    if (tenant === undefined || other === undefined) throw new Error('no tenant');
    const times = [AT, AT, AT, AT + 1, AT + 1, Date.UTC(2026, 11, 2), Date.UTC(1999, 0, 1)];
    for (let batch = 0; batch < 2; batch++) {
      await commits.write({
        tenants: [tenant, other],
        inbox: [
          ...times.map((at, i) => held(tenant, at, `${at} ${batch} ${i}`)),
          held(other, AT, 'another'),
          { ...held(tenant, AT, 'refused'), outcome: 'refused' },
        ],
      });
    }
    const expected = [...times, ...times].sort((a, b) => a - b);
    for (const limit of [1, 2, 3, 100]) {
      const pages = await allHeld(tenant.id, limit);
      const rows = pages.flat();
      expect(rows.map(({ receivedAt }) => receivedAt)).toEqual(expected);
      expect(new Set(rows.map(({ body }) => body)).size).toBe(14);
      if (limit === 1) expect(pages).toHaveLength(4);
    }
    const first = await opened.store.feed.heldWebhooks(tenant.id, null, 3);
    await opened.store.feed.dropHeld(tenant.id, first.cursor ?? '');
    const left = (await allHeld(tenant.id, 100)).flat();
    expect(left).toHaveLength(14 - first.rows.length);
    expect(left.every(({ receivedAt }) => receivedAt > AT)).toBe(true);
    expect((await allHeld(other.id, 100)).flat()).toHaveLength(2);
  });

  it('keeps syncs as they were written last, and a completed one for ever', async () => {
    const { feed } = opened.store;
    const sync = newSync(opened);
    expect(await feed.lastSyncAt(opened.connection.id)).toBeNull();
    await feed.saveSync(sync);
    expect(await feed.unfinishedSyncs(opened.connection.id)).toEqual([sync]);
    const failing = {
      ...sync,
      state: 'waiting' as const,
      attempt: 2,
      phase: null,
      fetched: 12,
      announced: 3_000_000_000,
      problem: { code: 'http_status' as const, detail: '500 \0' },
      retryAt: AT + 5000,
    };
    await feed.saveSync(failing);
    expect(await feed.unfinishedSyncs(opened.connection.id)).toEqual([
      { ...failing, problem: { code: 'http_status', detail: '500 \u2400' } },
    ]);
    await feed.saveSync({ ...sync, state: 'failed', phase: null, endedAt: AT + 9 });
    expect(await feed.unfinishedSyncs(opened.connection.id)).toEqual([]);
    expect(await feed.lastSyncAt(opened.connection.id)).toBeNull();

    await feed.saveSync(newSync(opened, { state: 'completed', startedAt: AT - 5000 }));
    const last = newSync(opened, { startedAt: AT + 7 });
    await feed.saveSync({ ...last, state: 'completed' });
    await feed.saveSync({ ...last, fetched: 1 });
    expect(await feed.lastSyncAt(opened.connection.id)).toBe(AT + 7);
    expect(await feed.unfinishedSyncs(opened.connection.id)).toEqual([]);
  });

  it('finds open calls of one connection, and stored calls of one tenant only', async () => {
    const { feed } = opened.store;
    const [tenant, other] = [newTenant(opened), newTenant(opened)];
    const open = pbxCall(tenant);
    const over = pbxCall(tenant, { heard: 8, state: 'no_answer', deadlineAt: null });
    const same = pbxCall(other, { uuid: open.uuid });
    await commits.write({ tenants: [tenant, other], calls: [open, over, same] });
    expect(await feed.calls(tenant.id, [open.uuid, over.uuid, 'none', '\0'])).toHaveLength(2);
    expect(await feed.calls(other.id, [open.uuid])).toEqual([same]);
    expect(await feed.calls(other.id, [])).toEqual([]);
    const found = await feed.openCalls(opened.connection.id);
    expect(found.map(({ id }) => id).sort()).toEqual([open.id, same.id].sort());
    expect(await feed.openCalls(opened.accountId)).toEqual([]);
    expect(await feed.lastSeq('connection:none')).toBe(0);
  });
});
