import { setTimeout as wait } from 'node:timers/promises';
import type { DialerLog } from './dialer.options.js';

const RETRY_MS = { first: 100, most: 5000 };

/** Tries until the database answers; null when `signal` aborts first. */
export async function persist<T>(
  act: () => Promise<T>,
  { signal, log }: { readonly signal: AbortSignal; readonly log: DialerLog },
): Promise<T | null> {
  for (let delay = RETRY_MS.first; !signal.aborted; delay = Math.min(delay * 2, RETRY_MS.most)) {
    try {
      return await act();
    } catch (error) {
      log.warn({ error: (error as Error).message }, 'the database did not answer; trying again');
      await wait(delay, undefined, { signal }).catch(() => undefined);
    }
  }
  return null;
}
