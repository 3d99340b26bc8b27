import type { Flight } from './flight.js';

/** Refusals in a row over the campaign after which it only probes. */
export const REFUSING_AFTER = 8;
/** Interval of the probes, milliseconds. */
export const PROBE_MS = 30_000;
const FIRST_RETRY_MS = 1000;
const LONGEST_BACKOFF_MS = 30_000;
const LONGEST_RETRY_AFTER_MS = 300_000;

/**
 * How long a call waits after its `refusals`th refusal, milliseconds: 1 s doubling to 30 s, give or take a
 * fifth (`random` is 0 <= x < 1). What the phone system asks for wins, within 1 s and 5 min.
 */
export function retryDelay(refusals: number, retryAfterMs: number | null, random: number): number {
  if (retryAfterMs !== null) return Math.min(Math.max(retryAfterMs, FIRST_RETRY_MS), LONGEST_RETRY_AFTER_MS);
  const backoff = Math.min(FIRST_RETRY_MS * 2 ** (refusals - 1), LONGEST_BACKOFF_MS);
  return Math.round(backoff * (0.8 + 0.4 * random));
}

/**
 * The calls the phone system refused and has not taken since, their retries under way included. The
 * one with the lowest position is the head: only it is asked for again, and it holds all later placements.
 */
export class Refusals {
  /** Refusals since the phone system last took, failed or lost a request of this campaign. */
  streak = 0;
  /** The phone system's own words at the last refusal. */
  detail = '';
  head: Flight | null = null;
  private readonly flights = new Set<Flight>();

  /** Whether the phone system has refused for so long that the campaign only probes. */
  get refusing(): boolean {
    return this.streak >= REFUSING_AFTER;
  }

  add(flight: Flight): void {
    this.flights.add(flight);
    if (this.head === null || flight.call.position < this.head.call.position) this.head = flight;
  }

  /** The call is not `placing` any more. */
  remove(flight: Flight): void {
    if (!this.flights.delete(flight) || this.head !== flight) return;
    this.head = null;
    for (const other of this.flights) {
      if (this.head === null || other.call.position < this.head.call.position) this.head = other;
    }
  }

  /** One more refusal, of this call; answers how long it waits, milliseconds. */
  refused(flight: Flight, reason: string, retryAfterMs: number | null, random: number): number {
    this.streak += 1;
    this.detail = reason;
    this.add(flight);
    if (this.refusing && this.head === flight && retryAfterMs === null) return PROBE_MS;
    return retryDelay(flight.call.placements, retryAfterMs, random);
  }

  /** A request ended otherwise than refused. */
  relieved(): void {
    this.streak = 0;
  }
}
