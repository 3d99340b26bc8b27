export { parseAllowList } from './allow-list.js';
export type { AllowList } from './allow-list.js';
export { createOutbound } from './create-outbound.js';
export type { Outbound, OutboundOptions, OutboundRequest, OutboundResult } from './outbound.js';
