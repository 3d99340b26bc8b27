import { describe, expect, it } from '@jest/globals';
import { aSnapshot } from '../testing/a-snapshot.js';
import { predictive } from './predictive.js';

const policy = predictive();
const target = 0.0288;
const floor = { target, idle: 4, talkingMs: [10_000, 70_000, 90_000, 100_000, 150_000, 170_000] };
const saved = { answers: 10_000, abandoned: 200 };
const spent = { answers: 10_000, abandoned: 299 };

describe('the balance of the ledger', () => {
  it('raises the risk when abandonments are saved and lowers it when they are spent', () => {
    const even = policy(aSnapshot(floor));
    const more = policy(aSnapshot({ ...floor, day: saved, legal: saved }));
    const less = policy(aSnapshot({ ...floor, day: spent, legal: spent }));
    expect(more.reasons.threshold).toBeGreaterThan(even.reasons.threshold ?? 1);
    expect(less.reasons.threshold).toBeLessThan(even.reasons.threshold ?? 0);
    expect(more.dial).toBeGreaterThan(even.dial);
    expect(less.dial).toBeLessThan(even.dial);
  });

  it('is that of the tighter window', () => {
    const { reasons } = policy(aSnapshot({ ...floor, day: spent, legal: saved }));
    expect(reasons.balance).toBeCloseTo(target * 10_000 - 299, 6);
  });

  it('leaves one line for each idle caller when one more call would exceed the window of the law', () => {
    const { dial, reasons } = policy(aSnapshot({ ...floor, legal: { answers: 10_000, abandoned: 300 } }));
    expect(dial).toBe(4);
    expect(reasons.bound).toBe('ledger_stop');
    const one = policy(aSnapshot({ ...floor, legal: { answers: 10_000, abandoned: 299 } }));
    expect(one.reasons.bound).not.toBe('ledger_stop');
  });

  it('lets less be risked with each of the last five calls before that', () => {
    const thresholds = [294, 295, 296, 297, 298, 299].map((abandoned) => {
      const legal = { answers: 10_000, abandoned };
      return policy(aSnapshot({ ...floor, target: 0.03, legal })).reasons.threshold ?? NaN;
    });
    const far = policy(aSnapshot({ ...floor, target: 0.03, legal: { answers: 10_000, abandoned: 290 } }));
    expect(thresholds).toEqual(thresholds.toSorted((a, b) => b - a));
    // Five calls away nothing is held back but by the balance; one call away four fifths are.
    expect(thresholds[0]).toBeGreaterThan(0.8 * (far.reasons.threshold ?? NaN));
    expect(thresholds[5]).toBeLessThan(0.2 * (far.reasons.threshold ?? NaN));
  });

  it('does not stop a campaign for its first abandoned call', () => {
    const first = { answers: 5, abandoned: 1 };
    const { dial, reasons } = policy(aSnapshot({ ...floor, day: first, legal: first }));
    expect(reasons.bound).toBeNull();
    expect(dial).toBeGreaterThanOrEqual(4);
  });

  it('makes a target of zero progressive', () => {
    expect(policy(aSnapshot({ ...floor, target: 0 })).dial).toBe(4);
  });
});
