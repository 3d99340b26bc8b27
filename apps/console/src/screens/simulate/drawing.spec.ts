import { describe, expect, it } from '@jest/globals';
import { drawingOf } from './distributions.js';
import { pathOf, rangeOf, thin } from './plot.js';

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);

describe('the drawing of durations', () => {
  it.each(['answer', 'talk'] as const)('has nearly all of the curve of %s, around its mean', (shape) => {
    for (const mean of [1, 12, 120, 900]) {
      const { curve, step, bars } = drawingOf(shape, mean, null);
      expect(bars).toBeNull();
      expect(sum(curve)).toBeGreaterThan(0.9);
      expect(sum(curve)).toBeLessThan(1.05);
      expect(curve.length * step).toBeGreaterThanOrEqual(3 * Math.min(mean, 2400));
    }
    // Gamma(4) has its mode at three quarters of its mean; a lognormal with cv 1 at 0.35 of it.
    const { curve, step } = drawingOf(shape, 100, null);
    const mode = (curve.indexOf(Math.max(...curve)) + 0.5) * step;
    expect(Math.abs(mode - (shape === 'answer' ? 75 : 35))).toBeLessThanOrEqual(step);
  });

  it('has bars that are shares of past calls, on their scale', () => {
    const { bars, step, curve } = drawingOf('talk', 4, { count: 10, mean: 4, step: 2, counts: [2, 5, 3] });
    expect([step, bars?.slice(0, 4)]).toEqual([2, [0.2, 0.5, 0.3, 0]]);
    expect(curve).toHaveLength(bars?.length ?? 0);
  });

  it('goes as far as what was set by hand, however short past calls were', () => {
    const past = { count: 10, mean: 0.4, step: 0.5, counts: [6, 4] };
    const { bars, step, curve } = drawingOf('talk', 120, past);
    expect(curve.length).toBeLessThanOrEqual(40);
    expect(curve.length * step).toBeGreaterThanOrEqual(360);
    expect(bars?.[0]).toBe(1);
    expect(sum(curve)).toBeGreaterThan(0.9);
  });
});

describe('the line of a day', () => {
  it('is thinned to means of what is known', () => {
    expect(thin([1, 3, null, 5, null, null], 3)).toEqual([2, 5, null]);
    expect(thin([1, 2], 96)).toEqual([1, 2]);
    expect(thin([], 96)).toEqual([]);
  });

  it('is broken where nothing is known, and stays in the picture', () => {
    expect(pathOf([0, 50, null, 100, 250], 0, 100)).toBe('M0.00 100.00L25.00 50.00M75.00 0.00L100.00 0.00');
    expect(pathOf([], 0, 1)).toBe('');
    expect(pathOf([3], 3, 3)).toBe('M0.00 100.00');
  });

  it('has a range of what is known', () => {
    expect(rangeOf([null, 3, -1])).toEqual({ least: -1, most: 3 });
    expect(rangeOf([null])).toEqual({ least: 0, most: 0 });
  });
});
