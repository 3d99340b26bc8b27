import type { ErrorCode, FieldProblem, Problem } from '@ringside/contracts';

/** Codes the client itself gives, for what never became an answer. */
export type ClientErrorCode = 'unreachable' | 'timeout' | 'closed';

/**
 * A request or command that failed. `code` is for programs (unknown codes of newer servers pass
 * through), `message` for developers, `errors` names the fields that were wrong.
 */
export class RingsideError extends Error {
  override readonly name = 'RingsideError';
  constructor(
    readonly code: ErrorCode | ClientErrorCode,
    message: string,
    /** HTTP status; 0 when there was no HTTP answer. */
    readonly status = 0,
    readonly errors: readonly FieldProblem[] = [],
  ) {
    super(message);
  }
}

/** Reads what a failed response says, a problem document or not. */
export function errorOfResponse(status: number, body: unknown): RingsideError {
  if (isProblem(body)) {
    return new RingsideError(body.code, body.detail ?? body.title, status, body.errors ?? []);
  }
  return new RingsideError(codeOfStatus(status), `HTTP ${status}`, status);
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
