import { Module } from '@nestjs/common';
import { Frames } from './frames.js';
import { LiveViews } from './live-views.js';
import { PhoneSystemRoom } from './phone-system-room.js';
import { RealtimeGateway } from './realtime.gateway.js';
import { ConfigurableModuleClass } from './realtime.options.js';

/** The live side over Socket.IO: `DialerRealtimeModule.forRoot({ authenticate, allowOrigin })`. */
@Module({
  providers: [RealtimeGateway, Frames, LiveViews, PhoneSystemRoom],
  exports: [LiveViews, RealtimeGateway],
})
export class DialerRealtimeModule extends ConfigurableModuleClass {}
