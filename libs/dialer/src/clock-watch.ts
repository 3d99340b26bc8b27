/** A gap between two beats longer than this means the process stood still: laptop lid, long pause, stopped container. */
const STALL_MS = 5000;
const BEAT_MS = 1000;

/**
 * Wakes the dialer every second, and at the next deadline if that is sooner. `wake` is told whether the
 * process stood still since it was last called.
 */
export class ClockWatch {
  private readonly beat: NodeJS.Timeout;
  private deadline: NodeJS.Timeout | null = null;
  private plannedFor: number | null = null;
  private last: number;
  private stopped = false;

  constructor(
    private readonly now: () => number,
    private readonly wake: (stalled: boolean) => void,
  ) {
    this.last = now();
    this.beat = setInterval(() => this.tell(), BEAT_MS);
  }

  /** The next deadline, or null; call after every change. */
  plan(nextAt: number | null): void {
    if (this.stopped || nextAt === this.plannedFor) return;
    if (this.deadline) clearTimeout(this.deadline);
    this.plannedFor = nextAt;
    this.deadline =
      nextAt === null
        ? null
        : setTimeout(
            () => {
              this.plannedFor = null;
              this.tell();
            },
            Math.max(0, nextAt - this.now()),
          );
  }

  /** For good: what the last commits plan is for the next start. */
  stop(): void {
    this.stopped = true;
    clearInterval(this.beat);
    if (this.deadline) clearTimeout(this.deadline);
  }

  private tell(): void {
    const now = this.now();
    const stalled = now - this.last > STALL_MS;
    this.last = now;
    this.wake(stalled);
  }
}
