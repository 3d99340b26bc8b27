/** Counts of durations in bins of equal width, after one for no time at all; the last bin holds all that is longer. */
export class Histogram {
  readonly counts: number[];
  private sum = 0;
  private total = 0;

  constructor(
    private readonly binMs: number,
    bins: number,
  ) {
    this.counts = new Array<number>(bins).fill(0);
  }

  add(ms: number): void {
    const bin = Math.min(this.counts.length - 1, Math.max(0, Math.ceil(ms / this.binMs)));
    this.counts[bin] = (this.counts[bin] ?? 0) + 1;
    this.sum += ms;
    this.total += 1;
  }

  merge(other: HistogramFigures): void {
    other.counts.forEach((count, bin) => (this.counts[bin] = (this.counts[bin] ?? 0) + count));
    this.sum += other.sum;
    this.total += other.total;
  }

  get mean(): number {
    return this.total === 0 ? 0 : this.sum / this.total;
  }

  /** The duration that this share lies below, to within a bin. */
  quantile(share: number): number {
    let left = share * this.total;
    for (const [bin, count] of this.counts.entries()) {
      if (count > 0 && left <= count) return bin === 0 ? 0 : (bin - 1 + left / count) * this.binMs;
      left -= count;
    }
    return 0;
  }

  get figures(): HistogramFigures {
    return { counts: this.counts, sum: this.sum, total: this.total };
  }
}

/** What a {@link Histogram} holds, as data. */
export interface HistogramFigures {
  readonly counts: readonly number[];
  readonly sum: number;
  readonly total: number;
}

/** Of times that callers wait for a call. */
export const idleHistogram = (): Histogram => new Histogram(500, 2400);
/** Of times that answered persons wait for a caller. */
export const delayHistogram = (): Histogram => new Histogram(10, 1000);
