import type { AccountResource, WebhookSecretResource } from '@ringside/contracts';
import type { RequestOptions, Rest } from '../rest.js';

export interface Account {
  get(options?: RequestOptions): Promise<AccountResource>;
  /** Sets its brakes; null: no limit. */
  change(brakes: Brakes, options?: RequestOptions): Promise<AccountResource>;
  /** Stops every campaign; nothing starts until dialing is allowed again. */
  stopEverything(options?: RequestOptions): Promise<void>;
  allowDialing(options?: RequestOptions): Promise<void>;
  /** What messages to your servers are signed with, for `verifyWebhook`. */
  webhookSecret(options?: RequestOptions): Promise<WebhookSecretResource>;
  /** A new one; for a day messages are signed with both. */
  rotateWebhookSecret(options?: RequestOptions): Promise<WebhookSecretResource>;
}
export type Brakes = Partial<
  Pick<AccountResource, 'max_lines' | 'max_calls_per_second' | 'max_calls_per_day'>
>;

export function account(rest: Rest): Account {
  return {
    get: (options) => rest.get('/v1/account', options),
    change: (brakes, options) => rest.patch('/v1/account', brakes, options),
    stopEverything: (options) => rest.post('/v1/account/stop_everything', undefined, options),
    allowDialing: (options) => rest.post('/v1/account/allow_dialing', undefined, options),
    webhookSecret: (options) => rest.get('/v1/account/webhook-secret', options),
    rotateWebhookSecret: (options) => rest.post('/v1/account/webhook-secret/rotate', undefined, options),
  };
}
