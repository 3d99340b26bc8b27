import type {
  WebhookMessageDocument,
  WebhookMessageResource,
  WebhookSecretResource,
} from '@ringside/contracts';
import { rfc3339, webhookSecret } from '@ringside/dialer';
import type { Message } from '@ringside/engine';
import { action } from '../http/action.js';

export const MESSAGES_URI = '/v1/webhook-messages';
const SECRET_URI = '/v1/account/webhook-secret';

export function messageUri(id: string): string {
  return `${MESSAGES_URI}/${id}`;
}

/** A message in a list; what is posted is left to its own document. */
export function messageResource(message: Message): WebhookMessageResource {
  const uri = messageUri(message.id);
  return {
    uri,
    id: message.id,
    name: message.type,
    campaign_id: message.campaignId,
    call_id: message.callId,
    sequence: message.sequence,
    url: message.url,
    state: message.state,
    tries: message.tries,
    next_try_at: rfc3339(message.nextTryAt),
    last_status: message.lastStatus,
    last_error: message.lastError,
    created_at: rfc3339(message.createdAt),
    delivered_at: rfc3339(message.deliveredAt),
    actions: { replay: action('POST', `${uri}/replay`) },
    resources: {
      call: `/v1/calls/${message.callId}`,
      campaign: `/v1/campaigns/${message.campaignId}`,
      messages: MESSAGES_URI,
    },
  };
}

/** A message as a document of its own. */
export function messageDocument(message: Message): WebhookMessageDocument {
  return { ...messageResource(message), body: message.body };
}

/** The newest of the secrets that sign now. */
export function secretResource([newest = new Uint8Array()]: readonly Uint8Array[]): WebhookSecretResource {
  return {
    uri: SECRET_URI,
    name: 'Webhook secret',
    secret: webhookSecret(newest),
    actions: { rotate: action('POST', `${SECRET_URI}/rotate`) },
    resources: { account: '/v1/account', messages: MESSAGES_URI },
  };
}
