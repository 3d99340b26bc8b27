export { guardedProvider } from './guarded-provider.js';
export { PLACEMENT_RULES, placementOutcomeOf } from './placement.js';
export type { HttpEnding, PlacementReply, PlacementRule } from './placement.js';
export { HEARD, RecordsError, StreamError } from './provider.js';
export type {
  CallFeed,
  CallKnowledge,
  CallReading,
  CallReport,
  CallSignal,
  Capabilities,
  FeedReading,
  HangUpOutcome,
  LegAbility,
  LegControl,
  LegOutcome,
  Limits,
  OriginateRequest,
  PlacedCall,
  PlacementOutcome,
  Provider,
  RawWebhook,
  RecordReading,
  RecordsPart,
  StreamEvent,
  StreamWarning,
  WebhookReader,
  WebhookReading,
} from './provider.js';
export { RETRY_AFTER_CAP_MS, retryAfterMs } from './retry-after.js';
export { PLAIN_TEXT_LENGTH, plainText } from './text.js';
