import { describe, expect, it } from '@jest/globals';
import { Grid, solveLinear, visits } from './linear.js';

const grid = (rows: readonly (readonly number[])[]): Grid => {
  const made = new Grid(rows.length, rows[0]?.length ?? 0);
  rows.forEach((row, i) => row.forEach((value, j) => made.set(i, j, value)));
  return made;
};

describe('linear systems', () => {
  it('are solved when a row has to be exchanged', () => {
    const x = solveLinear(
      grid([
        [0, 2, 1],
        [1, 1, 1],
        [4, -1, 1],
      ]),
      Float64Array.of(7, 6, 5),
    );
    expect([...x].map((one) => Math.round(one * 1e9) / 1e9)).toEqual([1, 2, 3]);
  });
});

describe('visits of a chain', () => {
  it('are its stationary shares, visits that stay included', () => {
    const share = visits(
      grid([
        [0.5, 0.5, 0],
        [0.25, 0.5, 0.25],
        [0, 0.5, 0.5],
      ]),
    );
    expect([...share]).toEqual([0.25, 0.5, 0.25]);
  });

  it('are exact where they are tiny', () => {
    const rare = 1e-60;
    const share = visits(
      grid([
        [1 - rare, rare],
        [1, 0],
      ]),
    );
    expect((share[1] ?? 0) / rare).toBeCloseTo(1, 12);
  });
});
