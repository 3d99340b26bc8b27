import { describe, expect, it } from '@jest/globals';
import { reportOf } from './report.js';
import { Tally } from './tally.js';

const MINUTE = 60_000;

/** A day of five minutes that begins at zero, with two callers. */
function working(): Tally {
  const tally = new Tally(5);
  tally.startDay(0);
  tally.change(0, 2, 0, 0);
  return tally;
}

function closed(tally: Tally): ReturnType<Tally['run']> {
  tally.endWork(5 * MINUTE);
  tally.closeDay();
  return tally.run(1);
}

describe('the tally', () => {
  it('counts most dials within one second, which ends where the next begins', () => {
    const tally = working();
    for (const at of [0, 500, 999, 1000, 1499, 9000]) tally.dialed(at);
    expect(closed(tally).days).toMatchObject([{ dials: 6, dialsPerSecondPeak: 4 }]);
  });

  it('counts most lines at once', () => {
    const tally = working();
    for (const at of [0, 1, 2]) tally.dialed(at);
    for (const at of [3, 4, 5]) tally.lineFreed(at);
    tally.dialed(6);
    expect(closed(tally).days).toMatchObject([{ linesPeak: 3 }]);
  });

  it('puts time into the minutes it was in', () => {
    const tally = working();
    tally.dialed(30_000);
    tally.change(40_000, 0, 1, 0);
    tally.lineFreed(90_000);
    tally.change(100_000, 0, -1, 1);
    tally.change(130_000, 0, 0, -1);
    const { days, minutes } = closed(tally);
    expect(minutes.lineMs).toEqual([30_000, 30_000, 0, 0, 0]);
    expect(minutes.busyMs).toEqual([20_000, 60_000, 10_000, 0, 0]);
    expect(minutes.staffedMs).toEqual(new Array<number>(5).fill(2 * MINUTE));
    expect(days).toMatchObject([{ lineMs: 60_000, talkMs: 60_000, wrapMs: 30_000, staffedMs: 10 * MINUTE }]);
  });

  it('puts answers and abandoned calls into theirs, those after work into the last', () => {
    const tally = working();
    tally.answered();
    tally.lineFreed(70_000);
    tally.answered();
    tally.abandoned();
    tally.endWork(5 * MINUTE);
    tally.answered();
    tally.abandoned();
    tally.closeDay();
    const { days, minutes } = tally.run(1);
    expect(minutes.answers).toEqual([1, 1, 0, 0, 1]);
    expect(minutes.abandoned).toEqual([0, 1, 0, 0, 1]);
    expect(days).toMatchObject([{ answers: 3, abandoned: 2 }]);
  });

  it('pays nobody after work', () => {
    const tally = working();
    tally.endWork(2 * MINUTE);
    tally.change(4 * MINUTE, 0, 1, 0);
    tally.closeDay();
    expect(tally.run(1).days).toMatchObject([{ staffedMs: 4 * MINUTE, talkMs: 0 }]);
  });

  it('keeps what a caller waited for a call apart from what a person waited for a caller', () => {
    const tally = working();
    tally.connected(20_000, 300);
    const { idleMeanS, delayP99Ms } = reportOf([closed(tally)]);
    expect(idleMeanS).toBe(20);
    expect(delayP99Ms).toBeCloseTo(300, -1);
  });

  it('holds the balance of a minute until there is another', () => {
    const tally = working();
    tally.balance(2.5);
    tally.lineFreed(130_000);
    tally.balance(-1);
    expect(closed(tally).minutes.balance).toEqual([2.5, 2.5, -1, -1, -1]);
  });
});
