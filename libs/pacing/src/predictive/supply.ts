import { CURVE_STEP_MS, RING_STEP_MS } from '../snapshot.js';
import { GRID, isNumber } from './grid.js';

const MOST_STEPS = 3600;
const MOST_GRACE_MS = 60_000;

/**
 * P(free again by each moment of the grid), by how long a caller has talked or has been in wrap-up. Rows are reckoned when
 * they are first asked for.
 */
export class SupplyTables {
  private readonly talk: Float64Array;
  private readonly wrap: Float64Array;
  private readonly talking: (Float64Array | undefined)[] = [];
  private readonly wrapping: (Float64Array | undefined)[] = [];

  constructor(
    talkBeyond: readonly number[],
    wrapBeyond: readonly number[],
    /** The grid in milliseconds, grace included. */
    private readonly until: Float64Array,
  ) {
    this.talk = falling(talkBeyond);
    this.wrap = falling(wrapBeyond);
  }

  whenTalking(ageMs: number): Float64Array {
    const age = ageOf(ageMs, this.talk.length - 1);
    return (this.talking[age] ??= this.row((by) => this.talkThenWrap(age, by)));
  }

  whenWrapping(ageMs: number): Float64Array {
    const age = ageOf(ageMs, this.wrap.length - 1);
    return (this.wrapping[age] ??= this.row((by) => ended(this.wrap, age, by)));
  }

  private row(by: (steps: number) => number): Float64Array {
    const row = new Float64Array(GRID);
    for (let i = 0; i < GRID; i += 1) row[i] = by((this.until[i] ?? 0) / CURVE_STEP_MS);
    return row;
  }

  /** Talk that has lasted `age` steps ends, and the wrap-up after it, within `by` steps. */
  private talkThenWrap(age: number, by: number): number {
    const now = at(this.talk, age);
    if (now <= 0) return 1 - at(this.wrap, by);
    let sum = 0;
    let beyond = now;
    for (let s = 0; s < by; s += 1) {
      const width = Math.min(1, by - s);
      const next = at(this.talk, age + s + width);
      sum += (beyond - next) * (1 - at(this.wrap, by - s - width / 2));
      beyond = next;
    }
    return sum / now;
  }
}

interface Known {
  readonly wrapBeyond: readonly number[];
  readonly steps: Int32Array;
  readonly graceMs: number;
  readonly tables: SupplyTables;
}

const tables = new WeakMap<readonly number[], Known>();

/** The tables for these curves and this grid. A cache, nothing else. */
export function supplyTables(
  talkBeyond: readonly number[],
  wrapBeyond: readonly number[],
  steps: Int32Array,
  answerWithinMs: number,
): SupplyTables {
  const graceMs = answerWithinMs > 0 && answerWithinMs < MOST_GRACE_MS ? answerWithinMs : 0;
  const known = tables.get(talkBeyond);
  if (
    known !== undefined &&
    known.wrapBeyond === wrapBeyond &&
    known.steps === steps &&
    known.graceMs === graceMs
  ) {
    return known.tables;
  }
  const until = Float64Array.from(steps, (step) => step * RING_STEP_MS + graceMs);
  const made = new SupplyTables(talkBeyond, wrapBeyond, until);
  tables.set(talkBeyond, { wrapBeyond, steps, graceMs, tables: made });
  return made;
}

function ended(beyond: Float64Array, age: number, by: number): number {
  const now = at(beyond, age);
  return now <= 0 ? 1 : 1 - at(beyond, age + by) / now;
}

/** A curve between its samples; its last value goes on. */
function at(curve: Float64Array, step: number): number {
  const last = curve.length - 1;
  if (step >= last) return curve[last] ?? 0;
  const low = Math.floor(step);
  const here = curve[low] ?? 0;
  return here + ((curve[low + 1] ?? here) - here) * (step - low);
}

/** A curve as it is believed: within 0 and 1, and never rising. */
function falling(curve: readonly number[]): Float64Array {
  const out = new Float64Array(Math.max(1, Math.min(MOST_STEPS, curve.length)));
  let least = 1;
  for (let k = 0; k < out.length; k += 1) {
    const value = curve[k];
    if (isNumber(value) && value < least) least = Math.max(0, value);
    out[k] = least;
  }
  return out;
}

function ageOf(ageMs: number, last: number): number {
  if (!isNumber(ageMs) || ageMs <= 0) return 0;
  return ageMs >= last * CURVE_STEP_MS ? last : Math.floor(ageMs / CURVE_STEP_MS);
}
