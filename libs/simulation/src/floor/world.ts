import type { Distribution } from './distribution.js';

/** All that a floor dials into and is staffed with, as data. Times in milliseconds; shares are 0 to 1. */
export interface World {
  readonly name: string;
  readonly answerRate: AnswerRate;
  /** From the dialing to the answer, of calls that a person answers. */
  readonly answerAfter: Distribution;
  /** How the other calls end. Shares are of them, and add up to 1. */
  readonly unanswered: readonly Unanswered[];
  readonly talk: Distribution;
  /** Null: a caller is free as soon as the call is over. */
  readonly wrap: Distribution | null;
  /** How long an answered call may wait for a caller; then it is abandoned and hung up. 0: it never waits. */
  readonly graceMs: number;
  /** When a person who waits hangs up; null: never. */
  readonly patience: Distribution | null;
  /** When Ringside ends a call that nobody has answered. Never under 15 s. */
  readonly ringTimeoutMs: number;
  /** Machine detection; null: there is none, and calls that a machine answers end by themselves. */
  readonly machines: MachineDetectionWorld | null;
  readonly staffing: Staffing;
  readonly telephony: Telephony;
}

/** Probability that a dial is answered by a person. */
export interface AnswerRate {
  readonly base: number;
  /** Over the day of work: base x (1 + amplitude x sin(2 pi t / period)). */
  readonly wave: { readonly amplitude: number; readonly periodMs: number } | null;
  /** From then on in each day of work, the rate is multiplied by it; the last one that has come counts. */
  readonly steps: readonly { readonly atMs: number; readonly factor: number }[];
  /** Contacts come in blocks, each with its own rate: Beta with this coefficient of variation about the base. */
  readonly lists: { readonly cv: number; readonly contacts: number } | null;
}

export interface Unanswered {
  readonly outcome: 'no_answer' | 'busy' | 'machine';
  readonly share: number;
  /** Null: it rings on until Ringside ends it. */
  readonly after: Distribution | null;
}

export interface MachineDetectionWorld {
  /** From the answer to the verdict; the grace begins with the verdict. */
  readonly delay: Distribution;
  /** Persons taken for machines and hung up on: abandoned, and nobody knows. */
  readonly falsePositive: number;
  /** Machines taken for persons and given to a caller. */
  readonly falseNegative: number;
  /** How long a caller listens to one. */
  readonly listen: Distribution;
}

export interface Staffing {
  /** Callers' own mean talk times lie within this share of the world's, evenly; 0: all the same. */
  readonly talkSpread: number;
  /** They log in evenly over this time at the start of each day; 0: all at once. */
  readonly arriveOverMs: number;
  /** A share of the floor logs out together, each day: who is free at once, who talks after the call. */
  readonly logouts: readonly { readonly atMs: number; readonly share: number; readonly forMs: number }[];
  /** Each caller goes for breaks: how long between two, and how long away. */
  readonly breaks: { readonly every: Distribution; readonly away: Distribution } | null;
  /** Reading time before a caller asks for a call (`Preview`); null: they never ask. */
  readonly preview: Distribution | null;
}

export interface Telephony {
  readonly callsPerSecond: number | null;
  readonly maxLines: number | null;
  /** How late Ringside hears of anything; null: at once. */
  readonly lag: Distribution | null;
  /** Share of reports of the phone system that never arrive. */
  readonly loss: number;
  /** In each day, from then on for so long nothing arrives; then all of it does. */
  readonly stalls: readonly { readonly atMs: number; readonly forMs: number }[];
  /** Share of requests that the carrier fails at once. */
  readonly failing: number;
}

export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
/** Nobody is hung up on before it has rung for so long. */
export const LEAST_RING_MS = 15_000;
