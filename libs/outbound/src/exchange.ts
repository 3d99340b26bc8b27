import type { Dispatcher } from 'undici';
import type { Answer, Failure, Flow } from './answer.js';
import { codeOf, NotSent } from './not-sent.js';
import type { NotSentCode } from './not-sent.js';
import type { OutboundRequest } from './outbound.js';

/** Whoever keeps the connections. */
export interface ExchangeHost {
  /** It is over; called once, before the answer is told. `healthy`: the connection may serve another request. */
  ended(healthy: boolean): void;
  /** The connection broke before anything was written; true: it goes on on another one. */
  moved(): boolean;
}

/**
 * One request and its answer. It knows the one thing that matters most: whether anything of the request was
 * written. undici calls `onRequestStart` right before the first byte, so an end before that call is
 * `not_sent`, and one after it `lost`.
 */
export class Exchange implements Dispatcher.DispatchHandler, Flow {
  readonly path: string;
  /** Whether the request was, or is about to be, written. */
  started = false;
  settled = false;
  private timer: NodeJS.Timeout;
  private size = 0;
  /** Set while the answer takes no more. */
  private paused: Dispatcher.DispatchController | null = null;

  constructor(
    readonly url: URL,
    readonly request: OutboundRequest,
    private readonly host: ExchangeHost,
    private readonly answer: Answer,
  ) {
    this.path = url.pathname + url.search;
    this.timer = setTimeout(this.onTimeout, request.timeoutMs);
    request.signal?.addEventListener('abort', this.onAbort, { once: true });
  }

  /** Ends it from our side. */
  giveUp(unsent: NotSentCode, lost: string, detail: string): void {
    this.settle(
      this.started ? { kind: 'lost', code: lost, detail } : { kind: 'not_sent', code: unsent, detail },
    );
  }

  resume(): void {
    const controller = this.paused;
    if (controller === null || this.settled) return;
    this.paused = null;
    this.timer = setTimeout(this.onTimeout, this.request.timeoutMs);
    controller.resume();
  }

  stop(): void {
    this.giveUp('aborted', 'aborted', 'no more of it is wanted');
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
    const plain = plainHeaders(headers);
    if (Number(plain['content-length'] ?? 0) > this.request.maxBytes) return this.tooLarge();
    if (this.answer.pieceByPiece) this.timer.refresh();
    this.answer.head(status, plain, this);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.settled) return;
    this.size += chunk.length;
    if (this.size > this.request.maxBytes) return this.tooLarge();
    if (this.answer.data(chunk)) {
      if (this.answer.pieceByPiece) this.timer.refresh();
    } else if (this.paused === null) {
      // While nobody takes anything, nobody waits for the other side.
      clearTimeout(this.timer);
      this.paused = controller;
      controller.pause();
    }
  }

  onResponseEnd(): void {
    this.settle(null);
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

  /** `failure` null: it ended well. */
  private settle(failure: Failure | null): void {
    if (this.settled) return;
    this.settled = true;
    clearTimeout(this.timer);
    this.request.signal?.removeEventListener('abort', this.onAbort);
    this.host.ended(failure === null);
    if (failure === null) this.answer.end();
    else this.answer.failed(failure);
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
