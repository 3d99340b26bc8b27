import { describe, expect, it } from '@jest/globals';
import { HEARD } from '@ringside/telephony';
import {
  FeedHarness,
  noChanges,
  reading,
  RING_DEADLINE,
  TALK_DEADLINE,
  TENANT,
} from '../testing/feed-harness.js';
import { OVERDUE_MS } from './ports.js';

const T = Date.UTC(2020, 7, 26, 15, 49, 32);
const ORIGINATE = reading('dialing', { dialingAt: T, phone: '35799123458' });
const RING = reading('ringing', { dialingAt: T, ringingAt: T + 4000 });
const ANSWERED = reading('answered', { dialingAt: T, ringingAt: T + 4000, answeredAt: T + 5000 });
const HANGUP = reading('ended', { dialingAt: T, endedAt: T + 64_000, duration: '64' });
const RECORD = { ...ANSWERED, ...HANGUP, heard: 15, ringingAt: T + 4000, answeredAt: T + 5000 };
const LONG_AGO = RING_DEADLINE + OVERDUE_MS;

/** Lets the deadline close the call. */
function closed(h: FeedHarness, after: number): void {
  h.tick(after);
  h.tick(OVERDUE_MS);
}

describe('a call of a PBX', () => {
  it('goes its way: one fact for each state, the last of them with all times', () => {
    const h = new FeedHarness();
    for (const webhook of [ORIGINATE, RING, ANSWERED, HANGUP])
      expect(h.hear(webhook).outcome).toBe('applied');
    expect(h.row()).toMatchObject({
      id: `call1@${T}`,
      accountId: 'a1',
      connectionId: 'x1',
      tenantId: TENANT,
      uuid: 'u1',
      createdAt: T,
      dialingAt: T,
      ringingAt: T + 4000,
      answeredAt: T + 5000,
      endedAt: T + 64_000,
      duration: '64',
      phone: '35799123458',
      state: 'completed',
      reason: null,
      deadlineAt: null,
      closedAt: null,
    });
    expect(h.rows.facts.map(({ seq, type }) => [seq, type])).toEqual([
      [1, 'call.dialing'],
      [2, 'call.ringing'],
      [3, 'call.answered'],
      [4, 'call.completed'],
    ]);
    expect(h.rows.facts[3]).toEqual({
      stream: 'connection:x1',
      seq: 4,
      type: 'call.completed',
      at: h.now,
      accountId: 'a1',
      campaignId: null,
      callId: `call1@${T}`,
      contactId: null,
      data: {
        call_id: `call1@${T}`,
        origin: 'pbx',
        contact_id: null,
        position: null,
        pass: null,
        state: 'completed',
        reason: null,
      },
    });
    expect(h.follower.open.size).toBe(0);
    expect(h.follower.nextWakeAt).toBeNull();
  });

  it('HANGUP without ANSWERED: not answered', () => {
    const h = new FeedHarness();
    for (const webhook of [ORIGINATE, RING, HANGUP]) h.hear(webhook);
    expect(h.end()).toEqual(['no_answer', null]);
    expect(h.factTypes()).toEqual(['call.dialing', 'call.ringing', 'call.no_answer']);
  });

  it('HANGUP before RING: the end stays, the time of the ring is added, and no fact', () => {
    const h = new FeedHarness();
    h.hear(HANGUP);
    h.now += 10;
    expect(h.hear(RING).outcome).toBe('applied');
    expect(h.row()).toMatchObject({ state: 'no_answer', ringingAt: T + 4000, deadlineAt: null });
    expect(h.factTypes()).toEqual(['call.no_answer']);
  });

  it('HANGUP before ANSWERED: it was answered after all, which a fact says', () => {
    const h = new FeedHarness();
    h.hear(HANGUP);
    h.hear(ANSWERED);
    expect(h.end()).toEqual(['completed', null]);
    expect(h.factTypes()).toEqual(['call.no_answer', 'call.completed']);
  });

  it('first heard of by ANSWERED: no state is invented', () => {
    const h = new FeedHarness();
    h.hear(ANSWERED);
    expect(h.factTypes()).toEqual(['call.answered']);
  });

  it('tells a duplicate, which was said before, from a late one, whose stage has passed', () => {
    const h = new FeedHarness();
    const bare = reading('ringing');
    h.hear(bare);
    expect(h.hear(bare).outcome).toBe('duplicate');
    h.hear(ANSWERED);
    expect(h.hear(bare).outcome).toBe('late');
    expect(h.hear(ANSWERED).outcome).toBe('duplicate');
    h.hear(HANGUP);
    expect(h.hear(ANSWERED).outcome).toBe('late');
    expect(h.hear(HANGUP).outcome).toBe('duplicate');
  });

  it('a flood of duplicates writes nothing and holds off no deadline', () => {
    const h = new FeedHarness();
    h.hear(RING);
    h.commit();
    const wake = h.follower.nextWakeAt;
    h.now += 5000;
    for (let i = 0; i < 1000; i += 1) h.hear(RING);
    expect(h.pending).toEqual(noChanges());
    expect(h.follower.nextWakeAt).toBe(wake);
  });

  it('dates in the future: kept as given, deadlines go by our clock', () => {
    const h = new FeedHarness();
    const future = h.now + 10 * 365 * 86_400_000;
    h.hear(reading('ringing', { dialingAt: future, ringingAt: future - 1 }));
    expect(h.row()).toMatchObject({
      createdAt: future,
      dialingAt: future,
      ringingAt: future - 1,
      deadlineAt: h.now + RING_DEADLINE,
    });
  });

  it('began when it was first heard of, until its beginning is told', () => {
    const h = new FeedHarness();
    h.hear(reading('ringing'));
    expect(h.row()).toMatchObject({ id: `call1@${h.now}`, createdAt: h.now });
    h.now += 1000;
    expect(h.hear(RING).call).toMatchObject({ id: 'call1@1000000', createdAt: T });
  });

  it('the same uuid at another tenant is another call', () => {
    const h = new FeedHarness();
    h.hear(RING);
    h.hear(HANGUP, 't2');
    expect(h.end()).toEqual(['ringing', null]);
    expect(h.row('u1', 't2').state).toBe('no_answer');
  });

  it('what went into a batch stays as it was', () => {
    const h = new FeedHarness();
    h.hear(RING);
    const [first] = h.pending.calls.values();
    h.pending = noChanges();
    h.hear(HANGUP);
    expect(first).toMatchObject({ state: 'ringing', endedAt: null });
  });
});

describe('the deadline of a call', () => {
  it('moves with everything new, and never back', () => {
    const h = new FeedHarness();
    h.hear(ORIGINATE);
    expect(h.row().deadlineAt).toBe(h.now + RING_DEADLINE);
    h.now += 1000;
    h.hear(ANSWERED);
    const talk = h.now + TALK_DEADLINE;
    expect(h.row().deadlineAt).toBe(talk);
    h.now -= 500_000;
    h.hear(reading('answered', { recording: 'r' }));
    expect(h.row().deadlineAt).toBe(talk);
    expect(h.follower.nextWakeAt).toBe(talk);
  });

  it('is reported once when it passes, and closes the call 60 s later', () => {
    const h = new FeedHarness();
    h.hear(RING);
    expect(h.tick(RING_DEADLINE - 1)).toEqual([]);
    expect(h.tick(1)).toEqual(['u1']);
    expect(h.tick(1)).toEqual([]);
    expect(h.follower.nextWakeAt).toBe(h.now - 1 + OVERDUE_MS);
    h.tick(OVERDUE_MS - 2);
    expect(h.end()).toEqual(['ringing', null]);
    h.tick(1);
    expect(h.row()).toMatchObject({
      state: 'no_answer',
      reason: 'unknown_end',
      closedAt: h.now,
      endedAt: null,
      deadlineAt: null,
    });
    expect(h.factTypes()).toEqual(['call.ringing', 'call.no_answer']);
  });

  it('closes an answered call as completed', () => {
    const h = new FeedHarness();
    h.hear(ANSWERED);
    closed(h, TALK_DEADLINE);
    expect(h.end()).toEqual(['completed', 'unknown_end']);
  });

  it('closes the call at once when a sync after it did not end it', () => {
    const h = new FeedHarness();
    const { id } = h.hear(RING).call;
    h.tick(RING_DEADLINE);
    h.tick(10, [id, 'nobody']);
    expect(h.end()).toEqual(['no_answer', 'unknown_end']);
  });

  it('does not close a call that was heard of meanwhile, and reports it anew', () => {
    const h = new FeedHarness();
    const { id } = h.hear(ORIGINATE).call;
    expect(h.tick(RING_DEADLINE)).toEqual(['u1']);
    h.now += 1000;
    h.hear(RING);
    expect(h.follower.nextWakeAt).toBe(h.now + RING_DEADLINE);
    expect(h.tick(RING_DEADLINE - 1, [id])).toEqual([]);
    expect(h.end()).toEqual(['ringing', null]);
    expect(h.tick(1)).toEqual(['u1']);
  });

  it('leaves a sync its time also when nobody looked for long', () => {
    const h = new FeedHarness();
    h.hear(RING);
    expect(h.tick(10 * LONG_AGO)).toEqual(['u1']);
    expect(h.row().state).toBe('ringing');
    h.tick(OVERDUE_MS);
    expect(h.row().state).toBe('no_answer');
  });

  it('does not pass within a grace', () => {
    const h = new FeedHarness();
    const { id } = h.hear(RING).call;
    h.commit();
    h.crash();
    h.now += LONG_AGO;
    h.follower.grace(h.now, 15_000);
    expect(h.follower.nextWakeAt).toBe(h.now + 15_000);
    expect(h.tick(14_999, [id])).toEqual([]);
    expect(h.tick(1)).toEqual(['u1']);
    expect(h.end()).toEqual(['ringing', null]);
  });
});

describe('an end that only the deadline assumed', () => {
  it('gives way to a record', () => {
    const h = new FeedHarness();
    h.hear(RING);
    closed(h, RING_DEADLINE);
    h.commit();
    h.sync([RECORD]);
    expect(h.row()).toMatchObject({ state: 'completed', reason: null, endedAt: T + 64_000 });
    expect(h.row().closedAt).not.toBeNull();
    expect(h.factTypes()).toEqual(['call.ringing', 'call.no_answer', 'call.completed']);
  });

  it('gives way to a HANGUP, also when the state stays: a fact says that the reason went', () => {
    const h = new FeedHarness();
    h.hear(RING);
    closed(h, RING_DEADLINE);
    h.hear(HANGUP);
    expect(h.end()).toEqual(['no_answer', null]);
    expect(h.rows.facts.map(({ type, data }) => [type, (data as { reason: string }).reason])).toEqual([
      ['call.ringing', null],
      ['call.no_answer', 'unknown_end'],
      ['call.no_answer', null],
    ]);
  });

  it('stays an end when a sync tells more, but not the end, before it is stored', () => {
    const h = new FeedHarness();
    h.hear(RING);
    h.commit();
    closed(h, RING_DEADLINE);
    h.sync([ANSWERED]);
    expect(h.follower.open.size).toBe(0);
    expect(h.end()).toEqual(['completed', 'unknown_end']);
  });

  it('stays an end when more is heard of the call, but not its end', () => {
    const h = new FeedHarness();
    h.hear(RING);
    closed(h, RING_DEADLINE);
    h.hear(ANSWERED);
    expect(h.end()).toEqual(['completed', 'unknown_end']);
    expect(h.follower.open.size).toBe(0);
  });
});

describe('memory and store', () => {
  it('memory wins over what the store had when it was asked', () => {
    const h = new FeedHarness();
    const stale = h.hear(RING).call;
    h.hear(HANGUP);
    const { call, outcome } = h.follower.hear(
      { tenantId: TENANT, reading: RING, stored: stale },
      h.now,
      h.pending,
    );
    expect([call.state, outcome]).toEqual(['no_answer', 'late']);
  });

  it('a call that only the store knows goes on from there, and is known then', () => {
    const h = new FeedHarness();
    for (const webhook of [RING, HANGUP]) h.hear(webhook);
    h.commit();
    h.crash();
    expect(h.follower.knows(TENANT, 'u1')).toBe(false);
    expect(h.hear(RING).outcome).toBe('late');
    expect(h.follower.knows(TENANT, 'u1')).toBe(true);
    h.hear(ANSWERED);
    expect(h.end()).toEqual(['completed', null]);
    expect(h.rows.facts.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  it('an open call of the store is watched even when the webhook tells nothing new', () => {
    const h = new FeedHarness();
    h.rows.merge(TENANT, [RING], h.now);
    expect(h.hear(reading('ringing')).outcome).toBe('duplicate');
    expect(h.follower.nextWakeAt).toBe(h.now + RING_DEADLINE);
    expect(h.factTypes()).toEqual([]);
  });

  it('takes over an open call that a sync has found', () => {
    const h = new FeedHarness();
    h.sync([{ ...ANSWERED, heard: HEARD.dialing | HEARD.answered }]);
    expect(h.factTypes()).toEqual(['call.answered']);
    expect([...h.follower.open.keys()]).toEqual(['row1']);
    closed(h, TALK_DEADLINE);
    expect(h.end()).toEqual(['completed', 'unknown_end']);
  });

  it('forgets the ended calls of records, which tell nothing that goes on', () => {
    const h = new FeedHarness();
    h.sync([RECORD]);
    expect(h.follower.knows(TENANT, 'u1')).toBe(false);
    expect(h.factTypes()).toEqual([]);
  });

  it('takes the id that a sync gave the call meanwhile, once in a batch', () => {
    const h = new FeedHarness();
    h.hear(RING);
    h.sync([ORIGINATE]);
    expect([...h.pending.calls.keys()]).toEqual(['row1']);
    expect([...h.follower.open.keys()]).toEqual(['row1']);
    h.hear(HANGUP);
    expect([...h.pending.calls.values()]).toMatchObject([{ id: 'row1', state: 'no_answer' }]);
  });

  it('absorbing what is known changes nothing', () => {
    const h = new FeedHarness();
    h.hear(RING);
    h.commit();
    h.sync([]);
    expect(h.pending).toEqual(noChanges());
  });

  it('remembers 10,000 ended calls, and all open ones', () => {
    const h = new FeedHarness();
    h.hear({ ...RING, uuid: 'open' });
    for (let i = 0; i <= 10_000; i += 1) h.hear({ ...HANGUP, uuid: `ended${i}` });
    const known = ['open', 'ended0', 'ended1', 'ended10000'].map((uuid) => h.follower.knows(TENANT, uuid));
    expect(known).toEqual([true, false, true, true]);
  });

  it('numbers other facts of the connection in the same stream', () => {
    const h = new FeedHarness();
    h.hear(RING);
    h.follower.record({ type: 'sync.completed', data: { sync_id: 's1' } }, h.now, h.pending);
    h.hear(HANGUP);
    h.commit();
    expect(h.rows.facts.map(({ seq, type }) => `${seq} ${type}`)).toEqual([
      '1 call.ringing',
      '2 sync.completed',
      '3 call.no_answer',
    ]);
    expect(h.rows.facts[1]).toMatchObject({ stream: 'connection:x1', callId: null, data: { sync_id: 's1' } });
  });
});
