import { ERRORS, type ErrorCode, type FieldProblem, type Problem } from '@ringside/contracts';

/** Codes the client itself gives, for what never became an answer. */
export type ClientErrorCode = 'unreachable' | 'timeout' | 'closed';

/** What a failed answer says besides its problem document. */
export interface ErrorFacts {
  /** Milliseconds after which the server wants to be asked again; null: it did not say. */
  readonly retryAfterMs?: number | null;
  /** `X-Request-Id`: finds the request in the log of the service. */
  readonly requestId?: string | null;
}

/**
 * A request or command that failed; each kind of failure has a class of its own below. `code` is for programs
 * (unknown codes of newer servers pass through), `message` for developers, `errors` names the fields that were wrong.
 */
export class RingsideError extends Error {
  override readonly name: string = 'RingsideError';
  readonly retryAfterMs: number | null;
  readonly requestId: string | null;
  constructor(
    readonly code: ErrorCode | ClientErrorCode,
    message: string,
    /** HTTP status; 0 when there was no HTTP answer. */
    readonly status = 0,
    readonly errors: readonly FieldProblem[] = [],
    { retryAfterMs = null, requestId = null }: ErrorFacts = {},
  ) {
    super(message);
    this.retryAfterMs = retryAfterMs;
    this.requestId = requestId;
  }
}

/** No answer came (`unreachable`, `timeout`, `closed`): whether it was done is not known. */
export class UnreachableError extends RingsideError {
  override readonly name = 'UnreachableError';
}
/** The request itself is wrong (400, 405, 413, 415, 422); `errors` says where. Sent again it fails again. */
export class InvalidRequestError extends RingsideError {
  override readonly name = 'InvalidRequestError';
}
/** Nobody is signed in, or the key is wrong (401). */
export class UnauthenticatedError extends RingsideError {
  override readonly name = 'UnauthenticatedError';
}
/** The key or the role does not allow it (403). */
export class ForbiddenError extends RingsideError {
  override readonly name = 'ForbiddenError';
}
/** There is no such thing, or no more (404, 410); another account's ids are none either. */
export class NotFoundError extends RingsideError {
  override readonly name = 'NotFoundError';
}
/** It does not go now, as things stand (409): `campaign_ended`, `calls_in_flight`, `dialing_stopped` ... */
export class ConflictError extends RingsideError {
  override readonly name = 'ConflictError';
}
/** Too much in too little time (429); `retryAfterMs` says when again. */
export class TooManyRequestsError extends RingsideError {
  override readonly name = 'TooManyRequestsError';
}
/** The service, its database or its phone system failed (5xx). */
export class ServerError extends RingsideError {
  override readonly name = 'ServerError';
}

/** The error of a code, as the class that fits it. */
export function ringsideError(
  code: ErrorCode | ClientErrorCode,
  message: string,
  status = 0,
  errors: readonly FieldProblem[] = [],
  facts: ErrorFacts = {},
): RingsideError {
  const Class = classOf(status || (Object.hasOwn(ERRORS, code) ? ERRORS[code as ErrorCode] : 0));
  return new Class(code, message, status, errors, facts);
}

function classOf(status: number): typeof RingsideError {
  if (status === 0) return UnreachableError;
  if (status === 401) return UnauthenticatedError;
  if (status === 403) return ForbiddenError;
  if (status === 404 || status === 410) return NotFoundError;
  if (status === 409) return ConflictError;
  if (status === 429) return TooManyRequestsError;
  return status >= 500 ? ServerError : InvalidRequestError;
}

/** Reads what a failed response says, a problem document or not. */
export function errorOfResponse(status: number, body: unknown, facts: ErrorFacts = {}): RingsideError {
  if (isProblem(body)) {
    return ringsideError(body.code, body.detail ?? body.title, status, body.errors ?? [], facts);
  }
  return ringsideError(codeOfStatus(status), `HTTP ${status}`, status, [], facts);
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string';
}

function codeOfStatus(status: number): ErrorCode | ClientErrorCode {
  switch (status) {
    case 401:
      return 'unauthenticated';
    case 403:
      return 'forbidden';
    case 404:
      return 'not_found';
    case 413:
      return 'payload_too_large';
    case 429:
      return 'too_many_requests';
    default:
      return status < 500 ? 'invalid_request' : status === 503 ? 'not_ready' : 'internal';
  }
}
