import { plainText } from '@ringside/telephony';

/** A request of the Asterisk REST Interface. */
export interface AriRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/ari/`, with its query, encoded: `channels/1?reason=normal`. */
  readonly path: string;
  readonly body?: object;
}

/** An id, as a part of such a path. */
export function part(id: string): string {
  return encodeURIComponent(id);
}

/** How a request ended; the difference between the last two is whether Asterisk can have acted on it. */
export type AriReply =
  | {
      readonly kind: 'response';
      readonly status: number;
      /** What came as JSON; undefined: nothing, or something else. */
      readonly body: unknown;
      /** Names in lower case; none of a reply over the WebSocket. */
      readonly headers: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'not_sent'; readonly code: string; readonly detail: string }
  | { readonly kind: 'lost'; readonly code: string; readonly detail: string };

/** Whether it was done. */
export function succeeded(reply: AriReply): boolean {
  return reply.kind === 'response' && reply.status >= 200 && reply.status <= 299;
}

export function statusOf(reply: AriReply): number | null {
  return reply.kind === 'response' ? reply.status : null;
}

/** What a reply carries, if it was done; undefined else. */
export function bodyOf(reply: AriReply): unknown {
  return reply.kind === 'response' && succeeded(reply) ? reply.body : undefined;
}

/** Why it was not done, in the words of Asterisk where it has some. */
export function wordsOf(reply: AriReply): string {
  if (reply.kind !== 'response') return plainText(`${reply.code}: ${reply.detail}`);
  const { status, body } = reply;
  const said = field(body, 'message') ?? field(body, 'error');
  return plainText(typeof said === 'string' && said !== '' ? `${said} (HTTP ${status})` : `HTTP ${status}`);
}

/** A member of what came as JSON; undefined when there is none. */
export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
