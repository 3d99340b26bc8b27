import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Campaign, CampaignContact, CommitBatch } from '@ringside/engine';
import { v7 as newId } from 'uuid';
import { NumberedCommits } from '../testing/numbered-commits.js';
import {
  AT,
  EMPTY,
  callTo,
  factOf,
  newCampaign,
  newContacts,
  openedStore,
  type OpenedStore,
} from '../testing/opened-store.js';

describe('the store of the dialer', () => {
  let opened: OpenedStore;
  let commits: NumberedCommits<CommitBatch>;

  beforeAll(async () => {
    opened = await openedStore();
    commits = new NumberedCommits(opened.store.dialer, EMPTY);
    await opened.store.dialer.open();
  });
  afterAll(() => opened.end());

  const commit = (batch: Partial<CommitBatch>): Promise<void> => commits.write(batch);
  const campaignOf = async (count: number): Promise<{ campaign: Campaign; contacts: CampaignContact[] }> => {
    const campaign = await opened.account.createCampaign(newCampaign(opened.connection), newContacts(count));
    const page = await opened.account.contacts(campaign.id, { limit: 1000 });
    return { campaign, contacts: [...(page?.rows ?? [])] };
  };
  const statuses = async (id: string): Promise<readonly string[]> =>
    ((await opened.account.contacts(id, { limit: 1000 }))?.rows ?? []).map(({ status }) => status);
  const at = <T>(list: readonly T[], index: number): T => {
    const item = list[index];
    if (item === undefined) throw new Error(`no item ${index}`);
    return item;
  };

  it('loads what is running, paused or has a call in flight, and nothing else', async () => {
    const { campaign: idle } = await campaignOf(1);
    const { campaign: ended } = await campaignOf(1);
    const { campaign: running, contacts } = await campaignOf(9);
    const { campaign: paused } = await campaignOf(1);
    const { campaign: stopped, contacts: last } = await campaignOf(2);
    const inPass1 = callTo(at(contacts, 7), opened, { state: 'completed', endedAt: AT });
    const done = callTo(at(contacts, 0), opened, { pass: 2, state: 'busy', endedAt: AT });
    const flying = callTo(at(contacts, 3), opened, { pass: 2, state: 'unknown' });
    const retrying = callTo(at(contacts, 1), opened, { pass: 2, placementOpen: false, retryAt: AT + 5 });
    const talking = callTo(at(last, 1), opened, { state: 'answered', answeredAt: AT });
    await commit({
      newCalls: [inPass1, done, flying, retrying, talking],
      contacts: [
        { ...at(contacts, 0), status: 'busy' },
        { ...at(contacts, 3), status: 'dialing', callId: flying.id },
        { ...at(contacts, 1), status: 'dialing', callId: retrying.id },
      ],
      campaigns: [
        { ...ended, state: 'completed', pass: 1 },
        { ...running, state: 'running', pass: 2 },
        { ...paused, state: 'paused', pass: 1 },
        { ...stopped, state: 'stopped', pass: 1, endedAt: AT },
      ],
      facts: [factOf(flying, 1), factOf(retrying, 2)],
    });

    const live = await opened.store.dialer.loadLive();
    const byId = new Map(live.map((loaded) => [loaded.campaign.id, loaded]));
    expect(live).toHaveLength(3);
    expect(byId.has(idle.id) || byId.has(ended.id)).toBe(false);
    const loaded = byId.get(running.id);
    expect(loaded?.campaign).toEqual({ ...running, state: 'running', pass: 2 });
    expect(loaded?.inFlight.map(({ call }) => call)).toEqual([retrying, flying]);
    expect(loaded?.inFlight.map(({ contact }) => contact.position)).toEqual([2, 4]);
    expect(loaded).toMatchObject({ seq: 2, cursor: 4, counts: { idle: 6, busy: 1, dialing: 2 } });
    expect(byId.get(paused.id)).toMatchObject({ inFlight: [], cursor: 0, seq: 0 });
    expect(byId.get(stopped.id)?.inFlight.map(({ call }) => call)).toEqual([talking]);
    expect(await opened.store.dialer.loadCampaign(running.id)).toEqual(loaded);
    expect(await opened.store.dialer.loadCampaign(newId())).toBeNull();

    const over = { ...flying, state: 'failed' as const, endedAt: AT };
    await commit({ changedCalls: [over] });
    expect((await opened.store.dialer.loadCampaign(running.id))?.inFlight).toHaveLength(1);
  });

  it('gives the next idle contacts in list order, however thin they stand', async () => {
    const { campaign, contacts } = await campaignOf(700);
    const idle = new Set([1, 2, 300, 301, 699]);
    await commit({
      contacts: contacts
        .filter(({ position }) => !idle.has(position))
        .map((row) => ({ ...row, status: 'completed' })),
    });
    const next = async (after: number, limit: number): Promise<number[]> =>
      (await opened.store.dialer.nextContacts(campaign.id, after, limit)).map(({ position }) => position);
    expect(await next(0, 3)).toEqual([1, 2, 300]);
    expect(await next(300, 3)).toEqual([301, 699]);
    expect(await next(0, 100)).toEqual([1, 2, 300, 301, 699]);
    expect(await next(699, 5)).toEqual([]);
    expect(await next(0, 1)).toEqual([1]);
    expect((await opened.store.dialer.nextContacts(campaign.id, 0, 1))[0]).toEqual({
      contactId: at(contacts, 0).contactId,
      position: 1,
      phone: at(contacts, 0).phone,
      name: null,
      calls: 0,
    });
  });

  it('prepares a pass of all or of the unanswered, and leaves calls in flight alone', async () => {
    const prepared = async (only: 'all' | 'unanswered', given: readonly CampaignContact['status'][]) => {
      const { campaign, contacts } = await campaignOf(given.length);
      await commit({
        contacts: contacts.map((row, i) => ({
          ...row,
          status: at(given, i),
          reason: 'r',
          calls: 2,
          endedAt: AT,
          startedAt: AT,
        })),
      });
      const toDial = await opened.store.dialer.preparePass(campaign.id, only);
      return { toDial, rows: (await opened.account.contacts(campaign.id, { limit: 100 }))?.rows ?? [] };
    };
    const all = await prepared('all', [
      'completed',
      'busy',
      'ringing',
      'canceled',
      'idle',
      'answered',
      'dialing',
    ]);
    expect(all.toDial).toBe(4);
    expect(all.rows.map(({ status }) => status)).toEqual([
      'idle',
      'idle',
      'ringing',
      'idle',
      'idle',
      'answered',
      'dialing',
    ]);
    expect(at(all.rows, 0)).toMatchObject({ reason: null, calls: 2, startedAt: null, endedAt: null });
    expect(at(all.rows, 2)).toMatchObject({ reason: 'r', startedAt: AT });

    const some = await prepared('unanswered', [
      'completed',
      'busy',
      'no_answer',
      'failed',
      'canceled',
      'ringing',
      'idle',
    ]);
    expect(some.toDial).toBe(5);
    expect(some.rows.map(({ status }) => status)).toEqual([
      'completed',
      'idle',
      'idle',
      'idle',
      'idle',
      'ringing',
      'idle',
    ]);

    const none = await prepared('unanswered', ['completed', 'answered']);
    expect(none.toDial).toBe(0);
    expect(none.rows.map(({ status }) => status)).toEqual(['completed', 'answered']);
  });

  it('cancels what is idle in a stopped campaign only, and remembers until that is on the stream', async () => {
    const { campaign, contacts } = await campaignOf(3);
    expect(await opened.store.dialer.cancelIdle(campaign.id)).toBe(0);
    await commit({
      campaigns: [{ ...campaign, state: 'stopped', pass: 1, endedAt: AT }],
      contacts: [{ ...at(contacts, 0), status: 'completed' }],
    });
    expect(await opened.store.dialer.stoppedWithIdleContacts()).toContain(campaign.id);
    expect(await opened.store.dialer.cancelIdle(campaign.id)).toBe(2);
    expect(await statuses(campaign.id)).toEqual(['completed', 'canceled', 'canceled']);
    expect(await opened.store.dialer.stoppedWithIdleContacts()).toContain(campaign.id);
    const call = callTo(at(contacts, 0), opened);
    const canceled = {
      callId: null,
      contactId: null,
      type: 'campaign.contacts_canceled' as const,
      data: { count: 2 },
    };
    await commit({ facts: [factOf(call, 1, { ...canceled, at: AT + 1 }), factOf(call, 2)] });
    expect(await opened.store.dialer.stoppedWithIdleContacts()).not.toContain(campaign.id);
    await commit({
      facts: [factOf(call, 3)],
      campaigns: [{ ...campaign, state: 'stopped', pass: 2, endedAt: AT + 2 }],
    });
    expect(await opened.store.dialer.stoppedWithIdleContacts()).toContain(campaign.id);
  });

  it('counts the calls of an account since a time', async () => {
    const before = await opened.store.dialer.countCallsSince(opened.accountId, AT);
    const { contacts } = await campaignOf(3);
    await commit({
      newCalls: [0, 1, 2].map((i) => callTo(at(contacts, i), opened, { createdAt: AT - 1 + i })),
    });
    expect(await opened.store.dialer.countCallsSince(opened.accountId, AT)).toBe(before + 2);
    expect(await opened.store.dialer.countCallsSince(newId(), 0)).toBe(0);
  });

  it('continues the numbers of a stream', async () => {
    expect(await opened.store.dialer.lastSeq('account:none')).toBe(0);
    const { contacts } = await campaignOf(1);
    const call = callTo(at(contacts, 0), opened);
    const stream = `account:${opened.accountId}`;
    await commit({ facts: [1, 2, 3].map((seq) => factOf(call, seq, { stream })) });
    expect(await opened.store.dialer.lastSeq(stream)).toBe(3);
    await expect(commit({ facts: [factOf(call, 3, { stream })] })).rejects.toThrow(/duplicate key/);
  });
});
