import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openLoopShare, progressiveShare } from './closed-forms.js';
import { Grid } from './linear.js';
import { bestAtPrice, mostRinging, optimum, progressiveTargets, type Optimum } from './optimum.js';
import { evaluate, worth, type Targets } from './target-policy.js';
import type { WorldM } from './world-m.js';

const world = (callers: number, other: Partial<WorldM> = {}): WorldM => ({
  callers,
  answerRate: 0.25,
  handleSeconds: 135,
  ringSeconds: 20,
  ...other,
});
const percent = (best: Optimum): number => best.busy * 100;
/** Figures are printed with one digit. */
const PRINTED = 0.06;

/** Callers, percent busy, dials per caller and hour, ringing targets by idle callers. */
const PUBLISHED: [number, number, number, Targets][] = [
  [1, 64.5, 71, [0, 1]],
  [2, 68.2, 75, [0, 1, 3]],
  [5, 74.5, 82, [0, 1, 3, 6, 9, 12]],
  [10, 81.0, 89, [0, 1, 4, 7, 11, 14, 18, 21, 25, 28, 32]],
  [25, 88.5, 97, [0, 2, 6, 11, 16, 21, 26, 30, 35, 39, 43]],
  [50, 92.5, 102, [0, 3, 10, 18, 25, 31, 37, 43, 49, 55]],
  [100, 95.2, 105, [0, 5, 17, 30, 41, 50, 60, 68, 76, 83]],
  // Published for 500 are the targets of 2.7 % abandoned: 0, 17, 68, 117 ... The share is the same.
  [500, 98.5, 108, [0, 18, 72, 122, 162, 195, 223, 247]],
];

describe('the optimum of world M', () => {
  it.each(PUBLISHED)('for %p callers is %p %% busy', (callers, busy, dials, targets) => {
    const best = optimum(world(callers), 0.03);
    expect(Math.abs(percent(best) - busy)).toBeLessThan(PRINTED);
    expect(Math.round(best.dialsPerCallerHour)).toBe(dials);
    expect(best.careful.slice(0, targets.length)).toEqual(targets);
  });

  it('for one caller takes turns between one line and two', () => {
    const best = optimum(world(1), 0.03);
    expect([best.careful, best.bold]).toEqual([
      [0, 1],
      [0, 2],
    ]);
  });

  it.each<[string, Partial<WorldM>, number, number[]]>([
    ['an answer rate of 0.10', { answerRate: 0.1 }, 0.03, [45.1, 69.7, 78.9, 87.8, 92.2, 95.1]],
    ['an answer rate of 0.40', { answerRate: 0.4 }, 0.03, [73.9, 78.6, 82.9, 89.1, 92.8, 95.4]],
    ['60 s of conversation', { handleSeconds: 60 }, 0.03, [45.0, 64.5, 74.8, 85.3, 90.6, 94.1]],
    ['300 s of conversation', { handleSeconds: 300 }, 0.03, [80.1, 84.1, 86.9, 91.4, 94.2, 96.3]],
    ['1 % abandoned', {}, 0.01, [63.3, 69.8, 76.6, 85.4, 90.3, 93.7]],
    ['5 % abandoned', {}, 0.05, [65.8, 77.1, 83.3, 90.0, 93.6, 96.0]],
  ])('with %s is as published', (_, other, limit, published) => {
    [1, 5, 10, 25, 50, 100].forEach((callers, index) => {
      const best = optimum(world(callers, other), limit);
      expect(Math.abs(percent(best) - (published[index] ?? NaN))).toBeLessThan(PRINTED);
    });
  });

  it('meets the limit exactly by taking turns', () => {
    const best = optimum(world(10), 0.03);
    const [careful, bold] = [best.careful, best.bold].map((targets) => evaluate(world(10), targets).rates);
    if (!careful || !bold) throw new Error('two policies');
    const mix = (of: 'served' | 'abandoned'): number =>
      (1 - best.boldShare) * careful[of] + best.boldShare * bold[of];
    expect(mix('abandoned') / (mix('abandoned') + mix('served'))).toBeCloseTo(0.03, 12);
    expect((mix('served') * 135) / 10).toBeCloseTo(best.busy, 12);
    expect(best.boldShare).toBeGreaterThan(0);
    expect(best.boldShare).toBeLessThan(1);
  });

  it('does not depend on where the picture ends', () => {
    const best = optimum(world(50), 0.03);
    expect(best.careful.length).toBeLessThan(51);
    const whole = bestAtPrice(world(50), best.price, progressiveTargets(51));
    const gain = (whole.rates.served - best.price * whole.rates.abandoned) * 135;
    const cut = bestAtPrice(world(50), best.price, best.careful);
    expect((cut.rates.served - best.price * cut.rates.abandoned) * 135).toBeCloseTo(gain, 8);
  });

  it('is above both floors, and more is allowed the higher it is, in any world', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.double({ min: 0.1, max: 0.9, noNaN: true }),
        fc.double({ min: 20, max: 600, noNaN: true }),
        fc.double({ min: 0.005, max: 0.1, noNaN: true }),
        (callers, answerRate, handleSeconds, limit) => {
          const some = world(callers, { answerRate, handleSeconds });
          const best = optimum(some, limit);
          const floor = progressiveShare({ ...some, answerSeconds: 20, failSeconds: 20 });
          expect(best.busy).toBeGreaterThan(floor);
          expect(best.busy).toBeGreaterThan(openLoopShare(callers, limit));
          expect(best.busy).toBeLessThan(1);
          expect(optimum(some, limit * 1.5).busy).toBeGreaterThan(best.busy);
          best.bold.forEach((target, idle) => expect(target).toBeGreaterThanOrEqual(idle));
        },
      ),
      { numRuns: 20, seed: 6 },
    );
  });

  it.each([{ callers: 0 }, { callers: 2.5 }, { answerRate: 0 }, { answerRate: 1 }, { handleSeconds: 0 }])(
    'does not exist for %p',
    (wrong) => {
      expect(() => optimum({ ...world(5), ...wrong }, 0.03)).toThrow(RangeError);
    },
  );
});

describe('a world that is too large to wait for', () => {
  it('is refused', () => {
    expect(() => optimum(world(500, { answerRate: 0.01, handleSeconds: 5 }), 0.03)).toThrow(/takes minutes/);
  });
});

describe('one line for each idle caller, as a policy', () => {
  it.each([1, 5, 12])('is as busy as its closed form with %p callers and abandons nobody', (callers) => {
    const { rates } = evaluate(world(callers), progressiveTargets(callers + 1));
    const closed = progressiveShare({ ...world(callers), answerSeconds: 20, failSeconds: 20 });
    expect((rates.served * 135) / callers).toBeCloseTo(closed, 12);
    expect(rates.abandoned).toBe(0);
  });
});

describe('that raising to a target is the best form', () => {
  it.each([2, 5, 25, 100])('no other action in any state of %p callers is better', (callers) => {
    const some = world(callers);
    const { careful, price } = optimum(some, 0.03);
    const { targets } = bestAtPrice(some, price, careful);
    const most = mostRinging(some, targets.length);
    const value = worth(some, targets, evaluate(some, targets), { price, most });
    targets.forEach((target, idle) => {
      let best = -Infinity;
      for (let ringing = most; ringing >= idle; ringing -= 1) {
        best = Math.max(best, value.get(idle, ringing));
        const chosen = value.get(idle, Math.max(target, ringing));
        expect(best - chosen).toBeLessThan(1e-8);
      }
    });
  });

  it.each([1, 2, 5])('value iteration over all actions gains as much with %p callers', (callers) => {
    const some = world(callers);
    const { careful, bold, price } = optimum(some, 0.03);
    const [low, high] = valueIteration(some, price, 60);
    for (const targets of [careful, bold]) {
      const { served, abandoned } = evaluate(some, targets).rates;
      const gain = served - price * abandoned;
      expect(gain).toBeGreaterThan(low - 1e-9);
      expect(gain).toBeLessThan(high + 1e-9);
    }
  });
});

/**
 * Bounds of the best gain a second when in every state any number of lines up to `most` may be dialed: relative value iteration
 * on the uniformized chain, which knows of no targets.
 */
function valueIteration(some: WorldM, price: number, most: number): [number, number] {
  const { callers, answerRate, handleSeconds, ringSeconds } = some;
  const clock = callers / handleSeconds + most / ringSeconds;
  let value = new Grid(callers + 1, most + 1);
  for (;;) {
    const next = new Grid(callers + 1, most + 1);
    let low = Infinity;
    let high = -Infinity;
    for (let idle = 0; idle <= callers; idle += 1) {
      let best = -Infinity;
      for (let ringing = most; ringing >= 0; ringing -= 1) {
        const free = (callers - idle) / handleSeconds / clock;
        const answered = (ringing * answerRate) / ringSeconds / clock;
        const failed = (ringing * (1 - answerRate)) / ringSeconds / clock;
        const fewer = ringing > 0 ? ringing - 1 : 0;
        const onward =
          free * value.get(idle < callers ? idle + 1 : callers, ringing) +
          answered * value.get(idle > 0 ? idle - 1 : 0, fewer) +
          failed * value.get(idle, fewer) +
          (1 - free - answered - failed) * value.get(idle, ringing);
        best = Math.max(best, (idle > 0 ? answered : -price * answered) + onward);
        next.set(idle, ringing, best);
        const step = best - value.get(idle, ringing);
        low = Math.min(low, step);
        high = Math.max(high, step);
      }
    }
    if (high - low < 1e-9) return [low * clock, high * clock];
    value = next;
  }
}
