import { describe, expect, it } from '@jest/globals';
import { Random } from '../random.js';
import {
  drawBeta,
  exponential,
  fixed,
  gamma,
  lognormal,
  meanOf,
  samplerOf,
  type Distribution,
} from './distribution.js';

const DRAWS = 40_000;

function momentsOf(draw: () => number): { readonly mean: number; readonly cv: number } {
  const values = Array.from({ length: DRAWS }, draw);
  const mean = values.reduce((sum, x) => sum + x, 0) / DRAWS;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / DRAWS;
  return { mean, cv: Math.sqrt(variance) / mean };
}

describe('a sampler has the mean and the spread of its distribution', () => {
  const cases: readonly (readonly [string, Distribution, number])[] = [
    ['fixed', fixed(1500), 0],
    ['uniform', { kind: 'uniform', fromMs: 0, toMs: 1000 }, 1 / Math.sqrt(3)],
    ['exponential', exponential(20_000), 1],
    ['gamma of a whole shape', gamma(4, 12_000), 0.5],
    ['gamma of a shape below 1', gamma(0.755, 569_000), 1 / Math.sqrt(0.755)],
    ['gamma of a large shape', gamma(29.7, 1), 1 / Math.sqrt(29.7)],
    ['lognormal', lognormal(120_000, 1), 1],
  ];
  it.each(cases)('%s', (_, of, cv) => {
    const moments = momentsOf(samplerOf(of, new Random(7)));
    expect(moments.mean / meanOf(of)).toBeCloseTo(1, 1.5);
    expect(Math.abs(moments.cv - cv)).toBeLessThan(0.08);
  });

  it('a mixture draws each part by its share', () => {
    const of: Distribution = {
      kind: 'mixture',
      parts: [
        { share: 0.7, of: fixed(10) },
        { share: 0.3, of: fixed(100) },
      ],
    };
    expect(meanOf(of)).toBeCloseTo(37);
    expect(momentsOf(samplerOf(of, new Random(3))).mean).toBeCloseTo(37, 0);
  });

  it('Beta', () => {
    const random = new Random(5);
    const moments = momentsOf(() => drawBeta(0.25, 0.3, random.next));
    expect(moments.mean).toBeCloseTo(0.25, 2);
    expect(moments.cv).toBeCloseTo(0.3, 1);
  });
});
