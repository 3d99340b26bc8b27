import { newKey } from './key.js';
import { RingsideError, errorOfResponse } from './ringside-error.js';
import type { ClientOptions } from './client.js';

/** HTTP to the server: JSON in and out, problems as `RingsideError`. */
export interface Rest {
  get<T>(path: string, signal?: AbortSignal): Promise<T>;
  /** Carries an idempotency key, so it may safely be sent again when no answer came. */
  post<T>(path: string, body?: unknown): Promise<T>;
  patch<T>(path: string, body: unknown): Promise<T>;
  delete(path: string): Promise<void>;
  /** Absolute address of a path on the server; refuses another origin. */
  url(path: string): string;
  /** Headers every request carries. */
  readonly headers: Readonly<Record<string, string>>;
}

/** `onUnauthenticated` is called whenever the server asks to sign in. */
export function createRest(options: ClientOptions, onUnauthenticated: () => void): Rest {
  const base = options.url || globalThis.location.origin;
  const headers: Record<string, string> = options.credentials
    ? { 'X-Api-Key': options.credentials.apiKey, 'X-Api-Auth': options.credentials.apiAuth }
    : {};

  function url(path: string): string {
    const target = new URL(path, base);
    if (target.origin !== new URL(base).origin) {
      throw new RingsideError('invalid_request', `not an address of this server: ${target.origin}`);
    }
    return target.href;
  }

  async function send<T>(method: string, path: string, init: RequestInit): Promise<T> {
    let response: Response;
    try {
      response = await fetch(url(path), {
        ...init,
        method,
        credentials: 'same-origin',
        headers: { Accept: 'application/json', ...headers, ...(init.headers as Record<string, string>) },
      });
    } catch (error) {
      if (error instanceof RingsideError || init.signal?.aborted) throw error;
      throw new RingsideError('unreachable', 'the server cannot be reached');
    }
    const body = await readJson(response);
    if (response.ok) return body as T;
    if (response.status === 401) onUnauthenticated();
    throw errorOfResponse(response.status, body);
  }

  function json(body: unknown): RequestInit {
    return body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
  }

  return {
    get: (path, signal) => send('GET', path, signal ? { signal } : {}),
    async post<T>(path: string, body?: unknown): Promise<T> {
      const init = json(body);
      const keyed = { ...init, headers: { ...(init.headers as object), 'Idempotency-Key': newKey() } };
      try {
        return await send<T>('POST', path, keyed);
      } catch (error) {
        if (!(error instanceof RingsideError) || error.code !== 'unreachable') throw error;
        return send<T>('POST', path, keyed);
      }
    },
    patch: (path, body) => send('PATCH', path, json(body)),
    delete: (path) => send<void>('DELETE', path, {}),
    url,
    headers,
  };
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
