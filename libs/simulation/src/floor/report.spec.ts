import { describe, expect, it } from '@jest/globals';
import { idleHistogram } from './histogram.js';
import { interval } from './interval.js';
import { minutesToSteady, reportOf, type DayFigures, type FloorRun } from './report.js';

const day = (change: Partial<DayFigures>): DayFigures => ({
  dials: 400,
  answers: 100,
  abandoned: 2,
  hungUpWaiting: 0,
  conversations: 98,
  takenForMachines: 0,
  staffedMs: 4 * 60_000,
  talkMs: 2 * 60_000,
  wrapMs: 60_000,
  lineMs: 8 * 60_000,
  linesPeak: 5,
  dialsPerSecondPeak: 3,
  hungUpRinging: 0,
  leastRingMs: null,
  ...change,
});

/** Two days of two minutes. */
const run = (days: readonly DayFigures[], change: Partial<FloorRun['minutes']> = {}): FloorRun => ({
  seed: 1,
  days,
  idle: idleHistogram().figures,
  delay: { counts: [0, 50, 50], sum: 1000, total: 100 },
  minutes: {
    staffedMs: [60_000, 60_000, 60_000, 60_000],
    busyMs: [0, 60_000, 60_000, 60_000],
    lineMs: [240_000, 240_000, 0, 0],
    answers: [50, 50, 0, 100],
    abandoned: [0, 2, 0, 6],
    balance: [1, 2, 3, 4],
    ...change,
  },
  minutesPerDay: 2,
  decisions: 0,
});

describe('reportOf', () => {
  const report = reportOf([run([day({}), day({ abandoned: 6 })]), run([day({}), day({ talkMs: 60_000 })])]);

  it('takes shares over whole runs, and intervals over runs', () => {
    expect(report.busyShare.mean).toBeCloseTo((0.75 + 0.625) / 2);
    expect(report.busyShare.half).toBeCloseTo(12.706 * 0.0625);
    expect(report.abandonRate.mean).toBeCloseTo((0.04 + 0.02) / 2);
    expect(report.dialsPerCallerHour.mean).toBeCloseTo(6000);
    expect(report.dialsPerConversation.mean).toBeCloseTo(400 / 98);
  });

  it('tells how days were, and how many of them went over 3 %', () => {
    expect(report.days).toBe(4);
    expect(report.daysOver3).toBe(0.25);
    expect(report.dayP95).toBeCloseTo(0.06);
  });

  it('finds the worst 24 hours across the night', () => {
    // The second minute of the first day and the first of the next: 2 of 50. The second day alone: 6 of 100.
    expect(report.worst24h).toBeCloseTo(0.06);
    const acrossTheNight = run([day({}), day({})], { answers: [50, 10, 10, 50], abandoned: [0, 2, 2, 0] });
    expect(reportOf([acrossTheNight]).worst24h).toBeCloseTo(0.2);
  });

  it('puts the minutes of all days together', () => {
    expect(report.series.busyShare).toEqual([0.5, 1]);
    expect(report.firstDay.busyShare).toEqual([0, 1]);
    expect(report.series.lines).toEqual([2, 2]);
    expect(report.series.balance).toEqual([2, 3]);
  });

  it('reads delays within a bin', () => {
    expect(report.delayP50Ms).toBe(10);
    expect(report.delayP99Ms).toBeCloseTo(19.8);
  });
});

describe('minutesToSteady', () => {
  it('is when the smoothed share is back at 90 % of what it comes to', () => {
    const share = [...new Array<number>(10).fill(0.2), ...new Array<number>(20).fill(0.8)];
    expect(minutesToSteady(share, 0, 30)).toBe(10);
    expect(minutesToSteady(share, 10, 30)).toBe(0);
    expect(minutesToSteady([1, 0, 0, 0, 1, 1, 1, 1], 1, 8)).toBe(3);
    expect(minutesToSteady([], 0, 0)).toBeNull();
  });
});

describe('interval', () => {
  it('is the mean with the half of its 95 % interval', () => {
    expect(interval([1, 2, 3])).toEqual({ mean: 2, half: expect.closeTo((4.303 * 1) / Math.sqrt(3), 6) });
    expect(interval([5]).half).toBeNaN();
    expect(interval(Array.from({ length: 100 }, (_, i) => i % 2)).half).toBeCloseTo(
      (1.984 * 0.50252) / 10,
      3,
    );
  });
});
