import type { Dispatcher } from 'undici';
import { codeOf, NotSent } from './not-sent.js';
import type { NotSentCode } from './not-sent.js';
import type { OutboundRequest, OutboundResult } from './outbound.js';

/** Whoever keeps the connections. */
export interface ExchangeHost {
  /** It is over; called once, before `result`. `healthy`: the connection may serve another request. */
  ended(healthy: boolean): void;
  /** The connection broke before anything was written; true: it goes on on another one. */
  moved(): boolean;
  result(result: OutboundResult): void;
}

const NOTHING = Buffer.alloc(0);

/**
 * One request and its answer. It knows the one thing that matters most: whether anything of the request was
 * written. undici calls `onRequestStart` right before the first byte, so an end before that call is
 * `not_sent`, and one after it `lost`.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly path: string;
  /** Whether the request was, or is about to be, written. */
  started = false;
  settled = false;
  private readonly timer: NodeJS.Timeout;
  private status = 0;
  private headers: Record<string, string> = {};
  private size = 0;
  private readonly chunks: Buffer[] = [];

  constructor(
    readonly url: URL,
    readonly request: OutboundRequest,
    private readonly host: ExchangeHost,
  ) {
    this.path = url.pathname + url.search;
    this.timer = setTimeout(this.onTimeout, request.timeoutMs);
    request.signal?.addEventListener('abort', this.onAbort, { once: true });
  }

  /** Ends it from our side. */
  giveUp(unsent: NotSentCode, lost: string, detail: string): void {
    this.settle(
      this.started ? { kind: 'lost', code: lost, detail } : { kind: 'not_sent', code: unsent, detail },
      false,
    );
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // A request is written once. undici may want to write one again after its connection went away.
    if (this.started || this.settled) controller.abort(new Error('this request is not written twice'));
    this.started = true;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200 || this.settled) return;
    this.status = status;
    this.headers = plainHeaders(headers);
    if (Number(this.headers['content-length'] ?? 0) > this.request.maxBytes) this.tooLarge();
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.settled) return;
    this.size += chunk.length;
    if (this.size > this.request.maxBytes) this.tooLarge();
    else this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    const [first] = this.chunks;
    const body =
      first === undefined ? NOTHING : this.chunks.length === 1 ? first : Buffer.concat(this.chunks);
    this.settle({ kind: 'response', status: this.status, headers: this.headers, body }, true);
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    if (this.settled) return;
    if (this.started) {
      const code = codeOf(error);
      const unreadable = error.name === 'HTTPParserError' || BAD_RESPONSE.has(code);
      this.giveUp('closed', unreadable ? 'bad_response' : 'reset', error.message || code);
    } else if (error instanceof NotSent) {
      this.giveUp(error.code, '', error.message);
    } else if (codeOf(error) === 'UND_ERR_INVALID_ARG') {
      this.giveUp('bad_request', '', error.message);
    } else if (!this.host.moved()) {
      this.giveUp('closed', '', error.message);
    }
  }

  private readonly onTimeout = (): void =>
    this.giveUp('connect_timeout', 'timeout', `no answer within ${this.request.timeoutMs} ms`);

  private readonly onAbort = (): void => this.giveUp('aborted', 'aborted', 'given up by the caller');

  private tooLarge(): void {
    this.giveUp('closed', 'too_large', `the answer is longer than ${this.request.maxBytes} bytes`);
  }

  private settle(result: OutboundResult, healthy: boolean): void {
    if (this.settled) return;
    this.settled = true;
    clearTimeout(this.timer);
    this.request.signal?.removeEventListener('abort', this.onAbort);
    this.host.ended(healthy);
    this.host.result(result);
  }
}

const BAD_RESPONSE = new Set([
  'UND_ERR_HEADERS_OVERFLOW',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'UND_ERR_RES_EXCEEDED_MAX_SIZE',
]);

function plainHeaders(given: Record<string, string | string[] | undefined>): Record<string, string> {
  const headers: Record<string, string> = Object.create(null);
  for (const name of Object.keys(given)) {
    const value = given[name];
    if (value !== undefined) headers[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return headers;
}
