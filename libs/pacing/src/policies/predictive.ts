import type { PacingDecision, PacingPolicy, PacingRail, PacingReasons } from '../decision.js';
import { answerRateOf, Forecast } from '../predictive/forecast.js';
import { allowance, type Allowance } from '../predictive/threshold.js';
import type { PacingSnapshot } from '../snapshot.js';
import { freeze, isWhole, notWhole, pictureOf, withinLimits, type Picture, type Plan } from './picture.js';

/** What may be set of {@link predictive}. The defaults hold from 1 to 500 callers. */
export interface PredictiveSettings {
  /** Risk that is accepted for one more line while the ledger is even and nobody is idle. */
  readonly theta: number;
  /** More of it for each idle caller, over the square root of the team: who idles among many waits longer. */
  readonly perIdle: number;
  /** Most of both. */
  readonly highest: number;
  /**
   * Part more for a team of one, for each unit of answer rate; half of it for two. Their risks come in lumps (a second line
   * beside the first, or none), as large as the answer rate.
   */
  readonly alone: number;
  /** How strongly the ledger's balance moves the risk: its factor's logarithm for each standard unit. */
  readonly gain: number;
}

export const PREDICTIVE_DEFAULTS: PredictiveSettings = {
  theta: 0.011,
  perIdle: 0.01,
  highest: 0.035,
  alone: 5,
  gain: 0.7,
};

/** No line is dialed at a higher risk than this, however much the ledger affords. */
const HIGHEST_RISK = 0.5;
/** Lines in flight for one caller who will be free, over 1 / answer rate; and a few for small teams. */
const IN_FLIGHT = 1.3;
const IN_FLIGHT_MORE = 3;

/** Used by every decision; a decision leaves nothing to the next. */
const forecast = new Forecast();

/**
 * Marginal-risk pacing with an abandonment ledger: another line is dialed while the risk that its answer finds nobody free
 * is at most a threshold, which the ledger raises while abandonments can be afforded and lowers while they cannot. Never
 * fewer than one line for each idle caller, unless a rail says so. The rails cannot be switched off.
 */
export function predictive(settings: Partial<PredictiveSettings> = {}): PacingPolicy {
  const set = { ...PREDICTIVE_DEFAULTS, ...settings };
  return (snapshot) => {
    if (!isWhole(snapshot)) return notWhole('predictive');
    const picture = pictureOf(snapshot);
    const allowed = allowance(snapshot.ledger, set.gain);
    const rate = answerRateOf(snapshot.estimates);
    const threshold = thresholdOf(picture, rate, allowed, set);
    const { balance } = allowed;
    const stop = stopOf(snapshot, picture);
    const plan =
      stop === null ? planOf(snapshot, picture, allowed, threshold) : { wanted: 0, dial: 0, bound: stop };
    return decision(picture, { answerRate: rate, threshold, balance }, plan);
  };
}

function stopOf(snapshot: PacingSnapshot, { idle, talking, wrapping, waiting }: Picture): PacingRail | null {
  if (idle + talking + wrapping === 0) return 'no_callers';
  return freeze(snapshot) ?? (waiting > 0 ? 'person_waiting' : null);
}

function thresholdOf(
  { idle, talking, wrapping }: Picture,
  rate: number,
  { factor }: Allowance,
  { theta, perIdle, highest, alone }: PredictiveSettings,
): number {
  const atWork = Math.max(1, idle + talking + wrapping);
  const even = Math.min(highest, theta + (perIdle * idle) / Math.sqrt(atWork));
  return Math.min(HIGHEST_RISK, factor * even * (1 + (alone * rate) / atWork));
}

function planOf(snapshot: PacingSnapshot, picture: Picture, allowed: Allowance, threshold: number): Plan {
  const progressive = Math.max(0, picture.idle - picture.ringing);
  forecast.draw(snapshot, picture.idle);
  const inFlight = (IN_FLIGHT * forecast.free) / answerRateOf(snapshot.estimates) + IN_FLIGHT_MORE;
  const cap = Math.max(progressive, Math.floor(inFlight) - picture.ringing);
  // One beyond the cap, so that the log tells when it binds.
  const law = threshold > 0 ? forecast.linesWithin(threshold, cap + 1) : 0;
  const wanted = Math.max(progressive, law);
  const railed = allowed.stop ? progressive : Math.min(wanted, cap);
  const rail = allowed.stop ? 'ledger_stop' : 'in_flight_cap';
  const limited = withinLimits(railed, picture);
  return { wanted, dial: limited.dial, bound: limited.bound ?? (railed < wanted ? rail : null) };
}

function decision(
  { idle, ringing, waiting }: Picture,
  law: Pick<PacingReasons, 'answerRate' | 'threshold' | 'balance'>,
  { wanted, dial, bound }: Plan,
): PacingDecision {
  return { dial, reasons: { policy: 'predictive', idle, ringing, waiting, ...law, wanted, bound } };
}
