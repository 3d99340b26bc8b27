import { performance } from 'node:perf_hooks';

/** Epoch milliseconds with a fraction; never goes back. */
export function nowMs(): number {
  return performance.timeOrigin + performance.now();
}

/** Longest delay a Node timer takes. */
export const LONGEST_MS = 2 ** 31 - 1;

/** Sleeping that can be ended early, all at once or one by one. */
export class Sleepers {
  private readonly asleep = new Set<() => void>();

  /** Sleeps for `ms`; Infinity means until woken. `started` receives a function that wakes early. */
  sleep(ms: number, started?: (wake: () => void) => void): Promise<void> {
    if (ms <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = ms === Infinity ? undefined : setTimeout(() => wake(), Math.min(ms, LONGEST_MS));
      const wake = (): void => {
        clearTimeout(timer);
        this.asleep.delete(wake);
        resolve();
      };
      this.asleep.add(wake);
      started?.(wake);
    });
  }

  wakeAll(): void {
    for (const wake of [...this.asleep]) wake();
  }
}
