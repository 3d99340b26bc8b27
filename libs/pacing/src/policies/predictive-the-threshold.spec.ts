import { describe, expect, it } from '@jest/globals';
import type { LedgerWindow } from '../ledger/reading.js';
import { aSnapshot, type Example } from '../testing/a-snapshot.js';
import { predictive } from './predictive.js';

const policy = predictive();
const threshold = (floor: Example): number => policy(aSnapshot(floor)).reasons.threshold ?? NaN;
const talking = (many: number): number[] => new Array<number>(many).fill(30_000);
/** Of one caller among so many at an answer rate of 0.25. */
const lumps = (atWork: number): number => 1 + (5 * 0.25) / atWork;

describe('the risk that is accepted while the ledger is even', () => {
  it('is 1.1 % with nobody idle', () => {
    expect(threshold({ talkingMs: talking(100) })).toBeCloseTo(0.011 * lumps(100), 9);
  });

  it('is 1 % more for each idle caller, over the root of the team', () => {
    expect(threshold({ idle: 10, talkingMs: talking(90) })).toBeCloseTo((0.011 + 0.01) * lumps(100), 9);
    expect(threshold({ idle: 3, talkingMs: talking(13) })).toBeCloseTo((0.011 + 0.0075) * lumps(16), 9);
  });

  it('is 3.5 % at most', () => {
    expect(threshold({ idle: 100 })).toBeCloseTo(0.035 * lumps(100), 9);
  });

  it('is more for one and two callers, the more people answer', () => {
    expect(threshold({ talkingMs: talking(1) })).toBeCloseTo(0.011 * 2.25, 9);
    expect(threshold({ talkingMs: talking(1), answerRate: 0.1 })).toBeCloseTo(0.011 * 1.5, 9);
    expect(threshold({ talkingMs: talking(2) })).toBeCloseTo(0.011 * 1.625, 9);
  });
});

it.each([0.01, 0.0145, 0.029])('the risk goes with the target: %d', (target) => {
  const even = { answers: 10_000, abandoned: 10_000 * target };
  const risk = threshold({ talkingMs: talking(100), target, day: even, legal: even });
  expect(risk).toBeCloseTo((target / 0.029) * 0.011 * lumps(100), 9);
});

describe('the factor of the ledger', () => {
  const target = 0.02;
  const floor = { target, talkingMs: talking(100) };
  const even: LedgerWindow = { answers: 10_000, abandoned: 200 };
  /** A window that is so many standard units under its target. */
  const under = (units: number): LedgerWindow => ({
    answers: 10_000,
    abandoned: 200 - units * Math.sqrt(target * 10_050),
  });
  const factor = (day: LedgerWindow, legal: LedgerWindow): number =>
    threshold({ ...floor, day, legal }) / threshold({ ...floor, day: even, legal: even });

  it('is exp(0.7) for each standard unit of balance', () => {
    expect(factor(under(1), under(1))).toBeCloseTo(Math.exp(0.7), 6);
    expect(factor(under(-1), under(-1))).toBeCloseTo(Math.exp(-0.7), 6);
  });

  it('is that of the window with less to spend', () => {
    expect(factor(under(2), under(-1))).toBeCloseTo(Math.exp(-0.7), 6);
    expect(factor(under(-1), under(2))).toBeCloseTo(Math.exp(-0.7), 6);
  });

  it('is at most 8', () => {
    expect(factor(under(10), under(10))).toBeCloseTo(8, 6);
  });

  it('is 0 below three standard units: Power', () => {
    expect(factor(under(-2.9), under(0))).toBeGreaterThan(0);
    expect(factor(under(-3.1), under(0))).toBe(0);
    const spent = policy(aSnapshot({ target, idle: 5, wrappingMs: [15_000], day: under(-3.1), legal: even }));
    expect(spent.dial).toBe(5);
  });

  it('never aims above the limit of the law', () => {
    const careless = policy(aSnapshot({ ...floor, target: 0.2, day: even, legal: even }));
    expect(careless.reasons.balance).toBeCloseTo(0.03 * 10_000 - 200, 6);
  });
});

it('no line is dialed at a risk above one half, however much is saved', () => {
  const saved = { answers: 100_000, abandoned: 0 };
  expect(threshold({ idle: 1, answerRate: 0.95, day: saved, legal: saved })).toBe(0.5);
});
