import { HEARD, plainText } from '@ringside/telephony';
import type { CallReading } from '@ringside/telephony';
import { readTime } from './read-time.js';

/** What an event says has happened. */
const EVENTS: ReadonlyMap<string, number> = new Map([
  ['ORIGINATE', HEARD.dialing],
  ['RING', HEARD.ringing],
  ['ANSWERED', HEARD.answered],
  ['HANGUP', HEARD.ended],
]);

/** Most characters that are kept of a field. */
const UUID_LENGTH = 200;
const NUMBER_LENGTH = 100;
const ACTION_LENGTH = 100;
const WORDS_LENGTH = 300;

/** How one record or webhook reads. `event` false: its `action` is none that we know. */
export type CallText =
  | { readonly kind: 'call'; readonly event: boolean; readonly call: CallReading }
  | { readonly kind: 'unreadable'; readonly field: string; readonly detail: string };

/** A field that says something that cannot be. */
class Unreadable extends Error {
  constructor(
    readonly field: string,
    detail: string,
  ) {
    super(detail);
  }
}

/**
 * Reads the JSON object that is a record, and also a webhook, of this phone system. Null, an empty text and a key that is
 * left out are the same. It never throws.
 */
export function readCall(text: string, source: 'record' | 'webhook'): CallText {
  try {
    return callOf(fieldsOf(text), source);
  } catch (error) {
    if (error instanceof Unreadable) {
      return { kind: 'unreadable', field: error.field, detail: error.message };
    }
    throw error;
  }
}

function callOf(fields: Fields, source: 'record' | 'webhook'): CallText {
  const uuid = uuidOf(fields['uuid']);
  const status = words(fields, 'action', ACTION_LENGTH);
  const event = status === null ? undefined : EVENTS.get(status.toUpperCase());
  const dialingAt = time(fields, 'call_start');
  const ringingAt = time(fields, 'ring_start');
  const answeredAt = time(fields, 'answer_start');
  const endedAt = time(fields, 'call_end');
  let heard = event ?? 0;
  if (dialingAt !== null) heard |= HEARD.dialing;
  if (ringingAt !== null) heard |= HEARD.ringing;
  if (answeredAt !== null) heard |= HEARD.answered;
  // Only a record is known to be written when it happened; a webhook says by its event what has.
  if (endedAt !== null && source === 'record') heard |= HEARD.ended;
  const duration = number(fields, 'duration');
  return {
    kind: 'call',
    event: event !== undefined,
    call: {
      uuid,
      status: status ?? '',
      heard,
      dialingAt,
      ringingAt,
      answeredAt,
      endedAt,
      phone: number(fields, 'destination_number'),
      from: number(fields, 'caller_number'),
      callerName: words(fields, 'caller_name', WORDS_LENGTH),
      direction: words(fields, 'direction', NUMBER_LENGTH)?.toLowerCase().slice(0, NUMBER_LENGTH) ?? null,
      duration: (heard & HEARD.ended) === 0 ? null : duration,
      recording: words(fields, 'recording', WORDS_LENGTH),
    },
  };
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * A number with a point or an exponent, and what has to follow it. In a text it may be found for nothing, which only
 * costs time; a time in a text (`:32.000Z`) is not found.
 */
const UNUSUAL_NUMBER = /[:,[]\s*(-?\d+(?:\.\d+(?:[eE][+-]?\d+)?|[eE][+-]?\d+))\s*(?=[,}\]])/g;
const MAY_BE_NUMBERS = [
  ...(['uuid', 'caller_number', 'destination_number', 'duration'] as const),
  ...(['recording', 'caller_name'] as const),
];

/** The fields, in which every number that we read is exact: one that is written again as it was, or its own text. */
function fieldsOf(text: string): Fields {
  const fields = objectOf(text);
  let usual = true;
  let any = false;
  for (const name of MAY_BE_NUMBERS) {
    const value = fields[name];
    if (typeof value !== 'number') continue;
    any = true;
    // Beyond 2^53 there are no fractions, and numbers are no longer told apart.
    if (Math.abs(value) > Number.MAX_SAFE_INTEGER || Object.is(value, -0)) usual = false;
  }
  if (!any || (usual && unusualAreExact(text))) return fields;
  return objectOf(text, sourceText);
}

/** Whether `64.25` stands there, and not `64.250`. */
function unusualAreExact(text: string): boolean {
  for (const [, token] of text.matchAll(UNUSUAL_NUMBER)) {
    if (String(Number(token)) !== token) return false;
  }
  return true;
}

function objectOf(
  text: string,
  reviver?: (key: string, value: unknown, context: Context) => unknown,
): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text, reviver as Parameters<typeof JSON.parse>[1]);
  } catch {
    throw new Unreadable('body', 'not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Unreadable('body', 'not a JSON object');
  }
  return value as Fields;
}

/** What a reviver is told besides the value: the characters that a number stood there as. */
interface Context {
  readonly source?: string;
}

function sourceText(_key: string, value: unknown, { source }: Context): unknown {
  return typeof value === 'number' ? (source ?? String(value)) : value;
}

function uuidOf(given: unknown): string {
  if (given === undefined || given === null) throw new Unreadable('uuid', 'missing');
  if (typeof given !== 'string' && typeof given !== 'number') throw new Unreadable('uuid', 'not a text');
  const uuid = String(given).trim();
  if (uuid === '') throw new Unreadable('uuid', 'empty');
  if (uuid.length > UUID_LENGTH) throw new Unreadable('uuid', `longer than ${UUID_LENGTH} characters`);
  // It names the call, so nothing of it can be mended.
  if (plainText(uuid, UUID_LENGTH) !== uuid || uuid.includes('\ufffd')) {
    throw new Unreadable('uuid', 'has characters that cannot be kept');
  }
  return uuid;
}

function time(fields: Fields, name: string): number | null {
  const given = fields[name];
  if (given === undefined || given === null || given === '') return null;
  const at = typeof given === 'string' ? readTime(given) : null;
  if (at === null) throw new Unreadable(name, `not a date and time: ${shown(given)}`);
  return at;
}

/** Digits as given, be they a number or a text; a part of a number would be another number. */
function number(fields: Fields, name: string): string | null {
  const given = fields[name];
  if (typeof given === 'number') return String(given);
  const text = words(fields, name, NUMBER_LENGTH + 1);
  if (text !== null && text.length > NUMBER_LENGTH) {
    throw new Unreadable(name, `longer than ${NUMBER_LENGTH} characters`);
  }
  return text;
}

function words(fields: Fields, name: string, length: number): string | null {
  const given = fields[name];
  if (given === undefined || given === null || given === '') return null;
  if (typeof given === 'number') return String(given);
  if (typeof given !== 'string') throw new Unreadable(name, `neither a text nor a number: ${shown(given)}`);
  return plainText(given, length) || null;
}

function shown(given: unknown): string {
  if (typeof given === 'object') return Array.isArray(given) ? 'a list' : 'an object';
  return plainText(String(given), 60);
}
