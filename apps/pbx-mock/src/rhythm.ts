import { LONGEST_MS, nowMs } from './clock.js';

/** After a stall, what was missed is not made up for. */
const MOST_BEHIND_MS = 1000;
const MINUTE_MS = 60_000;

/** Does something so many times a minute. */
export class Rhythm {
  private timer: NodeJS.Timeout | undefined;
  private nextAt = 0;
  private rate = 0;

  /** `perMinute`: 0 = not at all. `stretch`: by how much the next gap is longer than the average, 1 = not. */
  constructor(
    private readonly perMinute: () => number,
    private readonly beat: () => void,
    private readonly stretch: () => number,
  ) {}

  /** Begins, or takes another rate into account. */
  keep(): void {
    if (this.perMinute() === this.rate) return;
    this.rate = this.perMinute();
    this.nextAt = nowMs();
    this.advance();
    this.wait();
  }

  stop(): void {
    this.rate = 0;
    clearTimeout(this.timer);
  }

  private wait(): void {
    clearTimeout(this.timer);
    if (this.rate === 0) return;
    this.timer = setTimeout(
      () => {
        const now = nowMs();
        this.nextAt = Math.max(this.nextAt, now - MOST_BEHIND_MS);
        while (this.nextAt <= now) {
          this.beat();
          this.advance();
        }
        this.wait();
      },
      Math.min(this.nextAt - nowMs(), LONGEST_MS),
    );
  }

  private advance(): void {
    this.nextAt += (MINUTE_MS / this.rate) * this.stretch();
  }
}
