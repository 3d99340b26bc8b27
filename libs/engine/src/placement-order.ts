import type { Flight } from './flight.js';

/** Most lines for which each request waits for the answer to the one before. */
export const ORDERED_LINES = 10;
/** How long a request waits for that answer at most, milliseconds. */
export const ORDER_WAIT_MS = 500;

/**
 * Keeps the order in which requests arrive at the phone system (DECISIONS D9): with few lines the next is sent when
 * the previous has its answer, or after half a second; with more, they are sent in order without waiting. Meanwhile the
 * next call's row is written already, so that its turn costs no commit.
 */
export class PlacementOrder {
  /** The call that waits for its turn: its row exists, the phone system has not been asked for it. */
  next: Flight | null = null;
  private open: { readonly callId: string; readonly at: number } | null = null;

  sent(callId: string, now: number): void {
    this.open = { callId, at: now };
  }

  answered(callId: string): void {
    if (this.open?.callId === callId) this.open = null;
  }

  /** Null: the next may be sent. Otherwise the time from which it may. */
  waitsUntil(lines: number, now: number): number | null {
    if (this.open === null || lines > ORDERED_LINES) return null;
    const until = this.open.at + ORDER_WAIT_MS;
    // A clock that was set back must not hold the campaign.
    if (now >= until || now < this.open.at) return null;
    return until;
  }
}
