import { CURVE_STEP_MS } from '../snapshot.js';

/** Events by which a learned hazard is held to the one believed before. */
const SHRINK = 3;
const MEMORY = 4000;
const LEAST_NEWS = 4;

/**
 * How long something lasts, as the hazard of its end by elapsed time: never a mean. Time is cut into bins that grow by an
 * eighth; in each, the part of those who reached it that ended in it, shrunk towards what was believed before.
 */
export class Durations {
  /** P(longer than k steps), as the snapshot wants it. */
  beyond: readonly number[] = [];
  private readonly edges: readonly number[];
  private readonly ended: Float64Array;
  private weight = 0;
  private news = 0;

  constructor(
    /** What is believed before anything was seen: a mean. */
    private readonly meanMs: number,
    private readonly longestMs: number,
  ) {
    this.edges = edgesUpTo(longestMs);
    this.ended = new Float64Array(this.edges.length);
    this.learn([]);
  }

  /** It ended after so long. */
  ends(lastedMs: number): void {
    const bin = this.binOf(lastedMs);
    this.ended[bin] = (this.ended[bin] ?? 0) + 1;
    this.news += 1;
  }

  /** Draws the curve anew if enough has happened; `going`: how long those last that have not ended. */
  refresh(going: () => readonly number[]): void {
    if (this.news < Math.max(LEAST_NEWS, this.weight * 0.03)) return;
    this.weight += this.news;
    this.news = 0;
    if (this.weight > MEMORY) {
      this.weight /= 2;
      for (let bin = 0; bin < this.ended.length; bin += 1) this.ended[bin] = (this.ended[bin] ?? 0) / 2;
    }
    this.learn(going());
  }

  private learn(going: readonly number[]): void {
    const bins = this.edges.length;
    const reached = new Float64Array(bins);
    let later = 0;
    for (let bin = bins - 1; bin >= 0; bin -= 1) {
      later += this.ended[bin] ?? 0;
      reached[bin] = later;
    }
    for (const lasted of going) {
      const last = this.binOf(lasted);
      for (let bin = 0; bin < last; bin += 1) reached[bin] = (reached[bin] ?? 0) + 1;
      reached[last] = (reached[last] ?? 0) + this.part(last, lasted);
    }
    const curve = [1];
    const steps = Math.ceil(this.longestMs / CURVE_STEP_MS);
    let beyond = 1;
    let bin = 0;
    let rate = this.rate(bin, reached);
    for (let k = 1; k <= steps && beyond > 1e-4; k += 1) {
      while (bin + 1 < bins && (this.edges[bin + 1] ?? Infinity) < k * CURVE_STEP_MS) {
        bin += 1;
        rate = this.rate(bin, reached);
      }
      beyond *= Math.exp(-rate * CURVE_STEP_MS);
      curve.push(beyond);
    }
    this.beyond = curve;
  }

  /** Hazard per millisecond within a bin. */
  private rate(bin: number, reached: Float64Array): number {
    const width = this.widthOf(bin);
    const before = 1 - Math.exp(-width / this.meanMs);
    const ends = ((this.ended[bin] ?? 0) + SHRINK * before) / ((reached[bin] ?? 0) + SHRINK);
    return -Math.log(1 - Math.min(ends, 1 - 1e-6)) / width;
  }

  private part(bin: number, lasted: number): number {
    return Math.min(1, Math.max(0, lasted - (this.edges[bin] ?? 0)) / this.widthOf(bin));
  }

  private widthOf(bin: number): number {
    return (this.edges[bin + 1] ?? this.longestMs) - (this.edges[bin] ?? 0);
  }

  private binOf(lastedMs: number): number {
    let low = 0;
    let high = this.edges.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.edges[middle] ?? 0) <= lastedMs) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** Lower edges of the bins: whole steps, growing by an eighth. */
function edgesUpTo(longestMs: number): readonly number[] {
  const edges = [0];
  let edge = 0;
  for (;;) {
    edge += Math.max(1, Math.round(edge / CURVE_STEP_MS / 8)) * CURVE_STEP_MS;
    if (edge >= longestMs) return edges;
    edges.push(edge);
  }
}
