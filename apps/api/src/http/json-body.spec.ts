import { describe, expect, it } from '@jest/globals';
import { parseJsonBody } from './json-body.js';
import { ProblemError } from './problem.js';

const parse = (text: string | Uint8Array): unknown => parseJsonBody(Buffer.from(text));
function codeOf(text: string | Uint8Array): string {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof ProblemError) return `${error.code} ${error.extra.errors?.[0]?.field ?? ''}`.trim();
    throw error;
  }
  return 'taken';
}

describe('a JSON body', () => {
  it('is what JSON says, of any type, and nothing is undefined', () => {
    expect(parse('{"a":[1,"\\u00e9\\ud83d\\ude00"]}')).toEqual({ a: [1, 'é😀'] });
    expect(parse(' 7 ')).toBe(7);
    expect(parse(' \n')).toBeUndefined();
  });

  it('may hold brackets in texts, however many', () => {
    const text = `${'[{'.repeat(1000)}\\"`;
    expect(parse(JSON.stringify({ text }))).toEqual({ text });
  });

  it.each([
    ['{', 'invalid_json'],
    [Uint8Array.of(0x22, 0xc3, 0x22), 'invalid_json'],
    ['['.repeat(33) + ']'.repeat(33), 'invalid_request'],
    ['['.repeat(1_000_000), 'invalid_request'],
    ['{"__proto__":1}', 'invalid_request __proto__'],
    ['{"a":[{"constructor":1}]}', 'invalid_request a[0].constructor'],
    ['{"\\u005f_proto__":1}', 'invalid_request __proto__'],
    ['{"a":["x","\\u0000"]}', 'invalid_request a[1]'],
    ['{"a":{"b":"\\ud800"}}', 'invalid_request a.b'],
    ['{"\\udc00":1}', 'invalid_request'],
  ])('is refused when it is %s', (text, expected) => {
    expect(codeOf(text)).toBe(expected);
  });

  it('takes 32 levels', () => {
    expect(codeOf('['.repeat(32) + ']'.repeat(32))).toBe('taken');
  });
});
