export { getDialerOptionsToken } from './dialer.constants.js';
export type { DialerCommands, LiveCampaign } from './dialer.commands.js';
export { OnDialerEvent, type FactOf } from './dialer.decorators.js';
export { DialerError } from './dialer.error.js';
export { DialerHost } from './dialer.host.js';
export { DialerModule } from './dialer.module.js';
export type {
  AccountReader,
  CampaignReading,
  Connection,
  DialerDatabase,
  DialerLog,
  DialerOptions,
} from './dialer.options.js';
export { DialerService } from './dialer.service.js';
export { steadyClock } from './steady-clock.js';
export { accountView, campaignView, rfc3339, rowView } from './views.js';
export { webhookTokens, webhookUrl, type WebhookTokens } from './webhook-token.js';
