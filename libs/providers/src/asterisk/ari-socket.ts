import { StreamError } from '@ringside/telephony';
import type { LookupFunction } from 'node:net';
import { WebSocket } from 'ws';
import { readAriEvent } from './ari-events.js';
import type { AriEvent } from './ari-events.js';
import { parsedJson } from './ari-reply.js';
import type { AriReply, AriRequest } from './ari-reply.js';

/** Parts that tests make shorter. */
export interface SocketTimes {
  /** Between two pings, milliseconds. */
  readonly pingEveryMs: number;
  /** Longest silence after a ping. */
  readonly pongWithinMs: number;
  /** Longest time for the connection and the upgrade. */
  readonly openWithinMs: number;
}
export const SOCKET_TIMES: SocketTimes = { pingEveryMs: 5_000, pongWithinMs: 10_000, openWithinMs: 10_000 };

/** Longest message; lists of channels come by HTTP. */
const MAX_MESSAGE_BYTES = 1024 * 1024;
/** More than this waiting to be written: Asterisk does not read. */
const MAX_WAITING_BYTES = 1024 * 1024;

export interface SocketAddress {
  /** `ws://127.0.0.1:8088/ari/events?app=ringside` */
  readonly url: string;
  readonly authorization: string;
  /** Answers with the addresses that were checked. */
  readonly lookup: LookupFunction;
}

/** An upgrade that was answered with something else. */
export class UpgradeRefused extends Error {
  override readonly name = 'UpgradeRefused';
  constructor(readonly status: number) {
    super(`HTTP ${status}`);
  }
}

/**
 * The WebSocket of an application: its events, and requests over it. It looks after itself: a cut that nobody announces is noticed
 * by pings. Whatever way it ends, everything that waits is answered `lost`, and `ended` is called once.
 */
export class AriSocket {
  /** What settles each request that waits for its answer, by its id. */
  private readonly pending = new Map<string, (reply: AriReply) => void>();
  private lastId = 0;
  private ended = false;
  private heardAt = performance.now();
  private readonly timer: NodeJS.Timeout;

  /** @throws UpgradeRefused, or the error of the connection; nothing is left open then */
  static open(
    address: SocketAddress,
    times: SocketTimes,
    signal: AbortSignal,
    handlers: SocketHandlers,
  ): Promise<AriSocket> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(address.url, {
        headers: { authorization: address.authorization, 'user-agent': 'Ringside' },
        handshakeTimeout: times.openWithinMs,
        maxPayload: MAX_MESSAGE_BYTES,
        perMessageDeflate: false,
        // A byte that is no UTF-8, in somebody's caller ID, is no reason to lose the stream.
        skipUTF8Validation: true,
        followRedirects: false,
        lookup: address.lookup,
      });
      const finish = (act: () => void): void => {
        signal.removeEventListener('abort', onAbort);
        act();
      };
      const fail = (error: unknown): void => finish(() => reject(error as Error));
      const onAbort = (): void => {
        fail(new Error('given up'));
        socket.terminate();
      };
      signal.addEventListener('abort', onAbort, { once: true });
      socket.on('error', fail);
      socket.once('unexpected-response', (request, response) => {
        fail(new UpgradeRefused(response.statusCode ?? 0));
        request.destroy();
      });
      // In the same turn as `open`, so that no message comes before there is somebody to take it.
      socket.once('open', () => finish(() => resolve(new AriSocket(socket, times, handlers))));
    });
  }

  private constructor(
    private readonly socket: WebSocket,
    private readonly times: SocketTimes,
    private readonly handlers: SocketHandlers,
  ) {
    socket.on('message', (data, binary) => {
      this.heardAt = performance.now();
      if (!binary) this.take(readAriEvent(parsedJson(asText(data))));
    });
    socket.on('pong', () => (this.heardAt = performance.now()));
    socket.on('close', (code) => this.broke(`it was closed (${code})`));
    socket.on('error', (error) => this.broke(error.message));
    this.timer = setInterval(() => this.ping(), times.pingEveryMs);
  }

  /** Asks over this socket. */
  ask(request: AriRequest, timeoutMs: number, signal?: AbortSignal): Promise<AriReply> {
    const notSent = (code: string, detail: string): AriReply => ({ kind: 'not_sent', code, detail });
    if (signal?.aborted === true) return Promise.resolve(notSent('aborted', 'given up before it began'));
    if (this.ended || this.socket.readyState !== WebSocket.OPEN)
      return Promise.resolve(notSent('closed', 'the event stream is not open'));
    if (this.socket.bufferedAmount > MAX_WAITING_BYTES)
      return Promise.resolve(notSent('busy', 'Asterisk does not read its WebSocket'));
    this.lastId += 1;
    const id = `r${this.lastId}`;
    return new Promise((resolve) => {
      const settle = (reply: AriReply): void => {
        this.pending.delete(id);
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        resolve(reply);
      };
      const lost = (code: string, detail: string): void => settle({ kind: 'lost', code, detail });
      const onAbort = (): void => lost('aborted', 'given up after it was sent');
      const timer = setTimeout(() => lost('timeout', `no answer within ${timeoutMs} ms`), timeoutMs);
      signal?.addEventListener('abort', onAbort, { once: true });
      this.pending.set(id, settle);
      this.socket.send(
        JSON.stringify({
          type: 'RESTRequest',
          request_id: id,
          method: request.method,
          uri: request.path,
          ...(request.body === undefined
            ? {}
            : { content_type: 'application/json', message_body: JSON.stringify(request.body) }),
        }),
      );
    });
  }

  /** Ends it from our side. */
  close(): void {
    this.broke(null);
  }

  private take(event: AriEvent | null): void {
    if (event === null || this.ended) return;
    if (event.type === 'reply') {
      const body = event.body === null ? undefined : parsedJson(event.body);
      this.pending.get(event.requestId)?.({ kind: 'response', status: event.status, body, headers: {} });
    } else if (event.type === 'replaced') {
      this.end(
        new StreamError(
          'taken_over',
          'Another program connected to Asterisk with the same application: give each its own ARI_APP.',
        ),
      );
    } else {
      this.handlers.event(event);
    }
  }

  private ping(): void {
    const { pingEveryMs, pongWithinMs } = this.times;
    const isSilent = (): boolean => performance.now() - this.heardAt > pingEveryMs + pongWithinMs;
    // What came while this process was busy is read first.
    if (isSilent()) setImmediate(() => isSilent() && this.broke('it fell silent'));
    else if (this.socket.readyState === WebSocket.OPEN) this.socket.ping();
  }

  private broke(why: string | null): void {
    this.end(why === null ? null : new StreamError('broken', `The event stream of Asterisk broke: ${why}.`));
  }

  private end(error: StreamError | null): void {
    if (this.ended) return;
    this.ended = true;
    clearInterval(this.timer);
    const code = error === null ? 'closed' : 'reset';
    for (const settle of [...this.pending.values()])
      settle({ kind: 'lost', code, detail: 'the event stream ended before the answer' });
    // A close frame waits for its answer; nobody here does.
    this.socket.close();
    this.socket.terminate();
    this.handlers.ended(error);
  }
}

export interface SocketHandlers {
  /** Something that is used happened. */
  readonly event: (event: AriEvent) => void;
  /** It is over: null when we ended it. */
  readonly ended: (error: StreamError | null) => void;
}

function asText(data: Buffer | ArrayBuffer | Buffer[]): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return Buffer.isBuffer(data) ? data.toString() : Buffer.from(data).toString();
}
