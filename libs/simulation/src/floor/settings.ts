import type { AnswerPrior, JurisdictionProfile, LedgerOptions, PacingPolicy } from '@ringside/pacing';
import { LEAST_RING_MS, type World } from './world.js';

/** One run of a floor. The same settings give the same run; a policy that remembers is made anew for each. */
export interface FloorSettings {
  readonly seed: number;
  readonly world: World;
  readonly callers: number;
  /** Paid hours of a day; 8 unless said. */
  readonly hours?: number;
  /** Days of one campaign, one after the other; 1 unless said. */
  readonly days?: number;
  readonly policy: PacingPolicy;
  /** US unless said. */
  readonly profile?: JurisdictionProfile;
  readonly ledger?: LedgerOptions;
  /** What is known of the answer rate beforehand. */
  readonly prior?: AnswerPrior;
  /** Between two decisions that nothing but time asks for; 250 ms unless said. */
  readonly tickMs?: number;
  /** Decides whenever a call is answered or ends too. */
  readonly onEveryEvent?: boolean;
}

/** Settings with nothing left out that has a default. */
export type CompleteSettings = FloorSettings &
  Required<Pick<FloorSettings, 'hours' | 'days' | 'tickMs' | 'onEveryEvent'>>;

const DEFAULTS = { hours: 8, days: 1, tickMs: 250, onEveryEvent: false };

/** Throws a RangeError with one sentence when the settings make no sense. */
export function completeSettings(settings: FloorSettings): CompleteSettings {
  const all = { ...DEFAULTS, ...settings };
  const { callers, days, hours, tickMs, world } = all;
  check(isWhole(callers, 0, 10_000), 'callers must be a whole number, 0 to 10,000');
  check(hours > 0 && hours <= 16, 'hours must be above 0 and at most 16');
  check(isWhole(days, 1, 60), 'days must be a whole number, 1 to 60');
  check(tickMs >= 10, 'the time between decisions must be at least 10 ms');
  check(world.ringTimeoutMs >= LEAST_RING_MS, 'nobody may be hung up on before 15 s of ringing');
  const { base } = world.answerRate;
  check(base >= 0 && base <= 1, 'the answer rate must be 0 to 1');
  const shares = world.unanswered.reduce((sum, one) => sum + one.share, 0);
  check(Math.abs(shares - 1) < 1e-6, 'the shares of unanswered calls must add up to 1');
  return all;
}

function isWhole(value: number, from: number, to: number): boolean {
  return Number.isInteger(value) && value >= from && value <= to;
}

function check(right: boolean, sentence: string): asserts right {
  if (!right) throw new RangeError(sentence);
}
