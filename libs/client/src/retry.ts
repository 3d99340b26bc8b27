import { RingsideError } from './ringside-error.js';

/** How often a request is sent, and how long is waited in between. */
export interface Retrying {
  /** At most this many times in all. 3 */
  readonly tries?: number;
  /** The longest wait before the next try, milliseconds; a server that wants more is not waited for. 60,000 */
  readonly maxWaitMs?: number;
}

/** The first wait when the server did not say how long; doubled each time. */
const FIRST_WAIT_MS = 250;

/**
 * Milliseconds to wait before a request is sent again, or null: it is not. Sent again is what got no answer, what came too
 * often (429) and what the service could not take just now (503).
 */
export function waitBeforeRetry(
  error: unknown,
  tried: number,
  { tries = 3, maxWaitMs = 60_000 }: Retrying,
  random: number,
): number | null {
  if (!(error instanceof RingsideError) || tried >= tries) return null;
  const lost = error.code === 'unreachable' || error.code === 'timeout';
  if (!lost && error.status !== 429 && error.status !== 503) return null;
  const wait = error.retryAfterMs ?? FIRST_WAIT_MS * 2 ** (tried - 1) * (0.5 + random);
  return wait > maxWaitMs ? null : wait;
}

/** Milliseconds that a `Retry-After` header tells (seconds, or a date), or null. */
export function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null || header.trim() === '') return null;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}

/** Resolves after that time; rejects with the signal's reason as soon as it is aborted. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const over = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', over);
      resolve();
    }, ms);
    if (signal?.aborted) over();
    else signal?.addEventListener('abort', over, { once: true });
  });
}
