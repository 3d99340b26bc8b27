import { describe, expect, it } from '@jest/globals';
import { RING_STEP_MS } from '../snapshot.js';
import { chances } from '../testing/chance.js';
import { Durations } from './durations.js';
import { Floor } from './floor.js';
import { RingCurves } from './ring-curves.js';

const limits = { maxLines: null, placeable: null, reserve: 0 };

/** Dials one line each `everyMs`: answered at 5 to 15 s with the rate of the moment, failed at 26 s otherwise. */
function dialing(
  floor: Floor,
  everyMs: number,
  seconds: number,
  rateAt: (at: number) => number,
  from = 0,
): void {
  const chance = chances(7);
  const due: { at: number; call: string; answered: boolean }[] = [];
  for (let at = from; at < from + seconds * 1000; at += everyMs) {
    const answered = chance() < rateAt(at);
    due.push({ at: at + (answered ? 5000 + 10_000 * chance() : 26_000), call: `${at}`, answered });
    due.sort((a, b) => a.at - b.at);
    while (due[0] !== undefined && due[0].at <= at) {
      const { call, answered: yes, at: when } = due[0];
      if (yes) {
        floor.answered(call, when);
        floor.hungUpWaiting(call, when);
      } else floor.failed(call, when);
      due.shift();
    }
    floor.dialed(`${at}`, at);
    floor.snapshot(at, limits);
  }
}

describe('the answer rate', () => {
  it('is not biased while the first lines still ring', () => {
    const floor = new Floor({ prior: { answerRate: 0.4, exposure: 1 } });
    dialing(floor, 20, 60, () => 0.2);
    const { answerRate, exposure } = floor.snapshot(60_000, limits).estimates;
    expect(Math.abs(answerRate - 0.2)).toBeLessThan(0.025);
    expect(exposure).toBeGreaterThan(300);
  });

  it('is what was believed before anything was seen', () => {
    expect(new Floor().snapshot(0, limits).estimates.answerRate).toBe(0.4);
    const floor = new Floor({ prior: { answerRate: 0.1, exposure: 50 } });
    expect(floor.snapshot(0, limits).estimates.answerRate).toBeCloseTo(0.1, 9);
  });

  it('follows a step within minutes', () => {
    const floor = new Floor();
    dialing(floor, 500, 2400, (at) => (at < 1_800_000 ? 0.1 : 0.2));
    expect(Math.abs(floor.snapshot(2_400_000, limits).estimates.answerRate - 0.2)).toBeLessThan(0.035);
  });
});

describe('the curves of ringing', () => {
  it('are learned from calls that are over', () => {
    const curves = new RingCurves();
    const chance = chances(3);
    for (let i = 0; i < 4000; i += 1) {
      if (chance() < 0.3) curves.answered(4000 + 8000 * chance());
      else curves.failed(20_000);
      curves.refresh(() => []);
    }
    const at = (ms: number) => ms / RING_STEP_MS;
    expect(curves.answeredBy[at(4000)]).toBeLessThan(0.03);
    expect(Math.abs((curves.answeredBy[at(8000)] ?? 0) - 0.5)).toBeLessThan(0.05);
    expect(curves.failedBy[at(19_750)]).toBeLessThan(0.03);
    expect(curves.failedBy[at(20_250)]).toBeGreaterThan(0.97);
    expect(curves.answeredBy.at(-1)).toBe(1);
  });

  it('count the calls that still ring: the first to be answered are the quick ones', () => {
    const answeredBy6s = (ringing: readonly number[]): number => {
      const curves = new RingCurves();
      for (let i = 0; i < 200; i += 1) curves.answered(4000);
      curves.refresh(() => ringing);
      return curves.answeredBy[6000 / RING_STEP_MS] ?? NaN;
    };
    expect(answeredBy6s([])).toBeGreaterThan(0.85);
    expect(answeredBy6s(new Array<number>(800).fill(7000))).toBeLessThan(0.7);
  });
});

describe('durations', () => {
  it('are learned by elapsed time, with two humps where there are two', () => {
    const talk = new Durations(100_000, 1_500_000);
    for (let i = 0; i < 1000; i += 1) {
      talk.ends(i % 2 === 0 ? 20_000 : 300_000);
      talk.refresh(() => []);
    }
    expect(Math.abs((talk.beyond[60] ?? 0) - 0.5)).toBeLessThan(0.03);
    expect(Math.abs((talk.beyond[250] ?? 0) - 0.5)).toBeLessThan(0.05);
    expect(talk.beyond[400]).toBeLessThan(0.03);
  });

  it('count those that have not ended: the first to end are the short ones', () => {
    const [blind, fair] = [new Durations(100_000, 1_500_000), new Durations(100_000, 1_500_000)];
    for (let i = 0; i < 20; i += 1) {
      blind.ends(10_000);
      fair.ends(10_000);
    }
    blind.refresh(() => []);
    fair.refresh(() => new Array<number>(80).fill(60_000));
    expect(blind.beyond[30]).toBeLessThan(0.15);
    expect(fair.beyond[30]).toBeGreaterThan(0.7);
  });

  it('forget: what ended long ago counts by half, again and again', () => {
    const talk = new Durations(100_000, 1_500_000);
    const ending = (lastedMs: number, times: number): void => {
      for (let i = 0; i < times; i += 1) {
        talk.ends(lastedMs);
        talk.refresh(() => []);
      }
    };
    ending(20_000, 12_000);
    ending(300_000, 12_000);
    expect(talk.beyond[60]).toBeGreaterThan(0.8);
  });

  it('are zero for wrap-up that there is none of', () => {
    const wrap = new Durations(15_000, 300_000);
    for (let i = 0; i < 200; i += 1) {
      wrap.ends(0);
      wrap.refresh(() => []);
    }
    expect(wrap.beyond[1]).toBeLessThan(0.02);
  });
});
