/**
 * Error codes a program can match, with the HTTP status each is answered with. The same codes come in
 * problem documents (RFC 9457) over REST and in the `error` of socket acknowledgements.
 */
export const ERRORS = {
  invalid_request: 400,
  invalid_json: 400,
  invalid_phone_number: 400,
  invalid_cursor: 400,
  unauthenticated: 401,
  forbidden: 403,
  origin_not_allowed: 403,
  not_found: 404,
  method_not_allowed: 405,
  campaign_ended: 409,
  campaign_not_running: 409,
  campaign_running: 409,
  campaign_empty: 409,
  nothing_to_dial: 409,
  calls_in_flight: 409,
  dialing_stopped: 409,
  email_taken: 409,
  last_admin: 409,
  idempotency_key_reused: 409,
  call_ended: 409,
  hangup_not_supported: 409,
  leg_not_supported: 409,
  call_not_answered: 409,
  no_feed: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  callers_not_available: 422,
  not_available_yet: 422,
  invitation_over: 410,
  too_many_requests: 429,
  internal: 500,
  phone_system_failed: 502,
  store_unavailable: 503,
  not_ready: 503,
} as const;

export type ErrorCode = keyof typeof ERRORS;

/** One thing wrong with a request, and where. */
export interface FieldProblem {
  /** Path of the field, `phone_number[3]`. */
  readonly field: string;
  /** What is wrong, as a code: `not_a_number`, `is_int`, `unknown_field` ... */
  readonly code: string;
  readonly detail: string;
}

/** RFC 9457 problem document, `application/problem+json`. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  /** What to do about it. */
  readonly detail?: string;
  readonly errors?: readonly FieldProblem[];
}
