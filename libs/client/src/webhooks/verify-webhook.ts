import type { CallStateMessage } from '@ringside/contracts';
import { WebhookError } from './webhook-error.js';

/** As `fetch`, Express and Fastify have them; names in lower case, or a `Headers`. */
export type WebhookHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

export interface VerifyOptions {
  /** Epoch milliseconds; the wall clock unless given. */
  readonly now?: number;
  /** Seconds that the signature may be older, or newer, than now. 300 */
  readonly tolerance?: number;
}

const TOLERANCE = 300;
const PREFIX = 'whsec_';
/** More than anybody sends; each costs as much as the body is long. */
const MOST_SIGNATURES = 10;
const encoder = new TextEncoder();

/**
 * Reads a message that was posted to your `call_state_url`, if it is ours: signed as Standard Webhooks 1.0 wants it, with
 * one of your secrets (`whsec_...`; two while one replaces the other), not more than five minutes ago. `body` is what came,
 * byte by byte, not parsed. Throws a {@link WebhookError}. A message may come more than once: `webhook-id` tells.
 */
export async function verifyWebhook(
  secrets: string | readonly string[],
  headers: WebhookHeaders,
  body: string | Uint8Array,
  { now = Date.now(), tolerance = TOLERANCE }: VerifyOptions = {},
): Promise<CallStateMessage> {
  const id = header(headers, 'webhook-id');
  const timestamp = header(headers, 'webhook-timestamp');
  const signatures = header(headers, 'webhook-signature');
  checkTime(timestamp, now, tolerance);

  const bytes = typeof body === 'string' ? encoder.encode(body) : body;
  const signed = joined(encoder.encode(`${id}.${timestamp}.`), bytes);
  const keys = await Promise.all([secrets].flat().map(importSecret));
  if (!(await isSigned(keys, signaturesOf(signatures), signed))) {
    throw new WebhookError('wrong_signature', 'not signed with a secret of yours');
  }
  return messageOf(bytes);
}

function header(headers: WebhookHeaders, name: string): string {
  const value = headers instanceof Headers ? headers.get(name) : headers[name];
  if (typeof value !== 'string' || value === '') {
    throw new WebhookError('missing_header', `${name} is missing, or there several times`);
  }
  return value;
}

function checkTime(timestamp: string, now: number, tolerance: number): void {
  if (!/^\d{1,12}$/.test(timestamp)) {
    throw new WebhookError('invalid_timestamp', 'webhook-timestamp is no number of seconds');
  }
  const age = Math.floor(now / 1000) - Number(timestamp);
  if (age > tolerance) throw new WebhookError('too_old', `signed ${age} s ago`);
  if (-age > tolerance) throw new WebhookError('too_new', `signed ${-age} s from now`);
}

/** `v1,<base64> v1,<base64>`: several while secrets change; other versions are not ours to judge. */
function signaturesOf(text: string): readonly Uint8Array<ArrayBuffer>[] {
  return text
    .split(' ')
    .slice(0, MOST_SIGNATURES)
    .flatMap((one) => {
      const bytes = one.startsWith('v1,') ? fromBase64(one.slice(3)) : null;
      return bytes === null ? [] : [bytes];
    });
}

/** Every signature against every secret; the platform compares in constant time. */
async function isSigned(
  keys: readonly CryptoKey[],
  signatures: readonly Uint8Array<ArrayBuffer>[],
  signed: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const pairs = keys.flatMap((key) => signatures.map((signature) => ({ key, signature })));
  const fits = await Promise.all(
    pairs.map(({ key, signature }) => crypto.subtle.verify('HMAC', key, signature, signed)),
  );
  return fits.includes(true);
}

/** Throws a TypeError: a secret that is none is a mistake of the program, not of whoever sent the message. */
async function importSecret(secret: string): Promise<CryptoKey> {
  const bytes = fromBase64(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret);
  if (bytes === null || bytes.length === 0) throw new TypeError('a webhook secret is whsec_ and base64');
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
}

function messageOf(bytes: Uint8Array): CallStateMessage {
  let message: unknown;
  try {
    message = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new WebhookError('invalid_body', 'the body is not JSON');
  }
  if (!isCallStateMessage(message)) throw new WebhookError('invalid_body', 'the body tells of no call');
  return message;
}

/** As much as a program leans on; states that newer servers know pass through. */
function isCallStateMessage(message: unknown): message is CallStateMessage {
  if (typeof message !== 'object' || message === null) return false;
  const { type, timestamp, data } = message as Partial<Record<string, unknown>>;
  if (typeof type !== 'string' || !type.startsWith('call.') || typeof timestamp !== 'string') return false;
  if (typeof data !== 'object' || data === null) return false;
  const { call_id, state, sequence } = data as Partial<Record<string, unknown>>;
  return typeof call_id === 'string' && typeof state === 'string' && typeof sequence === 'number';
}

function joined(head: Uint8Array, tail: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(head.length + tail.length);
  all.set(head);
  all.set(tail, head.length);
  return all;
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}
