import type { PacingSnapshot } from './snapshot.js';

/** How many to dial now, and what led to it: fit to be logged beside its snapshot, and shown to a supervisor. */
export interface PacingDecision {
  /** New calls to place now; 0 or more. */
  readonly dial: number;
  readonly reasons: PacingReasons;
}

/** The figures behind a decision. */
export interface PacingReasons {
  readonly policy: string;
  readonly idle: number;
  readonly ringing: number;
  readonly waiting: number;
  /** The estimated answer rate that was reckoned with; null where the policy does not. */
  readonly answerRate: number | null;
  /** Risk that was accepted for the last line: P(its answer finds nobody free); null where the policy does not reckon it. */
  readonly threshold: number | null;
  /** Abandonments that can still be afforded, by the tighter window; null where the policy does not look. */
  readonly balance: number | null;
  /** What the law alone would have dialed, before any rail; 0 where a rail forbade to dial at all. */
  readonly wanted: number;
  /** What forbade to dial, or kept `dial` from being `wanted`; null: nothing. */
  readonly bound: PacingRail | null;
}

/** Guard rails and limits, in the order they are looked at. */
export type PacingRail =
  | 'no_callers'
  | 'rebuilding'
  | 'event_lag'
  | 'person_waiting'
  | 'ledger_stop'
  | 'in_flight_cap'
  | 'max_lines'
  | 'calls_per_second'
  | 'burst';

/** A dialer type: the same snapshot gives the same decision, whenever and however often it is asked. */
export type PacingPolicy = (snapshot: PacingSnapshot) => PacingDecision;
