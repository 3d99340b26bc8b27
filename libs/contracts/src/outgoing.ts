import type { CallState } from './call-state.js';
import type { Resource } from './campaign.js';

/**
 * What is posted to `call_state_url`, as Standard Webhooks 1.0 wants it: headers `webhook-id` (the same in every try),
 * `webhook-timestamp`, `webhook-signature`; the body is exactly what was signed.
 */
export interface CallStateMessage {
  /** `call.ringing`: the state it is in now. `call.answered_by`: who answered, in the state that it was in. */
  readonly type: `call.${CallState}` | 'call.answered_by';
  /** When it happened, RFC 3339. */
  readonly timestamp: string;
  readonly data: {
    readonly call_id: string;
    readonly campaign_id: string;
    readonly contact_id: string | null;
    readonly caller_id: string | null;
    /** 1, 2, 3 ... of this call: in order, and one that comes again has the same number. */
    readonly sequence: number;
    readonly state: CallState;
    readonly reason: string | null;
    readonly answered_by: 'human' | 'machine' | null;
  };
}

/** `waiting`: for its turn or its next try. `dead`: given up; it can be replayed. */
export const MESSAGE_STATES = ['waiting', 'delivered', 'dead'] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];

/** A message to the developer's server, and what became of it, as `GET /v1/webhook-messages` lists it. */
export interface WebhookMessageResource extends Resource {
  /** The `webhook-id` header. */
  readonly id: string;
  /** The fact it tells: `call.ringing`. */
  readonly name: string;
  readonly campaign_id: string;
  readonly call_id: string;
  readonly sequence: number;
  /** With its placeholders filled in. */
  readonly url: string;
  readonly state: MessageState;
  readonly tries: number;
  readonly next_try_at: string | null;
  readonly last_status: number | null;
  /** One sentence: why the last try failed. */
  readonly last_error: string | null;
  readonly created_at: string;
  readonly delivered_at: string | null;
}

/** `GET /v1/webhook-messages/:id`: the message with what is posted. */
export interface WebhookMessageDocument extends WebhookMessageResource {
  /** Exactly the text that is signed and posted in every try: a `CallStateMessage` as JSON. */
  readonly body: string;
}

/** `GET /v1/account/webhook-secret`: what messages are signed with. */
export interface WebhookSecretResource extends Resource {
  /** `whsec_` and base64. After a rotation the one before signs beside it for a day. */
  readonly secret: string;
}
