export { parseAllowList } from './allow-list.js';
export type { AllowList } from './allow-list.js';
export { createOutbound } from './create-outbound.js';
export { BodyLost } from './outbound.js';
export type {
  Outbound,
  OutboundAddresses,
  OutboundOptions,
  OutboundRequest,
  OutboundResult,
  OutboundStream,
} from './outbound.js';
