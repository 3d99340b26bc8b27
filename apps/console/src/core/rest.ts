import { DOCUMENT, InjectionToken, inject } from '@angular/core';
import { RingsideError } from '@ringside/client';
import type { Problem } from '@ringside/contracts';

/** The few requests that `@ringside/client` has no method for; problems come as `RingsideError`. */
export interface Rest {
  get<T>(path: string): Promise<T>;
  /** Sent once. */
  post<T>(path: string, body: object): Promise<T>;
}

export const REST = new InjectionToken<Rest>('REST', { providedIn: 'root', factory: createRest });

function createRest(): Rest {
  const { origin } = inject(DOCUMENT).location;

  async function send<T>(method: string, path: string, body?: object): Promise<T> {
    const json = body && { body: JSON.stringify(body) };
    const headers = { Accept: 'application/json', ...(body && { 'Content-Type': 'application/json' }) };
    let response: Response;
    let answer: unknown;
    try {
      response = await fetch(new URL(path, origin), { method, headers, ...json });
      answer = jsonOf(await response.text());
    } catch {
      throw new RingsideError('unreachable', 'the server cannot be reached');
    }
    if (response.ok) return answer as T;
    if (!isProblem(answer)) throw new RingsideError('internal', `HTTP ${response.status}`, response.status);
    throw new RingsideError(answer.code, answer.detail ?? answer.title, response.status, answer.errors ?? []);
  }

  return {
    get: (path) => send('GET', path),
    post: (path, body) => send('POST', path, body),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isProblem(answer: unknown): answer is Problem {
  return typeof answer === 'object' && answer !== null && 'code' in answer && typeof answer.code === 'string';
}
