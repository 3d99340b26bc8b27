import type { Message, TryResult } from '@ringside/engine';
import { retryAfterMs } from '@ringside/telephony';
import { retryInMs, type MessageSchedule } from './schedule.js';
import { signedHeaders } from './sign.js';

/** What posts; `@ringside/outbound` fits, with its rules about addresses. */
export interface MessageSender {
  send(request: {
    readonly method: 'POST';
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly timeoutMs: number;
    readonly maxBytes: number;
    readonly signal: AbortSignal;
  }): Promise<
    | {
        readonly kind: 'response';
        readonly status: number;
        readonly headers: Readonly<Record<string, string>>;
      }
    | { readonly kind: 'not_sent' | 'lost'; readonly code: string; readonly detail: string }
  >;
}

const TIMEOUT_MS = 15_000;
const MAX_BYTES = 64 * 1024;
const GONE = 410;
/** What no later try would change. */
const HOPELESS = new Set(['bad_url', 'address_not_allowed']);

/** Posts a message once. Null: it was broken off because the service ends, and nothing is known. */
export async function deliver(
  message: Message,
  secrets: readonly Uint8Array[],
  parts: {
    readonly sender: MessageSender;
    readonly schedule: MessageSchedule;
    readonly now: () => number;
    readonly random: () => number;
    readonly signal: AbortSignal;
  },
): Promise<TryResult | null> {
  const { sender, schedule, now, random, signal } = parts;
  const answer = await sender.send({
    method: 'POST',
    url: message.url,
    headers: signedHeaders(message.id, message.body, now(), secrets),
    body: message.body,
    timeoutMs: TIMEOUT_MS,
    maxBytes: MAX_BYTES,
    signal,
  });
  const retry = (askedForMs: number | null): number | null =>
    retryInMs(schedule, message.type, message.tries + 1, askedForMs, random());
  if (answer.kind !== 'response') {
    if (signal.aborted) return null;
    const error = `${answer.kind === 'lost' ? 'No answer came' : 'It could not be sent'}: ${answer.detail}.`;
    return { status: null, error, retryInMs: HOPELESS.has(answer.code) ? null : retry(null) };
  }
  const { status, headers } = answer;
  if (status >= 200 && status <= 299) return { status, error: null, retryInMs: null };
  return {
    status,
    error: sentence(status),
    retryInMs: status === GONE ? null : retry(retryAfterMs(headers, now())),
  };
}

function sentence(status: number): string {
  if (status === GONE) return 'The server answered 410: it wants no more of these.';
  if (status >= 300 && status <= 399) return `The server answered ${status}: redirects are not followed.`;
  return `The server answered ${status}.`;
}
