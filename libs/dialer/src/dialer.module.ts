import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { getDialerOptionsToken } from './dialer.constants.js';
import { DialerExplorer } from './dialer.explorer.js';
import { DialerHost } from './dialer.host.js';
import { ConfigurableModuleClass } from './dialer.module-definition.js';
import { resolveDialerOptions, type DialerOptions } from './dialer.options.js';
import { DialerOrchestrator } from './dialer.orchestrator.js';
import { DialerService } from './dialer.service.js';
import { CallsView } from './feeds/calls-view.js';
import { FeedHost } from './feeds/feed-host.js';
import { FeedIntake } from './feeds/feed-intake.js';
import { FeedService } from './feeds/feed.service.js';
import { LegService } from './leg.service.js';
import { WebhookIntake } from './webhook-intake.js';

/**
 * The dialer as a Nest module: `DialerModule.forRoot({ store, connections, publicUrl })` or
 * `forRootAsync({ useFactory })`. Webhooks and the socket are modules of their own
 * (`@ringside/dialer/webhooks`, `@ringside/dialer/realtime`).
 */
@Module({
  imports: [DiscoveryModule],
  providers: [
    {
      provide: DialerHost,
      inject: [getDialerOptionsToken()],
      useFactory: (options: DialerOptions) => new DialerHost(resolveDialerOptions(options)),
    },
    DialerExplorer,
    DialerOrchestrator,
    DialerService,
    LegService,
    WebhookIntake,
    FeedHost,
    FeedIntake,
    FeedService,
    CallsView,
  ],
  exports: [
    DialerHost,
    DialerService,
    LegService,
    WebhookIntake,
    FeedHost,
    FeedIntake,
    FeedService,
    CallsView,
  ],
})
export class DialerModule extends ConfigurableModuleClass {}
