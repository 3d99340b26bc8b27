import { describe, expect, it } from '@jest/globals';
import type { PacingRail } from '../decision.js';
import { aSnapshot, type Example } from '../testing/a-snapshot.js';
import { POLICIES } from './index.js';

const { fixed, power, predictive, preview } = POLICIES;
const rich = { answers: 100_000, abandoned: 0 };
const spent = { answers: 10_000, abandoned: 300 };

/** What binds, on which floor, and how many are dialed all the same. */
const shared: [PacingRail, Example, number][] = [
  ['no_callers', { leaving: 4, requested: 4 }, 0],
  ['rebuilding', { idle: 4, requested: 4, rebuilding: true, eventLagMs: 5000, waiting: 1 }, 0],
  ['event_lag', { idle: 4, requested: 4, eventLagMs: 1001, waiting: 1 }, 0],
  ['person_waiting', { idle: 4, requested: 4, waiting: 1, maxLines: 1 }, 0],
  ['max_lines', { idle: 4, requested: 4, maxLines: 3, placeable: 3 }, 3],
  ['calls_per_second', { idle: 4, requested: 4, maxLines: 3, placeable: 2 }, 2],
  ['burst', { idle: 3000, requested: 3000 }, 1000],
];

describe.each(Object.entries({ power, predictive, preview }))('%s says what bound it', (_, policy) => {
  it.each(shared)('%s', (bound, floor, dial) => {
    const decision = policy(aSnapshot(floor));
    expect([decision.reasons.bound, decision.dial]).toEqual([bound, dial]);
  });

  it('nothing, where nothing did', () => {
    const { dial, reasons } = policy(aSnapshot({ idle: 4, requested: 4, placeable: 1000, maxLines: 1000 }));
    expect(dial).toBe(reasons.wanted);
    expect(reasons.bound).toBeNull();
  });
});

describe('predictive alone is bound by', () => {
  it('ledger_stop: one line for each idle caller', () => {
    const { dial, reasons } = predictive(aSnapshot({ idle: 4, ringingMs: [1000], legal: spent }));
    expect([reasons.bound, dial]).toEqual(['ledger_stop', 3]);
  });

  it('in_flight_cap: what rings counts in it', () => {
    const ringingMs = new Array<number>(150).fill(1000);
    const { dial, reasons } = predictive(aSnapshot({ idle: 100, ringingMs, day: rich, legal: rich }));
    expect(reasons.bound).toBe('in_flight_cap');
    expect(dial + 150).toBe((1.3 * 100) / 0.25 + 3);
  });
});

describe('fixed, which knows of no callers, is not bound by a person who waits', () => {
  it('but by its lines, by calls per second, and by a late picture', () => {
    const bound = (floor: Example): [number, PacingRail | null] => {
      const { dial, reasons } = fixed(aSnapshot(floor));
      return [dial, reasons.bound];
    };
    expect(bound({ maxLines: 10, waiting: 1 })).toEqual([9, null]);
    expect(bound({ maxLines: 10, placeable: 4 })).toEqual([4, 'calls_per_second']);
    expect(bound({ maxLines: 10, eventLagMs: 1001 })).toEqual([0, 'event_lag']);
  });
});

describe('a line is taken', () => {
  it.each<[string, Example]>([
    ['while it rings', { ringingMs: [1000] }],
    ['while a caller talks', { talkingMs: [1000] }],
    ['while a caller talks who leaves afterwards', { leaving: 1 }],
    ['while a person waits', { waiting: 1 }],
    ['for transfers', { reserve: 1 }],
  ])('%s', (_, taken) => {
    expect(fixed(aSnapshot({ ...taken, maxLines: 10 })).dial).toBe(9);
  });

  it('and not by who wraps up', () => {
    expect(fixed(aSnapshot({ wrappingMs: [1000], maxLines: 10 })).dial).toBe(10);
  });
});

it('preview has a caller for each line that rings', () => {
  expect(preview(aSnapshot({ idle: 3, requested: 3, ringingMs: [1, 2] })).dial).toBe(1);
});
