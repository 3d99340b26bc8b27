/**
 * The one HTTP client for addresses that come from outside. Every connection is checked at the
 * moment it is made, on the address it goes to, not on the name: private, loopback, link-local and
 * other special ranges are refused unless the operator's allow-list opens them. No redirect is followed; time
 * and size are bounded.
 */
export interface Outbound {
  /** Never throws for anything the network or the other side does. */
  send(request: OutboundRequest): Promise<OutboundResult>;
  /**
   * Like `send`, for answers too large to hold: the body is read as it is consumed. `maxBytes` bounds it all the same, `timeoutMs`
   * bounds every wait (for the head of the answer, and for each next piece), not the whole. Iterating throws a
   * {@link BodyLost} when the answer breaks off; leaving the loop early ends the exchange.
   */
  stream(request: OutboundRequest): Promise<OutboundStream>;
  /**
   * Where a connection to this URL may go now, for protocols that this client does not speak (WebSocket): the same check, of
   * the same allow-list. Whoever asks connects to one of these addresses, and looks the name up no more.
   */
  addresses(url: string): Promise<OutboundAddresses>;
  close(): Promise<void>;
}

export type OutboundAddresses =
  | {
      readonly kind: 'allowed';
      readonly addresses: readonly { readonly address: string; readonly family: number }[];
    }
  | Extract<OutboundResult, { readonly kind: 'not_sent' }>;

export type OutboundStream =
  | {
      readonly kind: 'response';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: AsyncIterable<Buffer>;
    }
  | Exclude<OutboundResult, { readonly kind: 'response' }>;

/** The body of an answer broke off. `code`: timeout, reset, aborted, too_large, bad_response. */
export class BodyLost extends Error {
  override readonly name = 'BodyLost';
  constructor(
    readonly code: string,
    detail: string,
  ) {
    super(detail);
  }
}

export interface OutboundRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whole exchange, milliseconds. */
  readonly timeoutMs: number;
  /** Most bytes of the answer that are read; a longer one is an error after the request was written. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
}

export type OutboundResult =
  | {
      readonly kind: 'response';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Buffer;
    }
  /**
   * Surely nothing of the request reached the other side. `code`: address_not_allowed, bad_url, connection_refused,
   * dns, tls, connect_timeout, unreachable, bad_request (a header that cannot be sent), aborted, closed.
   */
  | { readonly kind: 'not_sent'; readonly code: string; readonly detail: string }
  /** The request, or a part of it, may have arrived. `code`: timeout, reset, aborted, too_large, bad_response. */
  | { readonly kind: 'lost'; readonly code: string; readonly detail: string };

export interface OutboundOptions {
  /** Hosts, `host:port`s or CIDR blocks that may be reached although they are not public: `127.0.0.0/8`, `pbx.internal:8088`. */
  readonly allow: readonly string[];
  /** Connections kept open to one origin. */
  readonly connectionsPerOrigin?: number;
}
