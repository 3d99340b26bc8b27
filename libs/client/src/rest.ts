import { newKey } from './key.js';
import { parseJson } from './parse-json.js';
import { pause, retryAfterMs, waitBeforeRetry, type Retrying } from './retry.js';
import {
  InvalidRequestError,
  NotFoundError,
  RingsideError,
  UnreachableError,
  errorOfResponse,
} from './ringside-error.js';
import type { ClientOptions } from './client.js';

/** What every request takes besides its own. */
export interface RequestOptions extends Retrying {
  /** Ends the request, and the waits between its tries; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Milliseconds until a try without an answer counts as lost (`timeout`). 30,000 */
  readonly timeoutMs?: number;
  /** What makes this the same request as an earlier one; a new random one unless given. */
  readonly idempotencyKey?: string;
}

/**
 * HTTP to the server: JSON in and out, problems as `RingsideError`. What got no answer, 429 and 503 are sent again; what
 * changes something carries a key that stays the same, so that it is done once.
 */
export interface Rest {
  get<T>(path: string, options?: RequestOptions): Promise<T>;
  post<T>(path: string, body?: unknown, options?: RequestOptions): Promise<T>;
  patch<T>(path: string, body: unknown, options?: RequestOptions): Promise<T>;
  delete(path: string, options?: RequestOptions): Promise<void>;
  /** Bytes as they come, of an answer of any length. */
  stream(path: string, options?: RequestOptions): Promise<ReadableStream<Uint8Array>>;
  /** Absolute address of a path on the server; refuses another origin. */
  url(path: string): string;
  /** Headers every request carries. */
  readonly headers: Readonly<Record<string, string>>;
}

const TIMEOUT_MS = 30_000;

/** `onUnauthenticated` is called whenever the server asks to sign in. */
export function createRest(options: ClientOptions, onUnauthenticated: () => void = () => undefined): Rest {
  const base = options.url || globalThis.location.origin;
  const headers: Record<string, string> = options.credentials
    ? { 'X-Api-Key': options.credentials.apiKey, 'X-Api-Auth': options.credentials.apiAuth }
    : {};

  function url(path: string): string {
    const target = new URL(path, base);
    if (target.origin !== new URL(base).origin) {
      throw new InvalidRequestError('invalid_request', `not an address of this server: ${target.origin}`);
    }
    return target.href;
  }

  /** One try; resolves with an answer that is no failure. */
  async function ask<T>(
    path: string,
    init: RequestInit,
    { signal, timeoutMs = TIMEOUT_MS }: RequestOptions,
    read: (response: Response) => Promise<T>,
  ): Promise<T> {
    const target = url(path);
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), timeoutMs);
    try {
      const response = await fetch(target, {
        credentials: 'same-origin',
        // A redirect would carry the credentials elsewhere; the API has none.
        redirect: 'manual',
        ...init,
        signal: signal ? AbortSignal.any([signal, late.signal]) : late.signal,
      });
      if (response.ok) return await read(response);
      if (response.status === 401) onUnauthenticated();
      throw errorOfResponse(response.status, await readJson(response), {
        retryAfterMs: retryAfterMs(response.headers.get('Retry-After'), Date.now()),
        requestId: response.headers.get('X-Request-Id'),
      });
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      if (error instanceof RingsideError) throw error;
      if (late.signal.aborted) throw new UnreachableError('timeout', `no answer in ${timeoutMs / 1000} s`);
      throw new UnreachableError('unreachable', 'the server cannot be reached');
    } finally {
      clearTimeout(timer);
    }
  }

  async function send<T>(
    method: string,
    path: string,
    body: unknown,
    request: RequestOptions = {},
    read: (response: Response) => Promise<T> = readJson as (response: Response) => Promise<T>,
  ): Promise<T> {
    const init: RequestInit = {
      method,
      headers: {
        Accept: 'application/json',
        ...headers,
        ...(method !== 'GET' && { 'Idempotency-Key': request.idempotencyKey ?? newKey() }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    };
    let lost = false;
    for (let tried = 1; ; tried++) {
      try {
        return await ask(path, init, request, read);
      } catch (error) {
        // The try whose answer was lost has deleted it.
        if (method === 'DELETE' && lost && error instanceof NotFoundError) return undefined as T;
        lost ||= error instanceof UnreachableError;
        const wait = waitBeforeRetry(error, tried, { ...options.retry, ...given(request) }, Math.random());
        if (wait === null) throw error;
        await pause(wait, request.signal);
      }
    }
  }

  return {
    get: (path, request) => send('GET', path, undefined, request),
    post: (path, body, request) => send('POST', path, body, request),
    patch: (path, body, request) => send('PATCH', path, body, request),
    delete: (path, request) => send<void>('DELETE', path, undefined, request),
    stream: (path, request) =>
      send('GET', path, undefined, request, ({ body }) => Promise.resolve(body ?? new Blob().stream())),
    url,
    headers,
  };
}

/** What a request says itself about being sent again; the rest is the client's. */
function given({ tries, maxWaitMs }: RequestOptions): Retrying {
  return { ...(tries !== undefined && { tries }), ...(maxWaitMs !== undefined && { maxWaitMs }) };
}

async function readJson(response: Response): Promise<unknown> {
  return parseJson(await response.text());
}
