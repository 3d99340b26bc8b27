import { describe, expect, it } from '@jest/globals';
import { ACCEPTED, Harness, LOST, contact } from './testing/harness.js';

describe('three lines, in list order', () => {
  it('asks for the next contact when the one before has its answer, up to three calls', () => {
    const h = new Harness(5).start();
    expect(h.placed()).toEqual([1]);
    h.reply(1);
    expect(h.placed()).toEqual([2]);
    h.reply(2);
    h.reply(3);
    expect(h.placed()).toEqual([3]);
    expect(h.engine.inFlight.size).toBe(3);
  });

  it('writes the next call down while it waits for its turn, so that the turn costs no commit', () => {
    const h = new Harness(5).start();
    expect(h.callOf(2)).toMatchObject({ state: 'placing', placementOpen: true });
    expect(h.engine.inFlight.size).toBe(2);
    h.effects('place_call');
    h.reply(1);
    expect(h.effects('place_call')).toMatchObject([{ call: { position: 2 }, n: 1, written: true }]);
    expect(h.callOf(3).state).toBe('placing');
  });

  it('recalls the one that waits when the one before is refused, a pause comes, or it is hung up', () => {
    for (const end of ['refused', 'pause', 'stop'] as const) {
      const h = new Harness(5).start();
      h.effects('place_call');
      if (end === 'refused') h.reply(1, { kind: 'refused', reason: 'busy here', retryAfterMs: 5000 });
      else h.step({ type: end });
      expect(h.callOf(2)).toMatchObject(
        end === 'stop'
          ? { state: 'canceled', reason: 'stopped', placements: 0 }
          : { state: 'placing', placementOpen: false, placements: 0 },
      );
      h.tick(4000);
      expect(h.placed()).toEqual([]);
      if (end === 'stop') continue;
      if (end === 'pause') h.step({ type: 'start' });
      else h.tick(1000);
      if (end === 'refused') h.reply(1);
      expect(h.placed()).toEqual(end === 'refused' ? [1, 2] : [2]);
      expect(h.callOf(2)).toMatchObject({ placements: 1, placementOpen: true });
      expect(h.engine.campaign.holding).toBeNull();
    }
  });

  it('asks for the next one after 500 ms when no answer comes', () => {
    const h = new Harness(5).start();
    expect(h.engine.nextWakeAt).toBe(h.now + 500);
    h.tick(499);
    expect(h.placed()).toEqual([1]);
    h.tick(1);
    expect(h.placed()).toEqual([2]);
  });

  it('sends in order without waiting when there are more than ten lines', () => {
    const h = new Harness(20, { lines: 11 }).start();
    expect(h.placed()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('dials the next contact in the same commit in which a call ends', () => {
    const h = new Harness(5).start();
    for (const p of [1, 2, 3]) h.reply(p);
    h.placed();
    h.signal(2, 'ringing');
    h.signal(2, 'answered');
    expect(h.placed()).toEqual([]);
    h.signal(2, 'completed');
    expect(h.placed()).toEqual([4]);
  });

  it('completes when the list is over and the last call has ended', () => {
    const h = new Harness(2).start();
    for (const p of [1, 2]) h.reply(p);
    for (const p of [1, 2]) h.signal(p, 'busy');
    expect(h.engine.campaign).toMatchObject({ state: 'completed', endedAt: h.now });
    expect(h.engine.counts).toMatchObject({ idle: 0, busy: 2, dialing: 0 });
    expect(h.engine.idle).toBe(true);
    expect(h.engine.nextWakeAt).toBeNull();
    expect(h.facts.map((fact) => fact.seq)).toEqual(h.facts.map((_, i) => i + 1));
    expect(h.factTypes()).toEqual([
      'campaign.started',
      'call.placing',
      'call.placing',
      'call.dialing',
      'call.dialing',
      'call.busy',
      'call.busy',
      'campaign.completed',
    ]);
  });

  it('completes an empty list at once', () => {
    expect(new Harness(0).start().engine.campaign.state).toBe('completed');
  });

  it('writes the call, with its open request, before anybody is asked', () => {
    const h = new Harness(1).start();
    expect(h.callOf(1)).toMatchObject({
      state: 'placing',
      placements: 1,
      placementOpen: true,
      deadlineAt: h.now + 10_000,
    });
    expect(h.rows.contacts.get('k1')).toMatchObject({ status: 'dialing', calls: 1, startedAt: h.now });
  });

  it('lowering the lines hangs nobody up', () => {
    const h = new Harness(9).start();
    for (const p of [1, 2, 3]) h.reply(p);
    h.step({ type: 'set_lines', lines: 1 });
    expect(h.engine.inFlight.size).toBe(3);
    h.placed();
    for (const p of [1, 2]) h.signal(p, 'busy');
    expect(h.placed()).toEqual([]);
    h.signal(3, 'busy');
    expect(h.placed()).toEqual([4]);
    expect(h.step({ type: 'set_lines', lines: 1 })).toEqual({ kind: 'done', changed: false });
  });

  it('the same number twice is two contacts and two calls', () => {
    const h = new Harness(0, { lines: 11 });
    h.feeds = false;
    h.start();
    const twice = [contact(1), { ...contact(2), phone: contact(1).phone }];
    h.step({ type: 'contacts', contacts: twice, exhausted: true });
    expect(h.effects('place_call').map((effect) => effect.call.phone)).toEqual([
      contact(1).phone,
      contact(1).phone,
    ]);
  });
});

describe('contacts come by question', () => {
  it.each([
    [3, 100],
    [80, 160],
  ])('asks once, for about two a line and not for a handful: %i lines, %i contacts', (lines, limit) => {
    const h = new Harness(0, { lines });
    h.feeds = false;
    h.start();
    h.tick();
    expect(h.effects('need_contacts')).toEqual([{ type: 'need_contacts', after: 0, limit }]);
  });

  it('R5, R12: a contact that comes twice is dialed once', () => {
    const h = new Harness(0, { lines: 20 });
    h.feeds = false;
    h.start();
    h.step({ type: 'contacts', contacts: [contact(1), contact(2), contact(1)], exhausted: false });
    h.step({ type: 'contacts', contacts: [contact(2), contact(3)], exhausted: true });
    h.step({ type: 'contacts', contacts: [contact(4)], exhausted: true });
    expect(h.placed()).toEqual([1, 2, 3]);
  });

  it('does not complete on an answer that is older than an addition to the list', () => {
    const h = new Harness(0);
    h.feeds = false;
    h.start();
    h.step({ type: 'contacts_added', count: 1 });
    h.step({ type: 'contacts', contacts: [], exhausted: true });
    expect(h.engine.campaign.state).toBe('running');
    expect(h.effects('need_contacts')).toHaveLength(2);
    h.step({ type: 'contacts', contacts: [contact(1)], exhausted: true });
    expect(h.placed()).toEqual([1]);
  });

  it('waits, and says so, while the list is being uploaded', () => {
    const h = new Harness(0);
    h.step({ type: 'list_open', open: true });
    h.start();
    expect(h.engine.campaign).toMatchObject({ state: 'running', holding: { code: 'waiting_for_contacts' } });
    h.total = 1;
    h.step({ type: 'contacts_added', count: 1 });
    expect(h.placed()).toEqual([1]);
    h.reply(1);
    h.signal(1, 'busy');
    expect(h.engine.campaign.state).toBe('running');
    h.step({ type: 'list_open', open: false });
    expect(h.engine.campaign).toMatchObject({ state: 'completed', holding: null });
  });
});

describe('after a restart', () => {
  it('R5: a request that was open when the process died is unknown, and never asked again', () => {
    const h = new Harness(4).start();
    h.reply(1);
    expect(h.callOf(2).placementOpen).toBe(true);
    h.restart();
    expect(h.engine.nextWakeAt).toBe(0);
    h.tick(1000);
    // The third only waited for its turn, but its row cannot say so.
    for (const p of [2, 3]) expect(h.end(p)[0]).toBe('unknown');
    expect(h.placed()).toEqual([]);
    h.tick(60_000);
    for (const p of [2, 3]) expect(h.end(p)).toEqual(['failed', 'placement_unknown']);
    expect(h.placed()).toEqual([4]);
  });

  it('goes on by itself after the last contact it has dialed', () => {
    const h = new Harness(3).start();
    h.reply(1, LOST);
    h.restart();
    h.tick(1);
    h.reply(3);
    for (const p of [1, 2, 3]) h.signal(p, 'busy');
    expect(h.engine.campaign.state).toBe('completed');
    expect(h.rows.calls.size).toBe(3);
  });

  it('D13: no deadline passes within the grace', () => {
    const h = new Harness(1).start();
    h.reply(1);
    h.signal(1, 'ringing');
    h.now += 300_000;
    h.restart();
    h.step({ type: 'grace', ms: 15_000 });
    h.tick(14_999);
    expect(h.end(1)[0]).toBe('ringing');
    expect(h.engine.nextWakeAt).toBe(h.now + 1);
    h.tick(1);
    expect(h.end(1)).toEqual(['no_answer', 'ring_deadline']);
  });

  it('D13: nor does one that a status within the grace sets anew', () => {
    const h = new Harness(1).start();
    h.reply(1, LOST);
    h.now += 300_000;
    h.restart();
    h.step({ type: 'grace', ms: 15_000 });
    h.signal(1, 'ringing');
    h.tick(14_999);
    expect(h.end(1)[0]).toBe('ringing');
    h.tick(1);
    expect(h.end(1)).toEqual(['no_answer', 'ring_deadline']);
  });

  it('a stopped campaign only brings its calls to their end', () => {
    const h = new Harness(9).start();
    h.reply(1);
    h.step({ type: 'stop' });
    h.restart();
    h.tick(1000);
    expect(h.placed()).toEqual([]);
    h.signal(1, 'busy');
    h.tick(60_000);
    expect(h.engine.idle).toBe(true);
  });

  it('keeps a provider that refuses for long on probation', () => {
    const h = new Harness(1).start();
    for (let i = 0; i < 8; i += 1) {
      if (i > 0) h.tick(60_000);
      h.reply(1, { kind: 'refused', reason: 'full', retryAfterMs: null });
    }
    h.restart();
    h.tick(1);
    expect(h.engine.campaign.holding).toMatchObject({ code: 'provider_refusing', detail: 'full' });
    expect(h.engine.nextWakeAt).toBe(h.now - 1 + 30_000);
    h.tick(30_000);
    h.reply(1, ACCEPTED);
    expect(h.engine.campaign.holding).toBeNull();
  });
});
