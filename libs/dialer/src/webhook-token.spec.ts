import { describe, expect, it } from '@jest/globals';
import { isWebhookToken, webhookToken, webhookUrl } from './webhook-token.js';

const secret = Buffer.alloc(32, 7);
const call = '0193f3a8-7a5e-7c3e-8f43-1c2d3e4f5a6b';

describe('webhook token', () => {
  it('is 128 bits in the alphabet of an address', () => {
    expect(webhookToken(secret, call)).toMatch(/^[\w-]{22}$/);
  });
  it('serves its own call only, and its own connection only', () => {
    const token = webhookToken(secret, call);
    expect(isWebhookToken(secret, call, token)).toBe(true);
    expect(isWebhookToken(secret, call.replace('b', 'c'), token)).toBe(false);
    expect(isWebhookToken(Buffer.alloc(32, 8), call, token)).toBe(false);
  });
  it.each(['', 'x', webhookToken(secret, call).slice(0, -2), `${webhookToken(secret, call)}AA`, '\u0000'])(
    'refuses %j',
    (forged) => {
      expect(isWebhookToken(secret, call, forged)).toBe(false);
    },
  );
  it('stands in the address the phone system gets', () => {
    expect(webhookUrl('https://dial.example', 'call-api', 'c1', call, 't')).toBe(
      `https://dial.example/webhooks/call-api/c1/${call}/t`,
    );
  });
});
