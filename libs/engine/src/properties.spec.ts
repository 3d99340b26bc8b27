import { CALL_STATE_RANK, CONTACT_STATUSES, isTerminal, type CallState } from '@ringside/contracts';
import type { CallSignal, PlacementOutcome } from '@ringside/telephony';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { brakesOf, type EngineDeps, type EngineInput } from './index.js';
import { ACCEPTED, FAILED, Harness, LOST, NO_BRAKES, REFUSED, contact } from './testing/harness.js';

/** Something that happens to a campaign; `pick` chooses a call, living or dead. */
type Op =
  | { readonly type: 'input'; readonly input: EngineInput }
  | { readonly type: 'pass' | 'kill' | 'feed' }
  | { readonly type: 'time'; readonly ms: number }
  | { readonly type: 'reply'; readonly pick: number; readonly n: number; readonly outcome: PlacementOutcome }
  | {
      readonly type: 'signal';
      readonly pick: number;
      readonly state: CallSignal['state'];
      readonly answeredBy: CallSignal['answeredBy'];
    }
  | { readonly type: 'call'; readonly pick: number; readonly input: 'hang_up' | 'not_found' | 'gone' }
  | { readonly type: 'down'; readonly detail: string | null };

const STATES = [
  'dialing',
  'ringing',
  'answered',
  'completed',
  'busy',
  'no_answer',
  'rejected',
  'failed',
] as const;
const pick = fc.nat(40);
const input = (value: EngineInput): fc.Arbitrary<Op> => fc.constant({ type: 'input', input: value });

const op: fc.Arbitrary<Op> = fc.oneof(
  { weight: 2, arbitrary: input({ type: 'start' }) },
  { weight: 1, arbitrary: input({ type: 'pause' }) },
  { weight: 1, arbitrary: fc.oneof(input({ type: 'stop' }), input({ type: 'contacts_added', count: 0 })) },
  {
    weight: 1,
    arbitrary: fc.boolean().map((open): Op => ({ type: 'input', input: { type: 'list_open', open } })),
  },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: 1, max: 14 })
      .map((lines): Op => ({ type: 'input', input: { type: 'set_lines', lines } })),
  },
  {
    // Contacts nobody has asked for, out of order and twice.
    weight: 1,
    arbitrary: fc
      .tuple(fc.array(fc.integer({ min: 1, max: 30 })), fc.boolean())
      .map(([positions, exhausted]): Op => ({
        type: 'input',
        input: { type: 'contacts', contacts: positions.map(contact), exhausted },
      })),
  },
  { weight: 1, arbitrary: input({ type: 'grace', ms: 15_000 }) },
  { weight: 2, arbitrary: fc.constantFrom<Op>({ type: 'pass' }, { type: 'kill' }) },
  { weight: 4, arbitrary: fc.constant<Op>({ type: 'feed' }) },
  {
    weight: 6,
    arbitrary: fc
      .constantFrom(1, 500, 1200, 10_000, 60_000, 3_700_000)
      .map((ms): Op => ({ type: 'time', ms })),
  },
  {
    weight: 10,
    arbitrary: fc.record<Op & { type: 'reply' }>({
      type: fc.constant('reply'),
      pick,
      n: fc.integer({ min: -1, max: 1 }),
      outcome: fc.constantFrom(ACCEPTED, ACCEPTED, FAILED, REFUSED, LOST),
    }),
  },
  {
    weight: 14,
    arbitrary: fc.record<Op & { type: 'signal' }>({
      type: fc.constant('signal'),
      pick,
      state: fc.constantFrom(...STATES),
      answeredBy: fc.constantFrom(null, null, 'human', 'machine'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record<Op & { type: 'call' }>({
      type: fc.constant('call'),
      pick,
      input: fc.constantFrom('hang_up', 'not_found', 'gone'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(null, null, 'It does not answer.', 'It refuses the password.')
      .map((detail): Op => ({ type: 'down', detail })),
  },
);

/** With a store that does not say the list is over when it is not. */
const honest = op.filter((one) => one.type !== 'input' || one.input.type !== 'contacts');

/** A campaign that is watched: every step is checked against what must always hold. */
class Watched {
  readonly h: Harness;
  private readonly states = new Map<string, CallState>();
  private readonly last = new Map<number, number>();
  private readonly asked = new Map<string, number>();
  private facts = 0;
  private down: string | null = null;
  private readonly hungUp = new Set<string>();

  constructor(total: number, lines: number, provider: EngineDeps['provider']) {
    const brakes = brakesOf(NO_BRAKES, () => this.down);
    this.h = new Harness(total, { lines, machineDetection: 'hang_up' }, { provider, brakes });
    this.h.feeds = false;
  }

  run(ops: readonly Op[]): void {
    for (const one of ops) {
      this.apply(one);
      this.check();
    }
  }

  /** Nothing more is heard of any call; time alone must bring everything to its end. */
  settle(): void {
    const { h } = this;
    this.apply({ type: 'down', detail: null });
    h.step({ type: 'list_open', open: false });
    if (h.engine.campaign.state === 'paused') h.step({ type: 'start' });
    for (let i = 0; i < 2000; i += 1) {
      this.apply({ type: 'feed' });
      this.check();
      const wake = h.engine.nextWakeAt;
      if (wake === null) break;
      h.now = Math.max(h.now, wake);
      h.step({ type: 'tick' });
      this.check();
    }
    expect([...h.rows.calls.values()].filter((call) => !isTerminal(call.state))).toEqual([]);
    expect(['idle', 'completed', 'stopped']).toContain(h.engine.campaign.state);
    expect(h.engine.inFlight.size).toBe(0);
  }

  private apply(one: Op): void {
    const { h } = this;
    switch (one.type) {
      case 'input':
        h.step(one.input);
        break;
      case 'pass':
        if (['stopped', 'completed'].includes(h.engine.campaign.state)) h.newPass();
        break;
      case 'kill':
        h.restart();
        this.hungUp.clear();
        break;
      case 'down':
        this.down = one.detail;
        h.step({ type: 'tick' });
        break;
      case 'feed':
        for (const { after, limit } of h.effects('need_contacts')) h.feed(after, limit);
        if (h.effects('cancel_idle').length > 0) h.cancelIdle();
        break;
      case 'time':
        h.tick(one.ms);
        break;
      case 'reply': {
        const call = this.call(one.pick);
        if (call === undefined) break;
        const n = call.placements + one.n;
        h.step({ type: 'placement', callId: call.id, n, requestedAt: h.now, outcome: one.outcome });
        break;
      }
      case 'signal': {
        const call = this.call(one.pick);
        if (call !== undefined) h.signal(call.position, one.state, { answeredBy: one.answeredBy });
        break;
      }
      case 'call': {
        const callId = this.call(one.pick)?.id ?? 'nobody';
        h.step(
          one.input === 'hang_up'
            ? { type: 'hang_up', callId }
            : { type: 'reconciled', callId, result: one.input },
        );
      }
    }
  }

  /** One of the calls of the rows, the latest more often. */
  private call(which: number): { id: string; position: number; placements: number } | undefined {
    const calls = [...this.h.rows.calls.values()].reverse();
    return calls[which % Math.max(1, calls.length)];
  }

  private check(): void {
    const { h } = this;
    const { calls } = h.rows;
    const placed = h.effects('place_call');

    for (const { call, n } of placed) {
      expect(call).toMatchObject({ state: 'placing', placementOpen: true, placements: n, retryAt: null });
      if (n === 1) {
        // Strict list order, each row once a pass; never more lines than allowed.
        expect(call.position).toBeGreaterThan(this.last.get(call.pass) ?? 0);
        this.last.set(call.pass, call.position);
        expect(h.engine.inFlight.size).toBeLessThanOrEqual(h.engine.campaign.lines);
      } else {
        const before = h.placements.filter((row) => row.callId === call.id && row.n === n - 1);
        expect(before).toMatchObject([{ outcome: 'refused' }]);
      }
      expect(this.asked.get(call.id) ?? 0).toBe(n - 1);
      this.asked.set(call.id, n);
    }
    if (this.down !== null) {
      expect(placed).toEqual([]);
      if (h.engine.campaign.state === 'running')
        expect(h.engine.campaign.holding).toMatchObject({ code: 'phone_system_down', detail: this.down });
    }
    for (const { call, reason } of h.effects('hang_up')) {
      if (reason !== 'answering_machine') continue;
      expect(call).toMatchObject({ state: 'answered', answeredBy: 'machine' });
      expect(this.hungUp.has(call.id)).toBe(false);
      this.hungUp.add(call.id);
    }
    if (h.engine.campaign.state !== 'running' && placed.length > 0) {
      // It completed in the same step only when nothing was placed; a pause or stop sends nothing.
      throw new Error('placed without running');
    }

    const pairs = [...calls.values()].map((call) => `${call.contactId} in pass ${call.pass}`);
    expect(new Set(pairs).size).toBe(pairs.length);

    for (const call of calls.values()) {
      const before = this.states.get(call.id) ?? 'placing';
      if (call.state !== before) expect(CALL_STATE_RANK[call.state]).toBeGreaterThan(CALL_STATE_RANK[before]);
      this.states.set(call.id, call.state);
      expect(call.deadlineAt === null).toBe(isTerminal(call.state));
    }

    // R1: lines in use are the rows in flight, and nothing else.
    const inFlight = [...calls.values()].filter((call) => !isTerminal(call.state)).map((call) => call.id);
    expect([...h.engine.inFlight.keys()].sort()).toEqual(inFlight.sort());
    for (const status of CONTACT_STATUSES) {
      const rows = [...h.rows.contacts.values()].filter((row) => row.status === status).length;
      if (status !== 'idle' && status !== 'canceled') expect(h.engine.counts[status]).toBe(rows);
    }

    for (const fact of h.facts.slice(this.facts)) expect(fact.seq).toBe((this.facts += 1));
    expect(new Set(h.placements.map((row) => `${row.callId} ${row.n}`)).size).toBe(h.placements.length);
  }
}

describe('whatever happens', () => {
  it('R1, R5, R6, R7, R12: lines, order, once a pass, forward only, gapless; all ends with time, kill -9 included', () => {
    const scenario = fc.record({
      total: fc.integer({ min: 0, max: 30 }),
      lines: fc.integer({ min: 1, max: 14 }),
      provider: fc.record({ hangUp: fc.boolean(), reconcile: fc.boolean() }),
      ops: fc.array(op, { maxLength: 120 }),
    });
    fc.assert(
      fc.property(scenario, ({ total, lines, provider, ops }) => {
        const watched = new Watched(total, lines, provider);
        watched.run([{ type: 'input', input: { type: 'start' } }, { type: 'feed' }, ...ops]);
        watched.settle();
      }),
      { numRuns: 250 },
    );
  });

  it('R2: a running campaign with a free line and contacts dials within 2 s, or says why not', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.array(honest, { maxLength: 80 }), (lines, ops) => {
        const watched = new Watched(30, lines, { hangUp: false, reconcile: false });
        watched.run([{ type: 'input', input: { type: 'start' } }, { type: 'feed' }, ...ops]);
        const { h } = watched;
        if (h.engine.campaign.state !== 'running') return;
        h.feeds = true;
        for (const { after, limit } of h.effects('need_contacts')) h.feed(after, limit);
        h.placed();
        const until = h.now + 2000;
        while (h.now < until && h.engine.nextWakeAt !== null && h.engine.nextWakeAt <= until) {
          h.now = Math.max(h.now, h.engine.nextWakeAt);
          h.step({ type: 'tick' });
          if (h.engine.nextWakeAt !== null && h.engine.nextWakeAt <= h.now) h.now += 1;
        }
        const { campaign, counts, inFlight } = h.engine;
        const busy = inFlight.size >= campaign.lines;
        const over = campaign.state === 'completed' || counts.idle === 0;
        expect(busy || over || campaign.holding !== null || h.placed().length > 0).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('the same inputs at the same times give the same facts', () => {
    fc.assert(
      fc.property(fc.array(op, { maxLength: 60 }), (ops) => {
        const twice = [0, 1].map(() => {
          const watched = new Watched(20, 3, { hangUp: true, reconcile: true });
          watched.run([{ type: 'input', input: { type: 'start' } }, { type: 'feed' }, ...ops]);
          return watched.h.facts;
        });
        expect(twice[0]).toEqual(twice[1]);
      }),
      { numRuns: 50 },
    );
  });
});
