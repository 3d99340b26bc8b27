import { describe, expect, it } from '@jest/globals';
import { delayHistogram, idleHistogram } from './histogram.js';
import { reportOf, type DayFigures, type FloorReport, type FloorRun, type MinuteFigures } from './report.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const DAY: DayFigures = {
  dials: 400,
  answers: 100,
  abandoned: 0,
  hungUpWaiting: 0,
  conversations: 100,
  takenForMachines: 0,
  staffedMs: 10 * HOUR,
  talkMs: 6 * HOUR,
  wrapMs: HOUR,
  lineMs: 9 * HOUR,
  linesPeak: 5,
  dialsPerSecondPeak: 3,
  hungUpRinging: 0,
  leastRingMs: null,
};
const QUIET: MinuteFigures = {
  staffedMs: [],
  busyMs: [],
  lineMs: [],
  answers: [],
  abandoned: [],
  balance: [],
};

/** Figures of one run of these days and minutes. */
function figures(
  days: readonly Partial<DayFigures>[],
  minutes: Partial<MinuteFigures> = {},
  minutesPerDay = 20,
  idle = idleHistogram(),
): FloorReport {
  const run: FloorRun = {
    seed: 1,
    days: days.map((day) => ({ ...DAY, ...day })),
    idle: idle.figures,
    delay: delayHistogram().figures,
    minutes: { ...QUIET, ...minutes },
    minutesPerDay,
    decisions: 0,
  };
  return reportOf([run]);
}

describe('the figures of a report', () => {
  it('talk minutes an hour are without wrap-up', () => {
    expect(figures([{}]).talkMinutesPerHour.mean).toBeCloseTo(36, 9);
  });

  it('a day of just 3 % is not over 3 %', () => {
    expect(figures([{ abandoned: 3 }, { abandoned: 4 }, { abandoned: 5 }, {}]).daysOver3).toBe(0.5);
  });

  it('people taken for machines count as answered and abandoned besides, in a rate of its own', () => {
    const report = figures([{ answers: 90, abandoned: 3, takenForMachines: 10 }]);
    expect(report.abandonRateWithMachines.mean).toBeCloseTo(0.13, 9);
    expect(report.abandonRate.mean).toBeCloseTo(3 / 90, 9);
  });

  it('lines: the mean over minutes of work, the most of any day', () => {
    const minutes = { lineMs: new Array<number>(40).fill(MINUTE) };
    const report = figures([{ linesPeak: 9, dialsPerSecondPeak: 2 }, { dialsPerSecondPeak: 7 }], minutes);
    expect(report.linesMean).toBeCloseTo((2 * 9 * 60) / 40, 9);
    expect([report.linesPeak, report.dialsPerSecondPeak]).toEqual([9, 7]);
  });

  it('idle time before a call in seconds: the mean, and what nine in ten are below', () => {
    const idle = idleHistogram();
    for (let s = 1; s <= 100; s += 1) idle.add(1000 * s);
    const report = figures([{}], {}, 20, idle);
    expect(report.idleMeanS).toBeCloseTo(50.5, 9);
    expect(report.idleP90S).toBeCloseTo(90, 0);
  });
});

describe('the worst', () => {
  it('24 hours are whole ones: the first minutes of a campaign are not a day', () => {
    const answers = new Array<number>(40).fill(10);
    const abandoned = answers.map((_, minute) => (minute === 0 ? 10 : 0));
    expect(figures([{}, {}], { answers, abandoned }).worst24h).toBeCloseTo(10 / 200, 9);
  });

  it('ten minutes are ten, of all days together', () => {
    const answers = new Array<number>(40).fill(10);
    const abandoned = answers.map((_, minute) => (minute >= 25 && minute < 35 ? 5 : 0));
    const { worstTenMinutes, series } = figures([{}, {}], { answers, abandoned });
    expect(worstTenMinutes).toBeCloseTo(50 / 200, 9);
    expect(series.abandonRate[9]).toBeCloseTo(25 / 200, 9);
    expect(series.abandonRate[4]).toBe(0);
  });
});

it('90 % of the steady state are counted from the cold start of the first day', () => {
  const busyAfter = (minute: number): number[] =>
    Array.from({ length: 20 }, (_, i) => (i < minute ? 0 : MINUTE));
  const busyMs = [...busyAfter(8), ...busyAfter(12)];
  const minutes = { busyMs, staffedMs: new Array<number>(40).fill(MINUTE) };
  expect(figures([{}, {}], minutes).minutesTo90).toBe(8);
});
