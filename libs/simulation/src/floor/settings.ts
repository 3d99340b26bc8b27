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
  readonly prior?: AnswerPrior;
  /** Between two decisions that nothing but time asks for; 250 ms unless said. */
  readonly tickMs?: number;
  /** Decides whenever a call ends or is answered too. */
  readonly onEveryEvent?: boolean;
}

const DEFAULTS = { hours: 8, days: 1, tickMs: 250 };

/** Settings with nothing left out. Throws a RangeError with one sentence when they make no sense. */
export function completeSettings(
  settings: FloorSettings,
): FloorSettings & Required<Pick<FloorSettings, 'hours' | 'days' | 'tickMs'>> {
  const all = { ...DEFAULTS, ...settings };
  check(
    Number.isInteger(all.callers) && all.callers >= 0 && all.callers <= 10_000,
    'callers must be a whole number, 0 to 10,000',
  );
  check(all.hours > 0 && all.hours <= 16, 'hours must be above 0 and at most 16');
  check(
    Number.isInteger(all.days) && all.days >= 1 && all.days <= 60,
    'days must be a whole number, 1 to 60',
  );
  check(all.tickMs >= 10, 'the time between decisions must be at least 10 ms');
  const { ringTimeoutMs, answerRate, unanswered } = all.world;
  check(ringTimeoutMs >= LEAST_RING_MS, 'nobody may be hung up on before 15 s of ringing');
  check(answerRate.base >= 0 && answerRate.base <= 1, 'the answer rate must be 0 to 1');
  const shares = unanswered.reduce((sum, one) => sum + one.share, 0);
  check(Math.abs(shares - 1) < 1e-6, 'the shares of unanswered calls must add up to 1');
  return all;
}

function check(right: boolean, sentence: string): asserts right {
  if (!right) throw new RangeError(sentence);
}
