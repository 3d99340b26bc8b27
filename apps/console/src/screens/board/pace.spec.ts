import { describe, expect, it } from '@jest/globals';
import { campaign, counts } from '../../testing/fake-client.js';
import { expectedEnd, ratePerMinute, sampled, type PaceSample } from './pace.js';

const START = Date.parse('2026-03-01T10:00:00.000Z');
const at = (completed: number, pass = 1): ReturnType<typeof campaign> =>
  campaign({ pass, counts: counts({ completed, idle: 100 - completed }) });

describe('the pace', () => {
  it('is what was done in the last two minutes', () => {
    let samples: readonly PaceSample[] = [];
    for (let second = 0; second <= 300; second += 5) {
      const done = second < 200 ? 0 : (second - 200) / 5;
      samples = sampled(samples, at(done, 2), START + second * 1000);
    }
    expect(ratePerMinute(samples, at(20, 2), START + 300_000)).toBeCloseTo(10, 0);
  });

  it('of a first pass just opened is its average so far', () => {
    expect(ratePerMinute([], at(30), START + 180_000)).toBeCloseTo(10);
  });

  it('says nothing while too little is known, and nothing when nothing moves', () => {
    expect(ratePerMinute([], at(1, 2), START + 180_000)).toBeNull();
    const still = [{ at: START, done: 30, pass: 1 }];
    expect(ratePerMinute(still, at(30), START + 90_000)).toBeNull();
    expect(ratePerMinute([], campaign({ state: 'paused' }), START + 90_000)).toBeNull();
  });

  it('begins anew with a pass', () => {
    const samples = sampled([{ at: START, done: 100, pass: 1 }], at(0, 2), START + 1000);
    expect(samples).toEqual([{ at: START + 1000, done: 0, pass: 2 }]);
  });

  it('tells the end from what is left', () => {
    expect(expectedEnd(10, at(80).counts, START)).toBe(START + 120_000);
    expect(expectedEnd(null, at(80).counts, START)).toBeNull();
  });
});
