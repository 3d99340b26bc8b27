import type { Random } from '../random.js';

/** How long something takes, as data. Times in milliseconds; `cv` is the standard deviation over the mean. */
export type Distribution =
  | { readonly kind: 'fixed'; readonly ms: number }
  | { readonly kind: 'exponential'; readonly meanMs: number }
  | { readonly kind: 'gamma'; readonly shape: number; readonly meanMs: number }
  | { readonly kind: 'lognormal'; readonly meanMs: number; readonly cv: number }
  | { readonly kind: 'uniform'; readonly fromMs: number; readonly toMs: number }
  | {
      readonly kind: 'mixture';
      readonly parts: readonly { readonly share: number; readonly of: Distribution }[];
    };

export const fixed = (ms: number): Distribution => ({ kind: 'fixed', ms });
export const exponential = (meanMs: number): Distribution => ({ kind: 'exponential', meanMs });
export const gamma = (shape: number, meanMs: number): Distribution => ({ kind: 'gamma', shape, meanMs });
export const lognormal = (meanMs: number, cv: number): Distribution => ({ kind: 'lognormal', meanMs, cv });

export function meanOf(of: Distribution): number {
  switch (of.kind) {
    case 'fixed':
      return of.ms;
    case 'uniform':
      return (of.fromMs + of.toMs) / 2;
    case 'mixture':
      return of.parts.reduce((sum, part) => sum + part.share * meanOf(part.of), 0);
    default:
      return of.meanMs;
  }
}

/** Draws from a distribution, milliseconds. */
export type Sampler = () => number;

/** A sampler with its constants worked out once; every draw comes from `random`. */
export function samplerOf(of: Distribution, random: Random): Sampler {
  const { next } = random;
  switch (of.kind) {
    case 'fixed':
      return () => of.ms;
    case 'uniform':
      return () => of.fromMs + (of.toMs - of.fromMs) * next();
    case 'exponential':
      return () => -of.meanMs * Math.log(1 - next());
    case 'lognormal': {
      const variance = Math.log(1 + of.cv ** 2);
      const sigma = Math.sqrt(variance);
      const mu = Math.log(of.meanMs) - variance / 2;
      return () => Math.exp(mu + sigma * normal(next));
    }
    case 'gamma': {
      const scale = of.meanMs / of.shape;
      return Number.isInteger(of.shape) && of.shape <= 8
        ? () => scale * erlang(of.shape, next)
        : () => scale * standardGamma(of.shape, next);
    }
    case 'mixture': {
      const parts = of.parts.map((part) => ({ share: part.share, draw: samplerOf(part.of, random) }));
      return () => {
        let x = next();
        for (const { share, draw } of parts) {
          if (x < share) return draw();
          x -= share;
        }
        return parts.at(-1)?.draw() ?? 0;
      };
    }
  }
}

/** A standard normal draw (Box and Muller; its twin is thrown away, so that each call draws the same number of times). */
export function normal(next: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}

/** A probability with this mean and coefficient of variation. */
export function drawBeta(mean: number, cv: number, next: () => number): number {
  const total = (1 - mean) / (mean * cv ** 2) - 1;
  if (!(total > 0)) return mean;
  const a = standardGamma(mean * total, next);
  const b = standardGamma((1 - mean) * total, next);
  return a / (a + b);
}

function erlang(shape: number, next: () => number): number {
  let product = 1;
  for (let i = 0; i < shape; i += 1) product *= 1 - next();
  return -Math.log(product);
}

/** Marsaglia and Tsang's method; below shape 1 by their power of a uniform. */
export function standardGamma(shape: number, next: () => number): number {
  if (shape < 1) return standardGamma(shape + 1, next) * (1 - next()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(next);
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    if (Math.log(1 - next()) < x ** 2 / 2 + d * (1 - v + Math.log(v))) return d * v;
  }
}
