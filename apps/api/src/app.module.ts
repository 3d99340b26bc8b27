import { Module, type DynamicModule } from '@nestjs/common';
import { DialerModule, DialerService, FeedService, type DialerOptions } from '@ringside/dialer';
import { DialerRealtimeModule, type RealtimeOptions } from '@ringside/dialer/realtime';
import { DialerWebhooksModule } from '@ringside/dialer/webhooks';
import { AccountController } from './account/account.controller.js';
import { CallsController } from './calls/calls.controller.js';
import { CampaignsController } from './campaigns/campaigns.controller.js';
import { ContactsController } from './campaigns/contacts.controller.js';
import { COMPOSITION, DIALER, FEEDS, type Composition } from './composition.js';
import { FeedsController } from './feed/feeds.controller.js';
import { SyncsController } from './feed/syncs.controller.js';
import { TenantsController } from './feed/tenants.controller.js';
import { HealthController } from './health/health.controller.js';
import { IndexController } from './http/index.controller.js';
import { KeysController } from './keys/keys.controller.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { ApiOperations } from './openapi/api-operations.js';
import { DocumentsController } from './openapi/documents.controller.js';
import { InvitationsController } from './people/invitations.controller.js';
import { UsersController } from './people/users.controller.js';
import { MessagesController } from './outgoing/messages.controller.js';
import { WebhookSecretController } from './outgoing/webhook-secret.controller.js';
import { PhoneSystemsController } from './phone-systems/phone-systems.controller.js';
import { SessionController } from './session/session.controller.js';
import { SignInController } from './session/sign-in.controller.js';
import { SimulationsController } from './simulations/simulations.controller.js';
import { Simulations } from './simulations/simulations.js';

@Module({})
export class AppModule {
  static of(composition: Composition, dialer: DialerOptions, realtime: RealtimeOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [DialerModule.forRoot(dialer), DialerWebhooksModule, DialerRealtimeModule.forRoot(realtime)],
      controllers: [
        IndexController,
        DocumentsController,
        AccountController,
        CampaignsController,
        ContactsController,
        CallsController,
        PhoneSystemsController,
        FeedsController,
        SyncsController,
        TenantsController,
        UsersController,
        InvitationsController,
        KeysController,
        MessagesController,
        WebhookSecretController,
        SimulationsController,
        SessionController,
        SignInController,
        HealthController,
        MetricsController,
      ],
      providers: [
        ApiOperations,
        { provide: COMPOSITION, useValue: composition },
        { provide: DIALER, useExisting: DialerService },
        { provide: FEEDS, useExisting: FeedService },
        {
          provide: Simulations,
          inject: [COMPOSITION],
          useFactory: ({ now, log }: Composition) => new Simulations(now, log),
        },
      ],
    };
  }
}
