/** Why a message is not to be trusted. */
export type WebhookProblem =
  /** One of `webhook-id`, `webhook-timestamp`, `webhook-signature` is missing, or comes twice. */
  | 'missing_header'
  /** The timestamp is no number of seconds. */
  | 'invalid_timestamp'
  /** It was signed too long ago: somebody may be sending it again. */
  | 'too_old'
  /** It was signed in the future: look at the clock. */
  | 'too_new'
  /** No signature of it was made with a secret of yours. */
  | 'wrong_signature'
  /** It is signed, and no message that Ringside sends. */
  | 'invalid_body';

/** A message that must not be believed; answer it 400. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError';
  constructor(
    readonly code: WebhookProblem,
    message: string,
  ) {
    super(message);
  }
}
