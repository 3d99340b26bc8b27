import { describe, expect, it } from '@jest/globals';
import { CALL_STATES } from '@ringside/contracts';
import fc from 'fast-check';
import type { RawWebhook, WebhookReader, WebhookReading } from '../provider.js';
import type { CurrentRig, ProviderHarness, ReportedState, WebhookSamples } from './harness.js';
import { expectPlain, ODD_BODIES, ODD_VALUE, withOneValue } from './odd-bodies.js';

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
      const bodies = reported.map((state) => samples.status(state));
      fc.assert(
        fc.property(fc.constantFrom(...bodies), fc.nat(), ODD_VALUE, (genuine, which, wrong) =>
          verifyAndRead(reader, { ...genuine, body: withOneValue(genuine.body, which, wrong) }),
        ),
        { numRuns: 500 },
      );
    });

    it.each(ODD_BODIES)('of %s is read without a throw', (_what, text) => {
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
  expectPlain(texts);
}
