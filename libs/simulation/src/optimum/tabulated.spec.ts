import { describe, expect, it } from '@jest/globals';
import type { PacingSnapshot } from '@ringside/pacing';
import { reportOf } from '../floor/report.js';
import { simulateFloor } from '../floor/simulate-floor.js';
import { worldM } from '../floor/worlds.js';
import { optimum } from './optimum.js';
import { tabulated } from './tabulated.js';

const best = optimum({ callers: 5, answerRate: 0.25, handleSeconds: 135, ringSeconds: 20 }, 0.03);
const policy = tabulated(best);

const snapshot = (
  idle: number,
  ringing: number,
  window: { answers: number; abandoned: number },
): PacingSnapshot => ({
  now: 0,
  callers: {
    idle,
    talkingMs: Array.from({ length: 5 - idle }, () => 0),
    wrappingMs: [],
    leaving: 0,
    requested: 0,
  },
  ringingMs: Array.from({ length: ringing }, () => 0),
  waiting: 0,
  estimates: {
    answerRate: 0.25,
    exposure: 100,
    answeredBy: [1],
    failedBy: [1],
    talkBeyond: [0],
    wrapBeyond: [0],
  },
  ledger: { day: window, legal: window, limit: 0.03, target: 0.03, answerWithinMs: 0 },
  limits: { maxLines: null, placeable: null, reserve: 0 },
  health: { eventLagMs: 0, rebuilding: false },
});
const NONE = { answers: 100, abandoned: 0 };
const MANY = { answers: 100, abandoned: 4 };

describe('the optimum as a policy', () => {
  it('raises ringing lines to the target of the idle callers', () => {
    expect(policy(snapshot(3, 0, MANY)).dial).toBe(6);
    expect(policy(snapshot(3, 4, MANY)).dial).toBe(2);
    expect(policy(snapshot(3, 8, MANY)).dial).toBe(0);
    expect(policy(snapshot(0, 0, MANY)).dial).toBe(0);
  });

  it('is bold while fewer were abandoned than may be', () => {
    expect([best.careful[2], best.bold[2]]).toEqual([3, 4]);
    expect(policy(snapshot(2, 0, MANY)).dial).toBe(3);
    expect(policy(snapshot(2, 0, NONE)).dial).toBe(4);
    expect(policy(snapshot(2, 0, NONE)).reasons.balance).toBeCloseTo(3);
  });

  it('dials for nobody when nobody is there', () => {
    const full = snapshot(0, 0, NONE);
    const empty = policy({ ...full, callers: { ...full.callers, talkingMs: [] } });
    expect([empty.dial, empty.reasons.bound]).toEqual([0, 'no_callers']);
  });
});

describe('the optimum on a simulated floor of world M', () => {
  it.each([
    [5, 8],
    [25, 2],
  ])('with %p callers, over %p days, is as busy as it was reckoned, within 0.3 points', (callers, days) => {
    const reckoned = optimum({ callers, answerRate: 0.25, handleSeconds: 135, ringSeconds: 20 }, 0.03);
    const run = simulateFloor({
      world: worldM(0.25, 135_000, 20_000),
      callers,
      days,
      seed: 7,
      policy: tabulated(reckoned),
      // World M decides at every event, and at no other time.
      onEveryEvent: true,
      tickMs: 60_000,
    });
    const { busyShare, abandonRate, dialsPerCallerHour } = reportOf(run === null ? [] : [run]);
    expect(Math.abs(busyShare.mean - reckoned.busy) * 100).toBeLessThan(0.3);
    expect(Math.abs(abandonRate.mean - 0.03) * 100).toBeLessThan(0.3);
    expect(Math.abs(dialsPerCallerHour.mean / reckoned.dialsPerCallerHour - 1)).toBeLessThan(0.02);
  });
});
