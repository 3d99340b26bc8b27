import type { DurationHistogram } from '@ringside/contracts';

/** How durations are taken to be spread: answers as Gamma(4), talk as lognormal with a deviation as large as its mean. */
export type Shape = 'answer' | 'talk';

/** Bars of past calls and the curve that is reckoned with, as shares of all for each step of time. */
export interface Drawing {
  /** Seconds of one step. */
  readonly step: number;
  /** Null: none were looked at. */
  readonly bars: readonly number[] | null;
  readonly curve: readonly number[];
  /** The largest of them all. */
  readonly top: number;
}

const STEPS = [0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300];
const PLACES = 24;
const MOST_PLACES = 40;
const LEAST_PLACES = 8;

/** What is drawn of durations with this mean, seconds; past calls and the curve on one scale. */
export function drawingOf(shape: Shape, mean: number, past: DurationHistogram | null): Drawing {
  const own = past?.step ?? STEPS.find((one) => one * PLACES >= 3 * mean) ?? 300;
  // Bars of short times are put together where the curve goes much further.
  const together = Math.max(1, Math.ceil((3 * mean) / own / MOST_PLACES));
  const step = own * together;
  const counts = joined(past?.counts ?? [], together);
  const places = Math.max(LEAST_PLACES, counts.length, Math.ceil((3 * mean) / step));
  const share = shape === 'answer' ? gammaShare : lognormalShare;
  const curve = Array.from({ length: places }, (_, i) => share(i * step, (i + 1) * step, mean));
  const bars =
    past === null
      ? null
      : Array.from({ length: places }, (_, i) => (counts[i] ?? 0) / Math.max(1, past.count));
  return { step, bars, curve, top: Math.max(0.01, ...curve, ...(bars ?? [])) };
}

function joined(counts: readonly number[], together: number): readonly number[] {
  return Array.from({ length: Math.ceil(counts.length / together) }, (_, i) =>
    counts.slice(i * together, (i + 1) * together).reduce((sum, one) => sum + one, 0),
  );
}

/** Share of durations between two moments, by Simpson's rule. */
function shareBy(density: (t: number) => number, from: number, to: number): number {
  const middle = (from + to) / 2;
  return ((to - from) / 6) * (density(from) + 4 * density(middle) + density(to));
}

function gammaShare(from: number, to: number, mean: number): number {
  const scale = mean / 4;
  return shareBy((t) => (t / scale) ** 3 * (Math.exp(-t / scale) / (6 * scale)), from, to);
}

function lognormalShare(from: number, to: number, mean: number): number {
  const variance = Math.LN2;
  const mu = Math.log(mean) - variance / 2;
  const density = (t: number): number =>
    t <= 0
      ? 0
      : Math.exp(-((Math.log(t) - mu) ** 2) / (2 * variance)) / (t * Math.sqrt(2 * Math.PI * variance));
  return shareBy(density, from, to);
}
