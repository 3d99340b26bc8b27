/** Longest wait that a phone system can ask for. */
export const RETRY_AFTER_CAP_MS = 300_000;

/**
 * The wait that a `Retry-After` header asks for, in milliseconds, at most {@link RETRY_AFTER_CAP_MS}; null when there is
 * none, or it cannot be read, or it is over already. A date is taken relative to the answer's own `Date`, so that a
 * wrong clock on either side does not matter; `now` (epoch milliseconds) stands in when the answer has none.
 */
export function retryAfterMs(headers: Readonly<Record<string, string>>, now: number): number | null {
  const given = headers['retry-after']?.trim() ?? '';
  const wait = /^\d+(\.\d+)?$/.test(given) ? Number(given) * 1000 : untilDate(given, headers['date'], now);
  return wait > 0 ? Math.min(wait, RETRY_AFTER_CAP_MS) : null;
}

/** Milliseconds until an HTTP date; NaN when it is none. */
function untilDate(given: string, answeredAt: string | undefined, now: number): number {
  const from = httpDate(answeredAt ?? '');
  return httpDate(given) - (Number.isNaN(from) ? now : from);
}

function httpDate(text: string): number {
  return /^[A-Z][a-z]+,? .* GMT$/.test(text) ? Date.parse(text) : Number.NaN;
}
