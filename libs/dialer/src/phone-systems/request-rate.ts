/** Over how many seconds requests are counted. */
const SECONDS = 10;

/** Requests a second over the last ten seconds: a ring of counts, one a second. */
export class RequestRate {
  private readonly counts = new Array<number>(SECONDS).fill(0);
  /** The newest second that is in the ring. */
  private newest = 0;

  count(now: number): void {
    this.turn(now);
    const at = this.newest % SECONDS;
    this.counts[at] = (this.counts[at] ?? 0) + 1;
  }

  perSecond(now: number): number {
    this.turn(now);
    return this.counts.reduce((sum, count) => sum + count, 0) / SECONDS;
  }

  /** Empties the seconds that have passed without a request. A clock that was set back counts on in its newest second. */
  private turn(now: number): void {
    const second = Math.floor(now / 1000);
    if (second <= this.newest) return;
    for (let at = Math.max(this.newest + 1, second - SECONDS + 1); at <= second; at++)
      this.counts[at % SECONDS] = 0;
    this.newest = second;
  }
}
