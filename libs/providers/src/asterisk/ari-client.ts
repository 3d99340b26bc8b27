import type { Outbound } from '@ringside/outbound';
import type { AriReply, AriRequest } from './ari-reply.js';
import { parsedJson } from './ari-reply.js';
import type { AriSocket } from './ari-socket.js';
import type { AsteriskSettings } from './asterisk.options.js';

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 1024 * 1024;
/** Of a list of tens of thousands of channels. */
export const MAX_LIST_BYTES = 64 * 1024 * 1024;

export interface AskOptions {
  readonly signal?: AbortSignal;
  /** Longest wait for the whole answer; 10 s when left out. */
  readonly timeoutMs?: number;
  /** Longest answer; more than 1 MB goes by HTTP. */
  readonly maxBytes?: number;
}

/** One way to ask: what cannot be written over a WebSocket that has ended is not sent by HTTP instead. */
export interface Route {
  ask(request: AriRequest, options?: Pick<AskOptions, 'signal' | 'timeoutMs'>): Promise<AriReply>;
}

/**
 * Asks Asterisk: over the WebSocket of its events where it answers there, else by HTTP. Every request is written once, and its
 * ending says whether Asterisk can have acted on it; nothing throws.
 */
export class AriClient {
  private socket: AriSocket | null = null;

  constructor(
    private readonly settings: AsteriskSettings,
    private readonly outbound: Outbound,
  ) {}

  /** From now on requests go over this socket; null: by HTTP. */
  askOver(socket: AriSocket | null): void {
    this.socket = socket;
  }

  /** The way that requests take now, for several that must take the same. */
  route(): Route {
    const { socket } = this;
    if (socket === null) return { ask: (request, options) => this.askByHttp(request, options) };
    return {
      ask: (request, { signal, timeoutMs = TIMEOUT_MS } = {}) => socket.ask(request, timeoutMs, signal),
    };
  }

  ask(request: AriRequest, options: AskOptions = {}): Promise<AriReply> {
    const { maxBytes = MAX_BYTES } = options;
    return maxBytes > MAX_BYTES ? this.askByHttp(request, options) : this.route().ask(request, options);
  }

  async askByHttp(request: AriRequest, options: AskOptions = {}): Promise<AriReply> {
    const { signal, timeoutMs = TIMEOUT_MS, maxBytes = MAX_BYTES } = options;
    const result = await this.outbound.send({
      method: request.method,
      url: `${this.settings.base}/${request.path}`,
      headers: {
        authorization: this.settings.authorization,
        accept: 'application/json',
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      timeoutMs,
      maxBytes,
      ...(signal === undefined ? {} : { signal }),
    });
    if (result.kind !== 'response') return result;
    const { status, headers, body } = result;
    return { kind: 'response', status, headers, body: parsedJson(body.toString()) };
  }
}
