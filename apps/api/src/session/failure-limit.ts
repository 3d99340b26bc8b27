/**
 * Slows down guessing: so many failures a minute from one address (and, apart, for one key from it), then
 * none are even looked at until time has passed. Bounded in memory.
 */
export class FailureLimit {
  private readonly buckets = new Map<string, { left: number; at: number }>();

  constructor(
    private readonly perMinute: number,
    private readonly now: () => number,
    private readonly maxBuckets = 10_000,
  ) {}

  /** Seconds to wait before `who` may try again; 0 = now. */
  waitSeconds(who: string): number {
    const left = this.level(who);
    return left >= 1 ? 0 : Math.ceil(((1 - left) * 60) / this.perMinute);
  }

  /** A try of `who` begins; it counts as failed until it is `forgiven`, so that many at once do not slip by. */
  tried(who: string): void {
    this.set(who, this.level(who) - 1);
  }

  /** The try was right after all. */
  forgiven(who: string): void {
    this.set(who, this.level(who) + 1);
  }

  private set(who: string, left: number): void {
    this.buckets.delete(who);
    if (this.buckets.size >= this.maxBuckets) {
      const oldest = this.buckets.keys().next();
      if (oldest.done !== true) this.buckets.delete(oldest.value);
    }
    this.buckets.set(who, { left, at: this.now() });
  }

  private level(who: string): number {
    const bucket = this.buckets.get(who);
    if (bucket === undefined) return this.perMinute;
    const gained = ((this.now() - bucket.at) / 60_000) * this.perMinute;
    return Math.min(this.perMinute, bucket.left + Math.max(0, gained));
  }
}
