import { plainText } from '@ringside/telephony';
import type { CallSignal, RawWebhook, WebhookReader, WebhookReading } from '@ringside/telephony';
import { readObject } from './json-object.js';

/** The three of the contract, and what systems of this kind send besides them. */
export const STATES: ReadonlyMap<string, CallSignal['state']> = new Map([
  ['ringing', 'ringing'],
  ['answered', 'answered'],
  ['completed', 'completed'],
  ['busy', 'busy'],
  ['no_answer', 'no_answer'],
  ['no-answer', 'no_answer'],
  ['rejected', 'rejected'],
  ['failed', 'failed'],
  ['canceled', 'canceled'],
  ['cancelled', 'canceled'],
]);

/**
 * `{"id": 1234, "status": "ringing"}`. Which call it is about stands in the address, with the token that vouches for
 * it; the id is only a fact, and may differ, for such systems count from one again when they restart.
 */
export const callApiWebhook: WebhookReader = {
  trust: 'token',
  read: ({ body }) => readWebhook(body, () => null),
};

/** The same, and `{"id": 1234, "status": "answered", "answered_by": "machine"}`. */
export const controlledCallApiWebhook: WebhookReader = {
  trust: 'token',
  read: ({ body }) => readWebhook(body, readAnsweredBy),
};

/** Who answered; null: nothing that we know is said. */
export function readAnsweredBy(given: unknown): CallSignal['answeredBy'] {
  return given === 'human' || given === 'machine' ? given : null;
}

function readWebhook(
  body: RawWebhook['body'],
  answeredByOf: (given: unknown) => CallSignal['answeredBy'],
): WebhookReading {
  const fields: Fields | null = readObject(body);
  if (fields === null) return unreadable('body', 'not a JSON object');
  const { id = null, status } = fields;
  if (typeof status !== 'string' || status.trim() === '') return unreadable('status', 'not a text');
  if (id !== null && typeof id !== 'string' && !(typeof id === 'number' && Number.isFinite(id))) {
    return unreadable('id', 'neither a number nor a text');
  }
  const state = STATES.get(status.trim().toLowerCase());
  if (state === undefined) return { kind: 'unknown_status', status: plainText(status) };
  const providerCallId = id === null ? null : plainText(String(id));
  const answeredBy = answeredByOf(fields.answered_by);
  return { kind: 'signal', signal: { state, at: null, providerCallId, reason: null, answeredBy } };
}

interface Fields {
  readonly id?: unknown;
  readonly status?: unknown;
  readonly answered_by?: unknown;
}

function unreadable(field: string, detail: string): WebhookReading {
  return { kind: 'unreadable', field, detail };
}
