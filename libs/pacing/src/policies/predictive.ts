import type { PacingPolicy } from '../decision.js';
import { countingPolicy } from './by-callers.js';

/** What may be set of {@link predictive}. */
export interface PredictiveSettings {
  /** Risk that is accepted for one more line while the ledger is even. */
  readonly theta: number;
}

/** Marginal-risk pacing with an abandonment ledger. For now: progressive. */
export function predictive(settings: Partial<PredictiveSettings> = {}): PacingPolicy {
  void settings;
  return countingPolicy('predictive', ({ idle, ringing, waiting }) => idle - ringing - waiting);
}
