export type { PacingDecision, PacingPolicy, PacingRail, PacingReasons } from './decision.js';
export type { LedgerReading, LedgerWindow } from './ledger/reading.js';
export {
  CURVE_STEP_MS,
  RING_STEP_MS,
  type CallersNow,
  type Estimates,
  type PacingHealth,
  type PacingLimits,
  type PacingSnapshot,
} from './snapshot.js';
