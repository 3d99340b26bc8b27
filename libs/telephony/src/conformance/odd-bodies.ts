import { expect } from '@jest/globals';
import fc from 'fast-check';

/** Bodies that nobody should send, and somebody will. */
export const ODD_BODIES: readonly (readonly [what: string, body: string])[] = [
  ['nothing', ''],
  ['null', 'null'],
  ['a number', '1'],
  ['a text', '"ringing"'],
  ['a list', '[{"id":1,"status":"ringing"}]'],
  ['200,000 brackets', '['.repeat(200_000)],
  ['200,000 objects', '{"a":'.repeat(200_000)],
  ['a prototype', '{"__proto__":{"status":"ringing"},"constructor":{"prototype":{"status":"x"}}}'],
  ['NUL', '\u0000'],
  ['half a surrogate pair, escaped', '{"id":"\\ud800","status":"\\udfff","CallStatus":"\\ud83d"}'],
  ['NUL, escaped', '{"id":"\\u0000","status":"a\\u0000b"}'],
  ['a form that is none', '%%%=%zz&&&=&a'],
  ['a form with the same key again', 'CallStatus=ringing&CallStatus=busy&__proto__=1'],
  ['a byte order mark alone', '\ufeff'],
  ['markup', '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
];

/** What may stand where a value was expected. */
export const ODD_VALUE: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ stringUnit: 'binary' }),
  fc.constantFrom<unknown>('', '\u0000', '\ud800', 'x'.repeat(100_000), -0, 1e308, 2 ** 53, '__proto__', []),
);

const MOST_TEXT = 500;

/** That texts of a phone system can be stored and shown. */
export function expectPlain(texts: readonly (string | null)[]): void {
  for (const text of texts) {
    if (text === null) continue;
    expect(typeof text).toBe('string');
    expect(text.length).toBeLessThanOrEqual(MOST_TEXT);
    expect(text.includes('\u0000')).toBe(false);
    expect(text.isWellFormed()).toBe(true);
  }
}

/** The body, JSON or form, with one of its values replaced; a body that is neither is cut short. */
export function withOneValue(body: Uint8Array, which: number, wrong: unknown): Uint8Array {
  const text = Buffer.from(body).toString();
  if (text.startsWith('{')) {
    const fields = JSON.parse(text) as Record<string, unknown>;
    const names = Object.keys(fields);
    fields[names[which % names.length] ?? ''] = wrong;
    return Buffer.from(JSON.stringify(fields));
  }
  if (!text.includes('=')) return body.subarray(0, which % (body.length + 1));
  const form = new URLSearchParams(text);
  const names = [...form.keys()];
  form.set(names[which % names.length] ?? '', String(JSON.stringify(wrong)));
  return Buffer.from(form.toString());
}
