export { LiveViews } from './live-views.js';
export { RealtimeGateway } from './realtime.gateway.js';
export { DialerRealtimeModule } from './realtime.module.js';
export { COMMAND_PERMISSIONS, type CommandName } from './permissions.js';
export type { KeyedCommand, RealtimeOptions, SocketIdentity } from './realtime.options.js';
