import { describe, expect, it } from '@jest/globals';
import { webhookTokens, webhookUrl } from './webhook-token.js';

const tokens = webhookTokens(Buffer.alloc(32, 7));
const call = '0193f3a8-7a5e-7c3e-8f43-1c2d3e4f5a6b';

describe('webhook token', () => {
  it('is 128 bits in the alphabet of an address', () => {
    expect(tokens.of(call)).toMatch(/^[\w-]{22}$/);
  });
  it('serves its own call only, and its own connection only', () => {
    const token = tokens.of(call);
    expect(tokens.match(call, token)).toBe(true);
    expect(tokens.match(call.replace('b', 'c'), token)).toBe(false);
    expect(webhookTokens(Buffer.alloc(32, 8)).match(call, token)).toBe(false);
  });
  it('is known again by a process that did not make it', () => {
    expect(webhookTokens(Buffer.alloc(32, 7)).match(call, tokens.of(call))).toBe(true);
  });
  it.each(['', 'x', tokens.of(call).slice(0, -2), `${tokens.of(call)}AA`, '\u0000'])(
    'refuses %j',
    (forged) => {
      expect(tokens.match(call, forged)).toBe(false);
    },
  );
  it('stands in the address the phone system gets', () => {
    expect(webhookUrl('https://dial.example', 'call-api', 'c1', call, 't')).toBe(
      `https://dial.example/webhooks/call-api/c1/${call}/t`,
    );
  });
});
