/** P(a standard normal variable is below z); good to 1e-7. */
export function normalBelow(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail =
    density(z) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z > 0 ? 1 - tail : tail;
}

export function density(z: number): number {
  return 0.3989422804014327 * Math.exp(-0.5 * z * z);
}

/**
 * P(X >= 1) of a whole-numbered X with these cumulants: normal with continuity correction, and corrected for skewness
 * (first term of Edgeworth).
 */
export function atLeastOne(mean: number, variance: number, third: number): number {
  if (variance < 1e-9) return mean >= 0.5 ? 1 : 0;
  const sd = Math.sqrt(variance);
  const z = (mean - 0.5) / sd;
  const below = normalBelow(z);
  const skew = Math.min(1.5, Math.max(-1.5, third / (variance * sd)));
  return Math.min(1, Math.max(0, below + (skew / 6) * (z * z - 1) * density(z)));
}
