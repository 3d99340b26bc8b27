import type { Resource } from './campaign.js';

/**
 * What dialing would come to, reckoned before it is dialed: the production engine and pacing in virtual time. A simulation
 * runs in the background; it is kept in memory only, the newest few of an account, and is gone with the process.
 */

/** Ways of pacing that can be compared. */
export type SimulatedPolicy = 'predictive' | 'power';

/** What `POST /v1/simulations` takes. Times in seconds, shares 0 to 1. */
export interface NewSimulation {
  readonly name?: string;
  /** Callers at work all day, 1 to 500. */
  readonly callers: number;
  /** Share of dials that a person answers, 0.01 to 0.95. */
  readonly answer_rate: number;
  /** Mean, 5 to 3,600. */
  readonly talk_seconds: number;
  /** Mean, 0 to 600. */
  readonly wrap_seconds: number;
  /** From the dialing to the answer: mean, 1 to 60. 12 unless said. */
  readonly answer_seconds?: number;
  /** Unanswered calls are ended after it, 15 to 120. 26 unless said. */
  readonly ring_timeout?: number;
  /** Of a day, 0.5 to 12; 8 unless said. */
  readonly hours?: number;
  /** Independent days that are reckoned, 1 to 50: more of them, closer figures. 5 unless said. */
  readonly days?: number;
  readonly jurisdiction?: SimulatedJurisdiction;
  /** Both unless said. */
  readonly policies?: readonly SimulatedPolicy[];
  readonly calls_per_second?: number | null;
  readonly max_lines?: number | null;
}
/** Whose limit on abandonment is kept: `US` 3 % over 30 days, `UK` over 24 hours, `CA`, or `none`. */
export type SimulatedJurisdiction = 'US' | 'UK' | 'CA' | 'none';

export type SimulationState = 'waiting' | 'running' | 'completed' | 'canceled' | 'failed';

export interface SimulationResource extends Resource {
  readonly id: string;
  readonly state: SimulationState;
  /** Done so far, 0 to 1. */
  readonly progress: number;
  /** With everything that was left out filled in. */
  readonly settings: Required<Omit<NewSimulation, 'name'>>;
  /** One per policy, in the order asked for; those that are done. */
  readonly results: readonly SimulatedResult[];
  /** Busy share that no pacing can pass at this abandonment, in the nearest world that can be reckoned exactly; null: none is. */
  readonly limit: { readonly busy_share: number; readonly abandon_rate: number } | null;
  readonly created_at: string;
  readonly ended_at: string | null;
  /** Why it failed. */
  readonly error: string | null;
}

export interface SimulatedResult {
  readonly policy: SimulatedPolicy;
  /** Share of paid time in talk or wrap-up. */
  readonly busy_share: SimulatedFigure;
  readonly talk_minutes_per_hour: SimulatedFigure;
  /** Abandoned calls over calls that a person answered. */
  readonly abandon_rate: SimulatedFigure;
  /** Highest of any 24 hours. */
  readonly worst_day: number;
  readonly dials_per_caller_hour: SimulatedFigure;
  /** Seconds between two calls: mean, and what nine of ten stay under. */
  readonly idle_seconds: { readonly mean: number; readonly p90: number };
  readonly lines: { readonly mean: number; readonly peak: number };
  /** One value a minute of the day, means over the days. Left out of lists. */
  readonly series?: {
    readonly busy_share: readonly number[];
    readonly lines: readonly number[];
    /** Over the ten minutes that end there; null: nobody answered. */
    readonly abandon_rate: readonly (number | null)[];
    /** Abandonments that could still be afforded. */
    readonly affordable: readonly number[];
  };
}

/** A mean with its 95 % interval; of one day alone there is none. */
export interface SimulatedFigure {
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** `GET /v1/simulations/basis`: what past calls say, to start from. Null where there are too few. */
export interface SimulationBasis extends Resource {
  /** Calls of campaigns that have ended, the newest; at most 10,000. */
  readonly calls: number;
  readonly from: string | null;
  readonly to: string | null;
  readonly answer_rate: number | null;
  readonly answer_seconds: DurationHistogram | null;
  readonly talk_seconds: DurationHistogram | null;
}

export interface DurationHistogram {
  readonly count: number;
  readonly mean: number;
  /** `counts[i]` of them lasted from `i * step` to `(i + 1) * step` seconds; the last one and longer. */
  readonly step: number;
  readonly counts: readonly number[];
}
