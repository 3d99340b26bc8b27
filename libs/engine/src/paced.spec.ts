import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { EngineInput } from './index.js';
import { ACCEPTED, Harness, LOST, REFUSED } from './testing/harness.js';

const paced = (contacts: number, lines = 20): Harness =>
  new Harness(contacts, { lines }, { paced: true }).start();

describe('a paced campaign', () => {
  it('dials nothing by itself, and as many as it is allowed, in list order', () => {
    const h = paced(30);
    expect(h.placed()).toEqual([]);
    h.step({ type: 'dial', n: 3 });
    expect(h.placed()).toEqual([1, 2, 3]);
    h.tick(60_000);
    expect(h.placed()).toEqual([]);
  });

  it('does not refill a line whose call has ended', () => {
    const h = paced(30);
    h.step({ type: 'dial', n: 1 });
    h.reply(1);
    h.signal(1, 'busy');
    expect(h.engine.inFlight.size).toBe(0);
    expect(h.placed()).toEqual([1]);
    expect(h.engine.campaign.state).toBe('running');
  });

  it('keeps to its lines, and goes on with what is left of the leave when one is free', () => {
    const h = paced(30, 11);
    h.step({ type: 'dial', n: 12 });
    expect(h.placed()).toHaveLength(11);
    h.reply(1);
    h.signal(1, 'busy');
    expect(h.placed()).toEqual([12]);
    h.reply(2);
    h.signal(2, 'busy');
    expect(h.placed()).toEqual([]);
  });

  it('counts the latest leave alone', () => {
    const h = paced(30, 11);
    h.step({ type: 'dial', n: 14 });
    h.placed();
    h.step({ type: 'dial', n: 0 });
    for (const position of [1, 2, 3]) {
      h.reply(position);
      h.signal(position, 'busy');
    }
    expect(h.placed()).toEqual([]);
    h.step({ type: 'dial', n: 1 });
    expect(h.placed()).toEqual([12]);
  });

  it('waits with its leave for contacts, and a pause takes it away', () => {
    const h = new Harness(30, { lines: 20 }, { paced: true });
    h.feeds = false;
    h.start();
    h.step({ type: 'dial', n: 2 });
    expect(h.placed()).toEqual([]);
    for (const { after, limit } of h.effects('need_contacts')) h.feed(after, limit);
    expect(h.placed()).toEqual([1, 2]);
    h.step({ type: 'pause' });
    h.step({ type: 'dial', n: 5 });
    h.step({ type: 'start' });
    expect(h.placed()).toEqual([]);
  });

  it('asks again for a refused call without new leave, on the line it has', () => {
    const h = paced(30);
    h.step({ type: 'dial', n: 1 });
    h.reply(1, REFUSED);
    expect(h.placed()).toEqual([1]);
    h.tick(60_000);
    expect(h.placed()).toEqual([1]);
    expect(h.engine.inFlight.size).toBe(1);
  });

  it('says why it does not use its leave', () => {
    let free = false;
    const brakes = {
      ask: () => (free ? null : { code: 'provider_calls_per_second' as const, until: null }),
      took: () => undefined,
    };
    const h = new Harness(30, { lines: 20 }, { paced: true, brakes }).start();
    h.step({ type: 'dial', n: 1 });
    h.tick(2500);
    expect(h.engine.campaign.holding).toMatchObject({ code: 'provider_calls_per_second' });
    free = true;
    h.tick(1000);
    expect(h.engine.campaign.holding).toBeNull();
    expect(h.placed()).toEqual([1]);
  });

  it('completes when the list is over', () => {
    const h = paced(1);
    h.step({ type: 'dial', n: 5 });
    h.reply(1);
    h.signal(1, 'no_answer');
    expect(h.engine.campaign.state).toBe('completed');
  });

  it('takes no numbers that are none', () => {
    for (const n of [Number.NaN, -3, 0.4]) {
      const h = paced(30);
      h.step({ type: 'dial', n });
      expect(h.placed()).toEqual([]);
    }
  });
});

describe('Fixed', () => {
  it('is not moved by a leave', () => {
    const h = new Harness(30, { lines: 12 }).start();
    expect(h.placed()).toHaveLength(12);
    expect(h.step({ type: 'dial', n: 5 })).toEqual({ kind: 'done', changed: false });
    h.step({ type: 'dial', n: 0 });
    h.reply(1);
    h.signal(1, 'busy');
    expect(h.placed()).toEqual([13]);
  });
});

type Op =
  | { readonly type: 'input'; readonly input: EngineInput }
  | { readonly type: 'reply'; readonly pick: number; readonly refused: boolean }
  | { readonly type: 'end' | 'answer'; readonly pick: number }
  | { readonly type: 'time'; readonly ms: number }
  | { readonly type: 'kill' };

const op: fc.Arbitrary<Op> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .integer({ min: -1, max: 9 })
      .map((n): Op => ({ type: 'input', input: { type: 'dial', n } })),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Op>(
      { type: 'input', input: { type: 'pause' } },
      { type: 'input', input: { type: 'start' } },
      { type: 'input', input: { type: 'set_lines', lines: 4 } },
      { type: 'input', input: { type: 'set_lines', lines: 14 } },
      { type: 'kill' },
    ),
  },
  {
    weight: 8,
    arbitrary: fc.record<Op & { type: 'reply' }>({
      type: fc.constant('reply'),
      pick: fc.nat(20),
      refused: fc.boolean(),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record<Op & { type: 'end' | 'answer' }>({
      type: fc.constantFrom('end', 'answer'),
      pick: fc.nat(20),
    }),
  },
  { weight: 4, arbitrary: fc.constantFrom(250, 5000, 90_000).map((ms): Op => ({ type: 'time', ms })) },
);

describe('whatever happens', () => {
  it('no more new calls are made than the latest leave allows, nor more at once than there are lines', () => {
    fc.assert(
      fc.property(fc.array(op, { maxLength: 80 }), (ops) => {
        const h = paced(1000, 14);
        let left = 0;
        let made = h.rows.calls.size;
        for (const one of ops) {
          const calls = [...h.rows.calls.values()];
          const call =
            'pick' in one ? calls[calls.length - 1 - (one.pick % Math.max(1, calls.length))] : undefined;
          if (one.type === 'input') {
            if (one.input.type === 'dial') left = Math.max(0, one.input.n);
            h.step(one.input);
          } else if (one.type === 'time') h.tick(one.ms);
          else if (one.type === 'kill') {
            h.restart();
            left = 0;
          } else if (call !== undefined) {
            if (one.type === 'reply')
              h.reply(call.position, one.refused ? REFUSED : one.pick === 7 ? LOST : ACCEPTED);
            else h.signal(call.position, one.type === 'end' ? 'busy' : 'answered');
          }
          const more = h.rows.calls.size - made;
          made = h.rows.calls.size;
          expect(more).toBeLessThanOrEqual(left);
          left -= more;
          if (h.engine.campaign.state !== 'running') left = 0;
          if (more > 0) expect(h.engine.inFlight.size).toBeLessThanOrEqual(h.engine.campaign.lines);
        }
      }),
      { numRuns: 200 },
    );
  });
});
