import { Module } from '@nestjs/common';
import { WebhookRoutes } from './webhooks.routes.js';

/**
 * Takes the webhooks of every connection: `/webhooks/<provider>/<connection>/<call>/<token>` for calls that were placed,
 * `/webhooks/<provider>/<connection>/<secret>` for those that a phone system makes by itself.
 */
@Module({ providers: [WebhookRoutes] })
export class DialerWebhooksModule {}
