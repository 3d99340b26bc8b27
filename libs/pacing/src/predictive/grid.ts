import { RING_STEP_MS } from '../snapshot.js';

/** Moments at which a line that is dialed now may be answered: equally likely ones. */
export const GRID = 8;

/** Curves of answers and failures, ready for looking up; drawn once for each pair of curves. */
export interface RingTables {
  readonly answered: Float64Array;
  readonly failed: Float64Array;
  readonly last: number;
  /** The grid, in steps of {@link RING_STEP_MS}. */
  readonly steps: Int32Array;
}

export const MOST_STEPS = 4096;
const tables = new WeakMap<readonly number[], { failedBy: readonly number[]; tables: RingTables }>();

/** The tables of two curves. A cache, nothing else: the same curves give the same tables. */
export function ringTables(answeredBy: readonly number[], failedBy: readonly number[]): RingTables {
  const known = tables.get(answeredBy);
  if (known !== undefined && known.failedBy === failedBy) return known.tables;
  const last = Math.max(1, Math.min(MOST_STEPS, Math.max(answeredBy.length, failedBy.length) - 1));
  const answered = rising(answeredBy, last);
  const failed = rising(failedBy, last);
  const made = { answered, failed, last, steps: quantiles(answered, last) };
  tables.set(answeredBy, { failedBy, tables: made });
  return made;
}

/** A curve as it is believed: within 0 and 1 and never falling, 1 at its end. */
function rising(curve: readonly number[], last: number): Float64Array {
  const out = new Float64Array(last + 1);
  let most = 0;
  for (let k = 0; k <= last; k += 1) {
    const value = curve[k];
    if (isNumber(value) && value > most) most = Math.min(1, value);
    out[k] = most;
  }
  out[last] = 1;
  return out;
}

/** Middles of equally likely parts. */
function quantiles(answered: Float64Array, last: number): Int32Array {
  const steps = new Int32Array(GRID);
  let k = 0;
  for (let i = 0; i < GRID; i += 1) {
    const part = (i + 0.5) / GRID;
    while (k < last && (answered[k] ?? 0) < part) k += 1;
    steps[i] = Math.max(1, k);
  }
  return steps;
}

/** Step of an age: what is no age counts as just dialed. */
export function stepOf(ageMs: number, last: number): number {
  if (!isNumber(ageMs) || ageMs <= 0) return 0;
  return ageMs >= last * RING_STEP_MS ? last : Math.floor(ageMs / RING_STEP_MS);
}

/** What JSON keeps as a number: an infinite one comes back as null, and must not have counted before either. */
export function isNumber(value: number | undefined): value is number {
  return Number.isFinite(value);
}
