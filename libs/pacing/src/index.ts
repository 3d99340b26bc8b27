export type { PacingDecision, PacingPolicy, PacingRail, PacingReasons } from './decision.js';
export { DEFAULT_PRIOR, type AnswerPrior } from './floor/answer-rate.js';
export { Floor, type FloorOptions } from './floor/floor.js';
export type { Key } from './floor/key.js';
export {
  AbandonmentLedger,
  affordable,
  createLedger,
  type LedgerCounts,
  type LedgerOptions,
  type LedgerSlice,
  type LedgerState,
} from './ledger/ledger.js';
export { PROFILES, type ClockStart, type JurisdictionProfile, type LegalWindow } from './ledger/profile.js';
export type { LedgerReading, LedgerWindow } from './ledger/reading.js';
export {
  answerDeadline,
  isAbandoned,
  mayDialUnreserved,
  mayGiveUp,
  type AnswerMoments,
} from './ledger/rules.js';
export { fixed } from './policies/fixed.js';
export { POLICIES, type PolicyName } from './policies/index.js';
export { power } from './policies/power.js';
export { predictive, type PredictiveSettings } from './policies/predictive.js';
export { preview } from './policies/preview.js';
export { logDecision, replay, type Divergence, type LoggedDecision } from './replay.js';
export {
  CURVE_STEP_MS,
  RING_STEP_MS,
  type CallersNow,
  type Estimates,
  type PacingHealth,
  type PacingLimits,
  type PacingSnapshot,
} from './snapshot.js';
