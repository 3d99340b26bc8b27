export type { Outbound, OutboundOptions, OutboundRequest, OutboundResult } from './outbound.js';
