/** A mean over independent runs. */
export interface Interval {
  readonly mean: number;
  /** Half of the 95 % interval; NaN for a single run. */
  readonly half: number;
}

/** Two-sided 95 % quantiles of Student's t by degrees of freedom, 1 to 30. */
const T = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131,
  2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];

/** Mean and 95 % interval of independent, equally good figures. */
export function interval(values: readonly number[]): Interval {
  const n = values.length;
  if (n === 0) return { mean: NaN, half: NaN };
  const mean = values.reduce((sum, x) => sum + x, 0) / n;
  if (n === 1) return { mean, half: NaN };
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1);
  // Beyond the table within a thousandth: Cornish and Fisher's first term.
  const t = T[n - 2] ?? 1.96 + 2.372 / (n - 1);
  return { mean, half: t * Math.sqrt(variance / n) };
}
