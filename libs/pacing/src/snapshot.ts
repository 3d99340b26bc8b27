import type { LedgerReading } from './ledger/reading.js';

/**
 * All that a pacing policy sees, at one moment, of one campaign. Plain data: it can be logged as JSON and given to the same
 * policy again, which then decides the same. Times and ages in milliseconds.
 */
export interface PacingSnapshot {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly callers: CallersNow;
  /** How long ago each call was dialed that has neither been answered nor failed; in any order. */
  readonly ringingMs: readonly number[];
  /** Answered by a person, and nobody talks to that person yet. */
  readonly waiting: number;
  /** What was learned from this campaign so far. */
  readonly estimates: Estimates;
  readonly ledger: LedgerReading;
  readonly limits: PacingLimits;
  readonly health: PacingHealth;
}

/** The people who talk, and what they do. */
export interface CallersNow {
  /** Free for a call at once. */
  readonly idle: number;
  /** Of those who talk and will be free again: for how long each has talked. */
  readonly talkingMs: readonly number[];
  /** Of those in wrap-up who will be free again: for how long each. */
  readonly wrappingMs: readonly number[];
  /** Busy, and not free afterwards: pausing, logging out. */
  readonly leaving: number;
  /** Calls that callers have asked for themselves and that have not been dialed (`Preview`). */
  readonly requested: number;
}

/** What is known of the numbers and of the callers. Curves are sampled every {@link CURVE_STEP_MS}; the last value goes on. */
export interface Estimates {
  /** Probability that a dial ends with a person who answers. */
  readonly answerRate: number;
  /** Dials' worth of evidence behind `answerRate`, the prior's included. */
  readonly exposure: number;
  /** P(an answer has come within this age | it comes at all). Rises to 1. */
  readonly answeredBy: readonly number[];
  /** P(a dial that nobody answers has ended within this age). Rises to 1. */
  readonly failedBy: readonly number[];
  /** P(talk is longer than this age). Falls from 1. */
  readonly talkBeyond: readonly number[];
  /** P(wrap-up is longer than this age). Falls from 1. */
  readonly wrapBeyond: readonly number[];
}

/** Distance between two samples of the curves of answers and failures. */
export const RING_STEP_MS = 250;
/** Distance between two samples of the curves of talk and wrap-up. */
export const CURVE_STEP_MS = 1000;

/** What the phone system and the operator allow; null is no limit. */
export interface PacingLimits {
  /** Most calls in flight at once, those that talk included. */
  readonly maxLines: number | null;
  /** Calls that may be placed now without passing the calls per second of the phone system. */
  readonly placeable: number | null;
  /** Lines that are kept free for transfers. */
  readonly reserve: number;
}

/** Whether the picture can be trusted. */
export interface PacingHealth {
  /** Age of what the phone system tells: how late its newest report came. */
  readonly eventLagMs: number;
  /** Something is missing from the picture: callers are not heard of, or the process has just started. */
  readonly rebuilding: boolean;
}
