import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { RawWebhook } from '@ringside/telephony';
import { callApiWebhook } from './call-api.webhook.js';

interface Fixture {
  readonly in: unknown;
  readonly out: { readonly kind: string; readonly [key: string]: unknown };
}
const fixtures = JSON.parse(
  readFileSync(new URL('./fixtures/webhooks.json', import.meta.url), 'utf8'),
) as readonly Fixture[];

function webhook(body: string | Uint8Array): RawWebhook {
  return { method: 'POST', url: 'http://x/', headers: {}, body: Buffer.from(body) };
}

describe('the webhook of a call API', () => {
  it.each(fixtures)('$in is $out', (fixture) => {
    const reading = callApiWebhook.read(webhook(JSON.stringify(fixture.in)));
    const { kind, state, id, ...rest } = fixture.out;
    if (kind !== 'signal') expect(reading).toMatchObject({ kind, ...rest });
    else {
      expect(reading).toEqual({
        kind,
        signal: { state, at: null, providerCallId: id, reason: null, answeredBy: null },
      });
    }
  });

  it.each([
    ['bytes that are not UTF-8', Uint8Array.of(0x22, 0xff, 0x22)],
    ['a number too large to be one', '{"id":1e999,"status":"ringing"}'],
    ['half a body', '{"id":1,"status":"rin'],
  ])('%s cannot be read', (_what, body) => {
    expect(callApiWebhook.read(webhook(body)).kind).toBe('unreadable');
  });

  it('a byte order mark is no harm', () => {
    expect(callApiWebhook.read(webhook('\ufeff{"id":1,"status":"ringing"}')).kind).toBe('signal');
  });
});
