import { Module } from '@nestjs/common';
import { WebhookRoutes } from './webhooks.routes.js';

/** Takes the webhooks of every connection at `/webhooks/<provider>/<connection>/<call>/<token>`. */
@Module({ providers: [WebhookRoutes] })
export class DialerWebhooksModule {}
