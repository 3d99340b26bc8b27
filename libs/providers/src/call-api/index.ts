export { callApiProvider } from './call-api.provider.js';
export { CALL_API_CAPABILITIES, callAddress, CONTROLLED_CALL_API_CAPABILITIES } from './call-api.options.js';
export type { CallApiOptions } from './call-api.options.js';
