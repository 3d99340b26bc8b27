import { describe, expect, it } from '@jest/globals';
import { power, predictive, type LedgerReading } from '@ringside/pacing';
import { progressiveShare } from './closed-forms.js';
import { heldToLimit, steadyState } from './in-world-m.js';
import { optimum } from './optimum.js';
import { tabulated } from './tabulated.js';

const world = (callers: number, answerRate = 0.25) => ({
  callers,
  answerRate,
  handleSeconds: 135,
  ringSeconds: 20,
});
const window = { answers: 1000, abandoned: 30 };
const EVEN: LedgerReading = { day: window, legal: window, limit: 1, target: 0.03, answerWithinMs: 0 };

describe('a policy in world M', () => {
  it.each([1, 5, 25, 100])('Power with %p callers is the closed form, and abandons nobody', (callers) => {
    const { busy, abandonRate } = steadyState(power, world(callers), EVEN);
    const closed = progressiveShare({ ...world(callers), answerSeconds: 20, failSeconds: 20 });
    expect(busy).toBeCloseTo(closed, 6);
    expect(abandonRate).toBe(0);
  });

  it.each([1, 5, 25])('the optimum with %p callers is the optimum', (callers) => {
    const best = optimum(world(callers), 0.03);
    const held = heldToLimit(tabulated(best), world(callers), 0.03);
    expect(held.busy).toBeCloseTo(best.busy, 10);
    best.careful.forEach((target, idle) => expect(held.targets[idle] ?? target).toBe(target));
  });

  it.each([
    [1, 0.25, 0.5],
    [1, 0.4, 0.5],
    [2, 0.25, 0.5],
    [5, 0.25, 0.5],
    [5, 0.1, 0.5],
    [10, 0.25, 0.5],
    [25, 0.25, 0.3],
    [25, 0.1, 0.3],
    [50, 0.25, 0.3],
    [100, 0.25, 0.3],
  ])('Predictive with %p callers at %p is within %p points of it', (callers, answerRate, points) => {
    const best = optimum(world(callers, answerRate), 0.03);
    const held = heldToLimit(predictive(), world(callers, answerRate), 0.03);
    expect(held.abandonRate).toBeLessThanOrEqual(0.03);
    expect((best.busy - held.busy) * 100).toBeLessThan(points);
    // Nothing is better than the optimum.
    expect((best.busy - held.busy) * 100).toBeGreaterThan(-1e-6);
  });

  it('a policy that never has enough is refused', () => {
    const endless = (): ReturnType<typeof power> => ({
      dial: 50_000,
      reasons: {
        policy: 'endless',
        idle: 0,
        ringing: 0,
        waiting: 0,
        answerRate: null,
        threshold: null,
        balance: null,
        wanted: 50_000,
        bound: null,
      },
    });
    expect(() => steadyState(endless, world(2), EVEN)).toThrow(RangeError);
  });
});
