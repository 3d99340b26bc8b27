export { pbxProvider } from './pbx.provider.js';
export { PBX_CAPABILITIES, recordsAddress } from './pbx.options.js';
export type { PbxOptions } from './pbx.options.js';
