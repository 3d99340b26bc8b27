import { describe, expect, it } from '@jest/globals';
import { meanOf, optimum } from '@ringside/simulation';
import { settingsOf } from '../settings.js';
import { limitOf } from './limit.js';
import { reckon, type News } from './reckon.js';
import { ringSeconds, worldOf } from './world.js';

const SHORT = settingsOf({
  callers: 3,
  answer_rate: 0.3,
  talk_seconds: 60,
  wrap_seconds: 10,
  hours: 0.5,
  days: 2,
});

describe('the world of a simulation', () => {
  it('is R1 with the times that were asked for', () => {
    const world = worldOf({ ...SHORT, answer_seconds: 9, ring_timeout: 20 });
    expect([meanOf(world.answerAfter), meanOf(world.talk), world.ringTimeoutMs]).toEqual([
      9000, 60_000, 20_000,
    ]);
    expect(world.answerRate.base).toBe(0.3);
    expect(worldOf({ ...SHORT, wrap_seconds: 0 }).wrap).toBeNull();
  });

  it('rings as long in the mean as its parts do', () => {
    // 30 % answer after 12 s; of 75 others 40 are given up at 26 s, 25 are machines after 20 s, 10 are busy at 3 s.
    const others = (40 * 26 + 25 * 20 + 10 * 3) / 75;
    expect(ringSeconds(worldOf(SHORT))).toBeCloseTo(0.3 * 12 + 0.7 * others, 6);
  });
});

describe('the limit', () => {
  it('is the optimum of world M with the same rate and means', () => {
    const limit = limitOf(SHORT);
    const world = {
      callers: 3,
      answerRate: 0.3,
      handleSeconds: 70,
      ringSeconds: ringSeconds(worldOf(SHORT)),
    };
    expect(limit?.busy_share).toBeCloseTo(optimum(world, 0.03).busy, 4);
    expect(limitOf({ ...SHORT, jurisdiction: 'CA' })?.abandon_rate).toBe(0.05);
  });

  it('is none where it would say nothing, or take too long', () => {
    expect(limitOf({ ...SHORT, jurisdiction: 'none' })).toBeNull();
    expect(limitOf({ ...SHORT, calls_per_second: 1 })).toBeNull();
    expect(limitOf({ ...SHORT, callers: 500, answer_rate: 0.01 })).toBeNull();
    // Answers after a second, while a line rings for fifteen, are foreseen far better than world M allows.
    expect(limitOf({ ...SHORT, answer_seconds: 1 })).toBeNull();
    expect(limitOf({ ...SHORT, talk_seconds: 10 })).toBeNull();
  });
});

describe('a reckoning', () => {
  it('tells the limit, how far it is, each result, and that it is done', () => {
    const news: News[] = [];
    reckon(SHORT, (one) => news.push(one));
    expect(news[0]).toMatchObject({ kind: 'limit' });
    expect(news.at(-1)).toEqual({ kind: 'done' });
    const progress = news.flatMap((one) => (one.kind === 'progress' ? [one.progress] : []));
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toBe(1);
    const results = news.flatMap((one) => (one.kind === 'result' ? [one.result] : []));
    expect(results.map(({ policy }) => policy)).toEqual(['predictive', 'power']);
    for (const { busy_share, abandon_rate, talk_minutes_per_hour } of results) {
      expect(busy_share.mean).toBeLessThanOrEqual(busy_share.high ?? NaN);
      expect(abandon_rate.low).toBeGreaterThanOrEqual(0);
      // Of every 70 busy seconds, 60 are talk.
      expect(talk_minutes_per_hour.mean / 60).toBeCloseTo((busy_share.mean * 60) / 70, 1);
    }
  });
});
