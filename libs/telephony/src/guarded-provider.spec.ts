import { describe, expect, it } from '@jest/globals';
import { guardedProvider } from './guarded-provider.js';
import type { OriginateRequest, PlacementOutcome, Provider } from './provider.js';

/** A provider with state of its own, so that a lost `this` shows. */
class Counting implements Provider {
  readonly #asked: string[] = [];
  readonly kind = 'counting';
  readonly label = 'Counting';
  readonly capabilities = {
    originate: true,
    hangUp: true,
    reconcile: false,
    records: false,
    stream: false,
    detectMachine: false,
    legs: [],
    idempotentForMs: 0,
    reports: [],
  };
  readonly limits = { callsPerSecond: null, maxConcurrent: null };
  constructor(private readonly answer: () => PlacementOutcome) {}
  originate(request: OriginateRequest): Promise<PlacementOutcome> {
    this.#asked.push(request.to);
    return Promise.resolve(this.answer());
  }
  hangUp(): Promise<{ kind: 'failed'; reason: string }> {
    return Promise.resolve({ kind: 'failed', reason: this.#asked.join() });
  }
  close(): Promise<void> {
    this.#asked.length = 0;
    return Promise.resolve();
  }
}

function request(to: string): OriginateRequest {
  return { callId: 'c', to, from: null, webhookUrl: 'http://x/', ringTimeoutMs: 1000, detectMachine: false };
}
const never = new AbortController().signal;

describe('guardedProvider', () => {
  it('lets numbers through, extensions too, and keeps exactly the members there are', async () => {
    const guarded = guardedProvider(new Counting(() => ({ kind: 'accepted', providerCallId: '1' })));
    for (const to of ['+1 (301) 804-0009', '201']) {
      expect(await guarded.originate(request(to), never)).toEqual({ kind: 'accepted', providerCallId: '1' });
    }
    expect(await guarded.hangUp?.({ callId: 'c', providerCallId: null }, never)).toEqual({
      kind: 'failed',
      reason: '+13018040009,201',
    });
    expect(Object.keys(guarded).sort()).toEqual(
      ['capabilities', 'close', 'hangUp', 'kind', 'label', 'limits', 'originate'].sort(),
    );
  });

  it.each(['911', '112', '+112', '0911', '9-1-1', '999', '000'])('never asks for %s', async (to) => {
    const inner = new Counting(() => ({ kind: 'accepted', providerCallId: null }));
    const guarded = guardedProvider(inner);
    expect(await guarded.originate(request(to), never)).toEqual({
      kind: 'failed',
      reason: 'number_not_allowed',
    });
    expect(await inner.hangUp()).toMatchObject({ reason: '' });
  });

  it.each([
    ['', 'not_a_number'],
    ['sip:a@b', 'not_a_number'],
    ['1234567890123456', 'too_long'],
  ])('nor for %j', async (to, reason) => {
    const guarded = guardedProvider(new Counting(() => ({ kind: 'accepted', providerCallId: null })));
    const outcome = await guarded.originate(request(to), never);
    expect(outcome).toEqual({ kind: 'failed', reason });
  });

  it('a provider that throws may have placed the call', async () => {
    const guarded = guardedProvider(
      new Counting(() => {
        throw new Error('bug');
      }),
    );
    expect(await guarded.originate(request('13018040009'), never)).toEqual({
      kind: 'unknown',
      reason: 'provider failed: Error: bug',
    });
  });
});
