export { DialerWebhooksModule } from './webhooks.module.js';
export { WEBHOOK_LIMIT } from './webhooks.routes.js';
