import { expect, it } from '@jest/globals';
import { power, type PacingPolicy, type PacingSnapshot } from '@ringside/pacing';
import fc from 'fast-check';
import { simulateFloor } from '../simulate-floor.js';
import { worldR } from '../worlds.js';
import { idleDifference } from './idle-difference.js';
import { kTimesIdle } from './k-times-idle.js';
import { simulateAndPick } from './simulate-and-pick.js';

const taken: PacingSnapshot[] = [];
simulateFloor({
  seed: 3,
  world: worldR(0.25),
  callers: 8,
  hours: 0.1,
  policy: (snapshot) => {
    taken.push(snapshot);
    return power(snapshot);
  },
});

const odd = fc.constantFrom(NaN, Infinity, -Infinity, -1, 0.5, 1e12, 10_000, 0);
/** A snapshot of a running floor in which some numbers are odd ones. */
const oddSnapshot = fc
  .tuple(fc.nat(taken.length - 1), fc.array(fc.tuple(fc.nat(200), odd), { minLength: 1, maxLength: 4 }))
  .map(([index, changes]) => {
    let seen = -1;
    const changed = new Map(changes.map(([at, value]) => [at, value]));
    const copy = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(copy);
      if (typeof value === 'object' && value !== null)
        return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copy(part)]));
      if (typeof value !== 'number') return value;
      seen += 1;
      return changed.get(seen) ?? value;
    };
    return copy(taken[index]) as PacingSnapshot;
  });

it.each<[string, () => PacingPolicy]>([
  ['k times idle', () => kTimesIdle(2.5)],
  ['idle difference', () => idleDifference()],
  ['simulate and pick', () => simulateAndPick({ tries: 1 })],
])('%s makes of odd numbers a whole number of dials, within bounds', (_, policy) => {
  let dialed = 0;
  fc.assert(
    fc.property(oddSnapshot, (snapshot) => {
      const { dial } = policy()(snapshot);
      expect(Number.isInteger(dial)).toBe(true);
      expect(dial).toBeGreaterThanOrEqual(0);
      expect(dial).toBeLessThanOrEqual(100_000);
      dialed += dial;
    }),
    { numRuns: 400 },
  );
  expect(dialed).toBeGreaterThan(0);
});
