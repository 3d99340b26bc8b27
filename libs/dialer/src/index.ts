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
  FeedTimes,
} from './dialer.options.js';
export type { MessageSender } from './outgoing/deliver.js';
export { SCHEDULE, type MessageSchedule } from './outgoing/schedule.js';
export { webhookSecret } from './outgoing/sign.js';
export { DialerService } from './dialer.service.js';
export { LegService } from './leg.service.js';
export { CallsView } from './feeds/calls-view.js';
export { FeedService } from './feeds/feed.service.js';
export { callView, feedView, syncView, tenantView, type AnyCall, type FeedStanding } from './feeds/views.js';
export type { FeedCommands } from './feed-commands.js';
export { steadyClock } from './steady-clock.js';
export { accountView, campaignView, rfc3339, rowView } from './views.js';
export { feedUrl, webhookTokens, webhookUrl, type WebhookTokens } from './webhook-token.js';
