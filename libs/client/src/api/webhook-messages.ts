import type { MessageState, WebhookMessageDocument, WebhookMessageResource } from '@ringside/contracts';
import type { RequestOptions, Rest } from '../rest.js';
import { listing, part, type ListOptions, type Listing } from './listing.js';

/** What was, or will be, posted to the `call_state_url` of campaigns. */
export interface WebhookMessages {
  all(filter?: WebhookMessageFilter, options?: ListOptions): Listing<WebhookMessageResource>;
  /** With its `body`, exactly as it is signed and posted. */
  get(id: string, options?: RequestOptions): Promise<WebhookMessageDocument>;
  /** Sends it again, also one that was given up. */
  replay(id: string, options?: RequestOptions): Promise<WebhookMessageDocument>;
}
export interface WebhookMessageFilter {
  /** By id. */
  readonly campaign?: string;
  readonly call?: string;
  readonly state?: MessageState;
}

export function webhookMessages(rest: Rest): WebhookMessages {
  return {
    all: (filter, options) => listing(rest, '/v1/webhook-messages', filter, options),
    get: (id, options) => rest.get(`/v1/webhook-messages/${part(id)}`, options),
    replay: (id, options) => rest.post(`/v1/webhook-messages/${part(id)}/replay`, undefined, options),
  };
}
