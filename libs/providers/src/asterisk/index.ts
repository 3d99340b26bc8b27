export { asteriskProvider } from './asterisk.provider.js';
export { ASTERISK_CAPABILITIES, asteriskSettings } from './asterisk.options.js';
export type { AsteriskOptions } from './asterisk.options.js';
