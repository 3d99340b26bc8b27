import { signal, type Signal } from '@angular/core';
import { failureOf, type Failure } from './failure.js';

/** Something the user asked for: whether its answer is awaited, and what went wrong the last time. */
export interface Act {
  readonly busy: Signal<boolean>;
  readonly failure: Signal<Failure | null>;
  /** Runs it unless it runs already; resolves to whether it worked. */
  run(work: () => Promise<unknown>): Promise<boolean>;
  /** Forgets the last failure. */
  clear(): void;
}

export function createAct(): Act {
  const busy = signal(false);
  const failure = signal<Failure | null>(null);
  return {
    busy: busy.asReadonly(),
    failure: failure.asReadonly(),
    async run(work) {
      if (busy()) return false;
      busy.set(true);
      failure.set(null);
      try {
        await work();
        return true;
      } catch (error) {
        failure.set(failureOf(error));
        return false;
      } finally {
        busy.set(false);
      }
    },
    clear: () => failure.set(null),
  };
}
