import { describe, expect, it } from '@jest/globals';
import { aSnapshot } from '../testing/a-snapshot.js';
import { predictive } from './predictive.js';

const policy = predictive();
const LIMIT = 0.03;

/** A floor that aims at the limit itself, so that nothing but the limit holds it back. */
function decide(answers: number, abandoned: number, limit = LIMIT): ReturnType<typeof policy> {
  const legal = { answers, abandoned };
  const day = { answers: 100_000, abandoned: 0 };
  const floor = aSnapshot({
    idle: 4,
    talkingMs: [10_000, 70_000, 90_000, 100_000, 150_000, 170_000],
    target: limit,
    day,
    legal,
  });
  return policy({ ...floor, ledger: { ...floor.ledger, limit } });
}

describe('the limit of the law may be passed', () => {
  // 0.03 x answers + (1 + 3 x root of 0.03 x (answers + 50)) x (1 - answers / 8,000), less the call that would be one too many.
  it.each([
    [1000, 44],
    [4000, 136],
    [8000, 239],
    [20_000, 599],
  ])('after %d answers by chance alone: %d may have been abandoned', (answers, most) => {
    expect(decide(answers, most).reasons.bound).not.toBe('ledger_stop');
    expect(decide(answers, most + 1)).toMatchObject({ dial: 4, reasons: { bound: 'ledger_stop' } });
  });

  it('where there is none', () => {
    const { dial, reasons } = decide(10_000, 10_000, 1);
    expect(reasons.bound).not.toBe('ledger_stop');
    expect(dial).toBeGreaterThan(4);
  });
});

describe('near the limit less is risked', () => {
  const EVEN = (LIMIT / 0.029) * (0.011 + (0.01 * 4) / Math.sqrt(10)) * (1 + (5 * 0.25) / 10);
  /** Part of the risk that is left besides what the balance makes of it. */
  const part = (answers: number, left: number): number => {
    const balance = Math.exp((0.7 * left) / Math.sqrt(LIMIT * (answers + 50)));
    return (decide(answers, LIMIT * answers - left).reasons.threshold ?? NaN) / (EVEN * balance);
  };

  it.each([
    [6, 1],
    [5, 1],
    [4, 0.8],
    [3, 0.6],
    [2, 0.4],
    [1, 0.2],
  ])('%d abandoned calls before it: %d of it', (left, share) => {
    expect(part(10_000, left)).toBeCloseTo(share, 9);
  });

  it('from 3,000 answers on', () => {
    expect(part(1500, 1)).toBeCloseTo(1, 9);
    expect(part(3000, 1)).toBeCloseTo(0.2, 9);
  });
});
