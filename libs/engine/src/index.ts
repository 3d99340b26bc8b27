export {
  brakesOf,
  createBrakes,
  type AccountLimits,
  type AdjustableBrakes,
  type CallDay,
  type ProviderLimits,
} from './brakes.js';
export { createCampaignEngine } from './campaign-engine.js';
export { emptyChanges } from './changes.js';
export type {
  Call,
  CallInFlight,
  Campaign,
  CampaignContact,
  ContactToDial,
  LoadedCampaign,
  NewFact,
} from './model.js';
export {
  FencedError,
  StoreUnavailableError,
  type AccountRow,
  type BrakeCode,
  type Brakes,
  type CallBrief,
  type CampaignEngine,
  type Changes,
  type CommitBatch,
  type DialerStore,
  type Effect,
  type EngineDeps,
  type EngineInput,
  type NewWebhook,
  type PlacementRow,
  type StepAnswer,
  type WebhookOutcome,
} from './ports.js';
export {
  HAS_RECORD,
  MERGED,
  NO_FACTS,
  factsOf,
  mergeFacts,
  sameFacts,
  stateOf,
  type CallFacts,
  type MergedField,
} from './pbx/call-facts.js';
export { createPbxFollower } from './pbx/follower.js';
export type { Errand, Message, NewMessage, OutgoingStore, TryResult } from './outgoing.js';
export type {
  FeedBatch,
  FeedStore,
  HeldWebhook,
  MergeSession,
  NewDelivery,
  PbxCall,
  StagedRecord,
  Sync,
  Tenant,
} from './pbx/model.js';
export {
  OVERDUE_MS,
  type FeedChanges,
  type FollowerDeps,
  type Heard,
  type HeardAnswer,
  type LoadedFeed,
  type PbxFollower,
} from './pbx/ports.js';
