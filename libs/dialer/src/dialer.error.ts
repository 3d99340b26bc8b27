import type { ErrorCode } from '@ringside/contracts';

/** A command that cannot be carried out now; `code` maps to an HTTP status in contracts. */
export class DialerError extends Error {
  override readonly name = 'DialerError';
  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message);
  }
}

export function notFound(): DialerError {
  return new DialerError('not_found', 'There is no such thing in this account.');
}
