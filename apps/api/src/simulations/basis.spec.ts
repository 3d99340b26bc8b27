import { describe, expect, it } from '@jest/globals';
import { basisResource, histogram } from './basis.js';

const NONE = { calls: 0, answered: 0, from: null, to: null, answerMs: [], talkMs: [] };

describe('a histogram of durations', () => {
  it('has steps that show nearly all in a few bars, and the rest in the last', () => {
    const ms = [...Array.from({ length: 99 }, (_, i) => (i % 20) * 1000 + 500), 3_600_000];
    expect(histogram(ms)).toEqual({
      count: 100,
      mean: 45.8,
      step: 1,
      counts: [...new Array<number>(19).fill(5), 4, 0, 0, 0, 1],
    });
  });

  it('has no bars behind the longest', () => {
    expect(histogram([100, 200, 300, 400, 700])).toEqual({ count: 5, mean: 0.34, step: 0.5, counts: [4, 1] });
  });

  it('is none of a few, which say nothing', () => {
    expect(histogram([1000, 2000, 3000, 4000])).toBeNull();
  });

  it('loses nobody, however long they talked', () => {
    for (const scale of [1, 100, 10_000, 1_000_000]) {
      const ms = Array.from({ length: 200 }, (_, i) => i * scale);
      const { counts = [], count } = histogram(ms) ?? {};
      expect(counts.reduce((sum, one) => sum + one, 0)).toBe(200);
      expect(count).toBe(200);
      expect(counts.length).toBeLessThanOrEqual(24);
    }
  });
});

describe('what past calls say', () => {
  it('is a rate of answers of no fewer than 20 calls', () => {
    expect(basisResource({ ...NONE, calls: 19, answered: 5 }, undefined).answer_rate).toBeNull();
    expect(basisResource({ ...NONE, calls: 40, answered: 10 }, undefined).answer_rate).toBe(0.25);
  });

  it('says whose calls they are', () => {
    const id = '01990000-0000-7000-8000-00000000000a';
    expect(basisResource(NONE, id)).toMatchObject({
      uri: `/v1/simulations/basis?campaign=${id}`,
      from: null,
      resources: { campaign: `/v1/campaigns/${id}` },
    });
  });
});
