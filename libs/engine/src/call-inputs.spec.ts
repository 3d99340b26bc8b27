import { describe, expect, it } from '@jest/globals';
import { ACCEPTED, FAILED, Harness, LOST, REFUSED } from './testing/harness.js';

const applied = { kind: 'signal', outcome: 'applied' };
const duplicate = { kind: 'signal', outcome: 'duplicate' };
const late = { kind: 'signal', outcome: 'late' };

describe('the outcome of a placement', () => {
  it('accepted: dialing, with the ring deadline from the request on', () => {
    const h = new Harness(1).start();
    h.reply(1, { kind: 'accepted', providerCallId: '1234' });
    expect(h.callOf(1)).toMatchObject({
      state: 'dialing',
      providerCallId: '1234',
      placementOpen: false,
      dialingAt: h.now,
      deadlineAt: h.now + 60_000,
    });
    expect(h.placements).toEqual([
      {
        accountId: 'a1',
        callId: 'call1',
        n: 1,
        requestedAt: h.now,
        repliedAt: h.now,
        outcome: 'accepted',
        reason: null,
      },
    ]);
  });

  it('failed: the row fails with the phone system’s words, and the line is free', () => {
    const h = new Harness(2, { lines: 1 }).start();
    h.reply(1, FAILED);
    expect(h.end(1)).toEqual(['failed', 'no such number']);
    expect(h.placed()).toEqual([1, 2]);
  });

  it('R5: unknown keeps its line, is never asked again and holds nobody up', () => {
    const h = new Harness(9, { lines: 2 }).start();
    h.reply(1, LOST);
    expect(h.end(1)).toEqual(['unknown', 'connection reset']);
    expect(h.placed()).toEqual([1, 2]);
    h.reply(2);
    h.tick(59_999);
    expect(h.placed()).toEqual([]);
    h.tick(1);
    expect(h.end(1)).toEqual(['failed', 'placement_unknown']);
  });

  it('no reply within the reply timeout is unknown; a late reply lifts it', () => {
    const h = new Harness(1).start();
    h.tick(10_000);
    expect(h.end(1)[0]).toBe('unknown');
    h.reply(1, { kind: 'accepted', providerCallId: '7' });
    expect(h.callOf(1)).toMatchObject({ state: 'dialing', providerCallId: '7', reason: null });
  });

  it('a refusal that comes after we stopped waiting ends the call: it was not placed, and is not asked again', () => {
    const h = new Harness(1).start();
    h.tick(10_000);
    h.reply(1, REFUSED);
    expect(h.end(1)).toEqual(['failed', '503']);
    expect(h.placed()).toEqual([1]);
  });

  it('the same outcome twice, or one that nobody waits for, changes nothing', () => {
    const h = new Harness(1).start();
    h.reply(1);
    expect(h.reply(1, FAILED)).toEqual({ kind: 'done', changed: false });
    expect(h.placements).toHaveLength(1);
    expect(h.end(1)).toEqual(['dialing', null]);
  });
});

describe('statuses', () => {
  it('R7: one that comes before the reply lifts the call, and the reply takes nothing back', () => {
    const h = new Harness(1).start();
    expect(h.signal(1, 'ringing')).toEqual(applied);
    expect(h.callOf(1)).toMatchObject({ state: 'ringing', placementOpen: true });
    h.reply(1, { kind: 'accepted', providerCallId: '9' });
    expect(h.callOf(1)).toMatchObject({ state: 'ringing', placementOpen: false, providerCallId: '9' });
  });

  it.each([FAILED, REFUSED, LOST])('R7: after a status, a reply that says $kind is only noted', (outcome) => {
    const h = new Harness(1).start();
    h.signal(1, 'answered');
    h.reply(1, outcome);
    expect(h.end(1)).toEqual(['answered', null]);
    expect(h.placements[0]).toMatchObject({ outcome: outcome.kind });
  });

  it('a call that is over before its reply frees its line, and still learns its id', () => {
    const h = new Harness(4, { lines: 1 }).start();
    h.signal(1, 'completed');
    h.tick(500);
    expect(h.placed()).toEqual([1, 2]);
    h.step({
      type: 'placement',
      callId: 'call1',
      n: 1,
      requestedAt: h.now,
      outcome: { kind: 'accepted', providerCallId: '5' },
    });
    expect(h.callOf(1)).toMatchObject({ state: 'completed', providerCallId: '5', placementOpen: false });
  });

  it('twice, late or after the end: they change nothing', () => {
    const h = new Harness(1).start();
    h.reply(1);
    h.signal(1, 'ringing');
    expect(h.signal(1, 'ringing')).toEqual(duplicate);
    h.signal(1, 'answered');
    expect(h.signal(1, 'ringing')).toEqual(late);
    h.signal(1, 'completed');
    expect(h.signal(1, 'completed')).toEqual(late);
    expect(h.signal(1, 'busy')).toEqual(late);
    expect(h.end(1)).toEqual(['completed', null]);
    expect(h.engine.counts.completed).toBe(1);
  });

  it('times are the shell’s clock', () => {
    const h = new Harness(1).start();
    const at = h.now;
    h.reply(1);
    h.now = at + 1000;
    h.signal(1, 'ringing', { at: 5 });
    h.now = at + 3000;
    h.signal(1, 'answered');
    h.now = at + 9000;
    h.signal(1, 'completed');
    const times = { ringingAt: at + 1000, answeredAt: at + 3000, endedAt: at + 9000 };
    expect(h.callOf(1)).toMatchObject({ ...times, deadlineAt: null, endEstimated: false });
    expect(h.rows.contacts.get('k1')).toMatchObject({ ...times, status: 'completed' });
  });

  it('completed without an answer having been reported says so', () => {
    const h = new Harness(1).start();
    h.reply(1);
    h.signal(1, 'completed');
    expect(h.end(1)).toEqual(['completed', 'answer_not_reported']);
  });

  it('the phone system’s own id is a fact: another one changes nothing', () => {
    const h = new Harness(1).start();
    h.reply(1, { kind: 'accepted', providerCallId: '1' });
    expect(h.signal(1, 'ringing', { providerCallId: '2', answeredBy: 'machine' })).toEqual(applied);
    expect(h.callOf(1)).toMatchObject({ providerCallId: '1', answeredBy: 'machine' });
  });

  it('rejected is a failed row with a reason', () => {
    const h = new Harness(1).start();
    h.reply(1);
    h.signal(1, 'rejected');
    expect(h.rows.contacts.get('k1')).toMatchObject({ status: 'failed', reason: 'rejected' });
  });

  it('for a call nobody has in flight is late', () => {
    const h = new Harness(1).start();
    const signal = {
      state: 'ringing',
      at: null,
      providerCallId: null,
      reason: null,
      answeredBy: null,
    } as const;
    expect(h.step({ type: 'signal', callId: 'other', signal })).toEqual(late);
  });
});

describe('R6: every state ends by its deadline', () => {
  it('accepted and never heard of: failed, no_status, within the ring timeout', () => {
    const h = new Harness(2, { lines: 1 }).start();
    h.reply(1);
    expect(h.engine.nextWakeAt).toBe(h.now + 60_000);
    h.tick(60_000);
    expect(h.end(1)).toEqual(['failed', 'no_status']);
    expect(h.placed()).toEqual([1, 2]);
  });

  it('rang: no_answer; the ring deadline counts from the request, not from the ringing', () => {
    const h = new Harness(1).start();
    h.reply(1);
    h.now += 59_000;
    h.signal(1, 'ringing');
    h.tick(1000);
    expect(h.end(1)).toEqual(['no_answer', 'ring_deadline']);
    expect(h.callOf(1).endEstimated).toBe(false);
  });

  it('answered: completed after the longest call allowed, its end an estimate', () => {
    const h = new Harness(1).start();
    h.reply(1);
    h.signal(1, 'answered');
    h.tick(3_599_999);
    expect(h.end(1)[0]).toBe('answered');
    h.tick(1);
    expect(h.end(1)).toEqual(['completed', 'talk_deadline']);
    expect(h.callOf(1).endEstimated).toBe(true);
  });

  it('an answer in the batch of the deadline wins: deadlines pass on ticks only', () => {
    const h = new Harness(1).start();
    h.reply(1);
    h.now += 61_000;
    h.signal(1, 'answered');
    h.tick();
    expect(h.end(1)[0]).toBe('answered');
  });

  it('a reply timeout longer than the ring timeout does not hold the line for ever', () => {
    const h = new Harness(1, { replyTimeoutMs: 60_000, ringTimeoutMs: 1000 }).start();
    h.tick(21_000);
    expect(h.end(1)).toEqual(['failed', 'placement_unknown']);
  });

  it('a phone system that can hang up is told to', () => {
    const h = new Harness(1, {}, { provider: { hangUp: true, reconcile: false } }).start();
    h.reply(1);
    h.signal(1, 'ringing');
    h.tick(60_000);
    expect(h.effects('hang_up')).toMatchObject([{ reason: 'ring_deadline' }]);
  });

  describe('with a phone system that can be asked', () => {
    const asked = (): Harness => {
      const h = new Harness(1, {}, { provider: { hangUp: false, reconcile: true } }).start();
      h.reply(1);
      h.signal(1, 'ringing');
      h.tick(60_000);
      expect(h.effects('reconcile')).toMatchObject([{ call: { id: 'call1' } }]);
      expect(h.end(1)[0]).toBe('ringing');
      return h;
    };

    it('it has ten seconds to answer', () => {
      const h = asked();
      h.tick(9999);
      expect(h.end(1)[0]).toBe('ringing');
      h.tick(1);
      expect(h.end(1)).toEqual(['no_answer', 'ring_deadline']);
      expect(h.effects('reconcile')).toEqual([]);
    });

    it.each(['found', 'not_found', 'no_answer'] as const)('%s ends the call', (result) => {
      const h = asked();
      h.step({ type: 'reconciled', callId: 'call1', result });
      expect(h.end(1)).toEqual(['no_answer', 'ring_deadline']);
    });

    it('what it knows is a status like any other; the talk has a deadline of its own', () => {
      const h = asked();
      h.signal(1, 'answered');
      h.step({ type: 'reconciled', callId: 'call1', result: 'found' });
      expect(h.end(1)[0]).toBe('answered');
      h.tick(3_600_000);
      expect(h.effects('reconcile')).toHaveLength(1);
    });

    it('an answer nobody has asked for ends nothing', () => {
      const h = new Harness(1, {}, { provider: { hangUp: false, reconcile: true } }).start();
      h.reply(1);
      const answer = h.step({ type: 'reconciled', callId: 'call1', result: 'not_found' });
      expect(answer).toEqual({ kind: 'done', changed: false });
      expect(h.end(1)[0]).toBe('dialing');
    });

    it('R6: a status that comes in between does not buy the line more than thirty seconds', () => {
      const h = new Harness(1, {}, { provider: { hangUp: false, reconcile: true } }).start();
      h.reply(1, LOST);
      h.tick(60_000);
      h.signal(1, 'dialing');
      h.signal(1, 'ringing');
      h.tick(10_000);
      expect(h.end(1)).toEqual(['no_answer', 'ring_deadline']);
    });
  });

  it('accepts after the deadline only as facts', () => {
    const h = new Harness(1).start();
    h.tick(10_000);
    h.tick(50_000);
    expect(h.end(1)).toEqual(['failed', 'placement_unknown']);
    h.reply(1, ACCEPTED);
    expect(h.end(1)).toEqual(['failed', 'placement_unknown']);
  });
});
