/** Why surely nothing of a request reached the other side. */
export type NotSentCode =
  | 'address_not_allowed'
  | 'bad_url'
  | 'bad_request'
  | 'connection_refused'
  | 'unreachable'
  | 'dns'
  | 'tls'
  | 'connect_timeout'
  | 'aborted'
  | 'closed';

/** A request that ended before a byte of it was written. */
export class NotSent extends Error {
  override readonly name = 'NotSent';
  constructor(
    readonly code: NotSentCode,
    detail: string,
  ) {
    super(detail);
  }
}

/** The `code` of a system error, or ''. */
export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code ?? '') : '';
}
