import { describe, expect, it } from '@jest/globals';
import { CALL_STATES } from '@ringside/contracts';
import fc from 'fast-check';
import type { RawWebhook, WebhookReader, WebhookReading } from '../provider.js';
import type { CurrentRig, ProviderHarness, ReportedState, WebhookSamples } from './harness.js';

const MOST_TEXT = 500;

/** That every status is understood, every other one kept, and nothing that can be sent makes the reader throw. */
export function describeWebhooks(harness: ProviderHarness, rig: CurrentRig): void {
  const parts = (): { reader: WebhookReader; samples: WebhookSamples } => {
    const { provider, webhooks } = rig();
    if (provider.webhook === undefined || webhooks === undefined) throw new Error('the rig has no webhooks');
    return { reader: provider.webhook, samples: webhooks };
  };

  describe('a webhook', () => {
    const reported = harness.capabilities.reports as readonly ReportedState[];

    it.each(reported)('of %s is a signal', (state) => {
      const { reader, samples } = parts();
      const reading = reader.read(samples.status(state));
      expect(reading).toMatchObject({ kind: 'signal', signal: { state } });
      expectSound(reading);
    });

    it.each(['moonwalking', '__proto__', 'constructor', 'toString', 'placing', 'unknown'])(
      'with the status %s is kept and changes nothing',
      (status) => {
        const { reader, samples } = parts();
        expect(reader.read(samples.unknown(status))).toEqual({ kind: 'unknown_status', status });
      },
    );

    if (harness.webhooks === 'signature') {
      it.each(reported)('of %s is trusted as it came, and not when a byte is changed', (state) => {
        const { reader, samples } = parts();
        const webhook = samples.status(state);
        expect(reader.verify?.(webhook)).toBe(true);
        for (let at = 0; at < webhook.body.length; at += 7) {
          const body = Uint8Array.from(webhook.body);
          body[at] = (body[at] ?? 0) ^ 1;
          expect(reader.verify?.({ ...webhook, body })).toBe(false);
        }
        expect(reader.verify?.({ ...webhook, headers: {} })).toBe(false);
        expect(reader.verify?.({ ...webhook, body: new Uint8Array() })).toBe(false);
      });
    }

    it('of random bytes is read without a throw', () => {
      const { reader, samples } = parts();
      const genuine = samples.status(reported[0] ?? 'ringing');
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 300 }), (body) => verifyAndRead(reader, { ...genuine, body })),
        { numRuns: 500 },
      );
    });

    it('of random JSON is read without a throw', () => {
      const { reader, samples } = parts();
      const genuine = samples.status(reported[0] ?? 'ringing');
      fc.assert(
        fc.property(fc.json({ stringUnit: 'binary', maxDepth: 6 }), (json) =>
          verifyAndRead(reader, { ...genuine, body: Buffer.from(json) }),
        ),
        { numRuns: 500 },
      );
    });

    it('that is genuine but for one value is read without a throw', () => {
      const { reader, samples } = parts();
      const value = fc.oneof(
        fc.jsonValue({ stringUnit: 'binary' }),
        fc.constantFrom<unknown>(
          '',
          '\u0000',
          '\ud800',
          'x'.repeat(100_000),
          -0,
          1e308,
          2 ** 53,
          '__proto__',
          [],
        ),
      );
      const bodies = reported.map((state) => samples.status(state));
      fc.assert(
        fc.property(fc.constantFrom(...bodies), fc.nat(), value, (genuine, which, wrong) =>
          verifyAndRead(reader, { ...genuine, body: withOneValue(genuine.body, which, wrong) }),
        ),
        { numRuns: 500 },
      );
    });

    it.each<[string, string]>([
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
    ])('of %s is read without a throw', (_what, text) => {
      const { reader, samples } = parts();
      verifyAndRead(reader, { ...samples.status(reported[0] ?? 'ringing'), body: Buffer.from(text) });
    });

    it('with any headers, method and address is read without a throw', () => {
      const { reader, samples } = parts();
      const genuine = samples.status(reported[0] ?? 'ringing');
      const header = fc.oneof(fc.string(), fc.array(fc.string()), fc.constant(undefined));
      fc.assert(
        fc.property(
          fc.dictionary(
            fc.constantFrom('content-type', 'x-signature', ...Object.keys(genuine.headers)),
            header,
          ),
          fc.string(),
          fc.string({ unit: 'binary' }),
          (headers, method, url) => verifyAndRead(reader, { ...genuine, headers, method, url }),
        ),
        { numRuns: 200 },
      );
    });
  });
}

/** What may be anything is verified and read, and the answers can be used. */
function verifyAndRead(reader: WebhookReader, webhook: RawWebhook): void {
  expect([true, false, undefined]).toContain(reader.verify?.(webhook));
  expectSound(reader.read(webhook));
}

/** A reading that can be stored and shown, whatever it was read from. */
function expectSound(reading: WebhookReading): void {
  const texts: (string | null)[] = [];
  if (reading.kind === 'signal') {
    const { state, at, providerCallId, reason, answeredBy } = reading.signal;
    expect(CALL_STATES).toContain(state);
    expect(['placing', 'unknown', 'abandoned']).not.toContain(state);
    expect(at === null || Number.isFinite(at)).toBe(true);
    expect([null, 'human', 'machine']).toContain(answeredBy);
    texts.push(providerCallId, reason);
  } else if (reading.kind === 'unknown_status') {
    texts.push(reading.status);
  } else {
    expect(reading.kind).toBe('unreadable');
    expect(reading.field).not.toBe('');
    texts.push(reading.field, reading.detail);
  }
  for (const text of texts) {
    if (text === null) continue;
    expect(typeof text).toBe('string');
    expect(text.length).toBeLessThanOrEqual(MOST_TEXT);
    expect(text.includes('\u0000')).toBe(false);
    expect(text.isWellFormed()).toBe(true);
  }
}

/** The body, JSON or form, with one of its values replaced; a body that is neither is cut short. */
function withOneValue(body: Uint8Array, which: number, wrong: unknown): Uint8Array {
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
