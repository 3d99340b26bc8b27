import { ERRORS, type ErrorCode, type FieldProblem, type Problem } from '@ringside/contracts';

/** A request that is answered with a problem document. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  constructor(
    readonly code: ErrorCode,
    /** What is wrong and what to do about it; shown to whoever sent the request. */
    readonly detail: string,
    readonly extra: {
      readonly errors?: readonly FieldProblem[];
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(detail);
  }
}

/** Most field errors one answer names. */
export const MAX_FIELD_ERRORS = 100;

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

const TITLES: Readonly<Record<ErrorCode, string>> = {
  invalid_request: 'The request is not valid',
  invalid_json: 'The body is not JSON',
  invalid_phone_number: 'A phone number cannot be dialed',
  invalid_cursor: 'The page does not exist',
  unauthenticated: 'Sign in first',
  forbidden: 'Not allowed',
  origin_not_allowed: 'Not allowed from this web page',
  not_found: 'Not found',
  method_not_allowed: 'Method not allowed here',
  campaign_ended: 'The campaign has ended',
  campaign_not_running: 'The campaign is not running',
  campaign_running: 'The campaign is running',
  campaign_empty: 'The campaign has no numbers',
  nothing_to_dial: 'Nothing is left to dial',
  calls_in_flight: 'Calls are still in flight',
  dialing_stopped: 'Dialing is stopped for the account',
  email_taken: 'Somebody has this email address already',
  last_admin: 'The last admin',
  callers_not_available: 'No callers yet',
  not_available_yet: 'Not available yet',
  invitation_over: 'The invitation is over',
  idempotency_key_reused: 'The idempotency key was used for another request',
  call_ended: 'The call has ended',
  hangup_not_supported: 'The phone system cannot hang up',
  leg_not_supported: 'The phone system cannot do that',
  call_not_answered: 'Nobody has answered the call',
  no_feed: 'No phone system with calls of its own',
  payload_too_large: 'The body is too large',
  unsupported_media_type: 'The body has the wrong type',
  too_many_requests: 'Too many requests',
  internal: 'Something went wrong here',
  phone_system_failed: 'The phone system failed',
  store_unavailable: 'The database does not answer',
  not_ready: 'Not ready',
};

/** The document for a code (RFC 9457). */
export function problemDocument(code: ErrorCode, detail?: string, errors?: readonly FieldProblem[]): Problem {
  return {
    type: 'about:blank',
    title: TITLES[code],
    status: ERRORS[code],
    code,
    ...(detail === undefined || detail === '' ? {} : { detail }),
    ...(errors === undefined || errors.length === 0 ? {} : { errors: errors.slice(0, MAX_FIELD_ERRORS) }),
  };
}

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERRORS, value);
}
