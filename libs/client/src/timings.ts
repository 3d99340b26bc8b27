import { BEAT_MS } from '@ringside/contracts';

/** Every waiting time of the client, milliseconds; specs shorten them. */
export interface Timings {
  /** Silence (no beat, no frame) after which nothing is called live, whatever the socket claims. */
  readonly silentAfter: number;
  /** Silence after which the connection is thrown away and opened anew. */
  readonly deadAfter: number;
  /** How often silence is looked at. */
  readonly check: number;
  /** Wait for an acknowledgement. */
  readonly ack: number;
  /** Longest a command may take, reconnects included. */
  readonly command: number;
  /** A stream without a frame for this long is asked whether anything was missed. */
  readonly idleFollow: number;
  /** A followed stream nobody looks at is kept for this long. */
  readonly linger: number;
  /** First wait before trying again what failed; doubles up to ten times this. */
  readonly retry: number;
  /** Rows that change without being scrolled are drawn at most this often. */
  readonly redraw: number;
  /** Bulk changes are read again at most this often. */
  readonly reload: number;
}

export const DEFAULT_TIMINGS: Timings = {
  silentAfter: 2.5 * BEAT_MS,
  deadAfter: 4 * BEAT_MS,
  check: 500,
  ack: 10_000,
  command: 20_000,
  idleFollow: 10_000,
  linger: 3000,
  retry: 1000,
  redraw: 100,
  reload: 500,
};
