import { describe, expect, it } from '@jest/globals';
import type { Estimates, PacingSnapshot } from '../snapshot.js';
import { aSnapshot } from '../testing/a-snapshot.js';
import { predictive } from './predictive.js';

const policy = predictive();
const many = (count: number, ageMs: number): number[] => new Array<number>(count).fill(ageMs);
const knowing = (snapshot: PacingSnapshot, estimates: Partial<Estimates>): PacingSnapshot => ({
  ...snapshot,
  estimates: { ...snapshot.estimates, ...estimates },
});
/** Falls from 1 to 0 at so many seconds. */
const endsAt = (seconds: number): number[] => [...many(seconds, 1), 0];

describe('a line that still rings', () => {
  it('is as good as answered once every failure would have come', () => {
    const ringing = aSnapshot({ idle: 10, ringingMs: many(10, 5000) });
    const afterBusy = [...many(12, 0), 1];
    expect(policy(ringing).dial).toBeGreaterThan(0);
    expect(policy(knowing(ringing, { failedBy: afterBusy })).dial).toBe(0);
  });
});

describe('a line that has rung for 9 s', () => {
  it('is likelier to be answered soon than one that was just dialed, and than one that has rung out', () => {
    const [fresh, middle, old] = [0, 9000, 18_000].map(
      (age) => policy(aSnapshot({ idle: 10, ringingMs: many(20, age) })).dial,
    );
    if (fresh === undefined || middle === undefined) throw new Error('three ages');
    expect(middle).toBeLessThan(fresh);
    expect(old).toBeGreaterThan(fresh);
  });
});

describe('a caller who talks', () => {
  it.each([
    ['who is about to end', 175_000],
    ['who has talked for longer than anybody before', 400_000],
  ])('and %s is free after wrap-up only', (_, ageMs) => {
    const talking = knowing(aSnapshot({ talkingMs: many(10, ageMs) }), { wrapBeyond: endsAt(60) });
    expect(policy(talking).dial).toBe(0);
    expect(policy(knowing(talking, { wrapBeyond: [1, 0] })).dial).toBeGreaterThan(5);
  });

  it('counts when free within the seconds that the law gives', () => {
    const lines = (freeAfterS: number, answerWithinMs: number): number => {
      const wrapping = knowing(aSnapshot({ wrappingMs: many(10, 0) }), { wrapBeyond: endsAt(freeAfterS) });
      return policy({ ...wrapping, ledger: { ...wrapping.ledger, answerWithinMs } }).dial;
    };
    // The first answers come after 6 s.
    expect([lines(8, 0), lines(11, 2000)]).toEqual([0, 0]);
    expect(lines(8, 2000)).toBeGreaterThan(5);
    expect(lines(11, 5000)).toBe(lines(8, 2000));
  });
});

it('an answer rate that is none is taken for 0.4, which is careful', () => {
  const floor = { idle: 20 };
  const careful = policy(aSnapshot({ ...floor, answerRate: 0.4 })).dial;
  expect(careful).toBeLessThan(policy(aSnapshot(floor)).dial);
  for (const answerRate of [NaN, 0, -1, 2, Infinity]) {
    const { dial, reasons } = policy(aSnapshot({ ...floor, answerRate }));
    expect([dial, reasons.answerRate]).toEqual([careful, 0.4]);
  }
});

it('30 callers by convolution and 31 by the normal are dialed for alike', () => {
  const lines = (idle: number, talking: number): number =>
    policy(aSnapshot({ idle, talkingMs: Array.from({ length: talking }, (_, i) => 60_000 + 4000 * i) })).dial;
  for (const idle of [3, 6, 12]) {
    const [fewer, exact, normal, more] = [29, 30, 31, 32].map((callers) => lines(idle, callers - idle));
    if (!fewer || !exact || !normal || !more) throw new Error('four floors that dial');
    expect(normal - exact).toBeGreaterThanOrEqual(0);
    expect(normal - exact).toBeLessThanOrEqual(2);
  }
});

it.each<[string, PacingSnapshot, Partial<Estimates>]>([
  ['talk with another wrap-up', aSnapshot({ talkingMs: many(10, 175_000) }), { wrapBeyond: [1, 0] }],
  [
    'answers with other failures',
    aSnapshot({ idle: 10, ringingMs: many(10, 5000) }),
    { failedBy: [...many(12, 0), 1] },
  ],
])('%s is not taken for the pair of curves before', (_, first, other) => {
  const second = knowing(first, other);
  const alone = policy(structuredClone(second));
  expect(policy(first)).not.toEqual(alone);
  expect(policy(second)).toEqual(alone);
});
