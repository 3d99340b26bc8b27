import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import type { PlacementOutcome } from '../provider.js';
import { askedOnce, eventually, neverAborted, newRequest, placed, settled, soon } from './ask.js';
import { follow } from './following.js';
import type { CurrentRig, Behaviour, ProviderHarness } from './harness.js';

const ENDINGS: readonly [string, Behaviour, Partial<PlacementOutcome>][] = [
  ['accepted', { kind: 'accept' }, { kind: 'accepted' }],
  ['accepted, slowly', { kind: 'accept', afterMs: 150 }, { kind: 'accepted' }],
  [
    'failed, with the words of the phone system',
    { kind: 'fail', reason: 'no such extension' },
    { kind: 'failed', reason: expect.stringContaining('no such extension') as unknown as string },
  ],
  ['refused', { kind: 'refuse', retryAfterSeconds: null }, { kind: 'refused', retryAfterMs: null }],
  ['refused for a while', { kind: 'refuse', retryAfterSeconds: 7 }, { kind: 'refused', retryAfterMs: 7000 }],
  [
    'refused for days',
    { kind: 'refuse', retryAfterSeconds: 99_999 },
    { kind: 'refused', retryAfterMs: 300_000 },
  ],
  ['reset before the answer', { kind: 'reset' }, { kind: 'unknown' }],
  ['reset within the answer', { kind: 'reset_in_answer' }, { kind: 'unknown' }],
  ['nonsense', { kind: 'garbage' }, { kind: 'unknown' }],
];

/** DECISIONS D8, over the wire. */
const STATUSES: readonly [number, PlacementOutcome['kind']][] = [
  [400, 'failed'],
  [401, 'failed'],
  [404, 'failed'],
  [408, 'unknown'],
  [429, 'refused'],
  [500, 'unknown'],
  [502, 'unknown'],
  [503, 'refused'],
  [504, 'unknown'],
  [302, 'unknown'],
];

/** Every way in which a request to place a call can end: what it means, and that it is sent once. */
export function describeEndings(harness: ProviderHarness, rig: CurrentRig): void {
  describe('originate ends', () => {
    it.each(ENDINGS)('%s', async (_what, behaviour, expected) => {
      rig().system.answer(behaviour);
      const { outcome, times } = await soon('originate', askedOnce(rig()));
      // Only HTTP has a header that says how long.
      const { retryAfterMs: _, ...plain } = expected as { retryAfterMs?: number };
      expect(outcome).toMatchObject(harness.plainHttp === false ? plain : expected);
      expect(times).toBe(1);
    });

    if (harness.plainHttp !== false) {
      it.each(STATUSES)('with HTTP %d: %s', async (status, kind) => {
        rig().system.answer({ kind: 'status', status });
        const { outcome, times } = await soon('originate', askedOnce(rig()));
        expect(outcome.kind).toBe(kind);
        expect(times).toBe(1);
      });
    }

    it('refused, when nobody listens', async () => {
      const { system, stream } = rig();
      await system.goDown();
      // Until the break is seen, a request is written, and lost.
      await soon('the end of the stream', stream?.ended);
      const { outcome, times } = await soon('originate', askedOnce(rig()));
      expect(outcome).toMatchObject({ kind: 'refused', retryAfterMs: null });
      expect(times).toBe(0);
    });

    it('unknown, when it is given up after it was sent', async () => {
      const { provider, system } = rig();
      system.answer({ kind: 'hang' });
      const control = new AbortController();
      const ending = provider.originate(newRequest(), control.signal);
      await eventually('the request arrives', () => system.asked.length === 1);
      control.abort();
      expect(await soon('originate after an abort', ending)).toMatchObject({ kind: 'unknown' });
      await settled();
      expect(system.asked).toHaveLength(1);
    });

    it('unsent, or unknown, when it was given up before', async () => {
      const { provider, system } = rig();
      const outcome = await soon('originate', provider.originate(newRequest(), AbortSignal.abort()));
      await settled();
      if (outcome.kind === 'refused') expect(system.asked).toHaveLength(0);
      else expect(outcome.kind).toBe('unknown');
    });

    it('without a trace on the signal', async () => {
      const signal = neverAborted();
      for (const behaviour of [{ kind: 'accept' }, { kind: 'reset' }] as const) {
        rig().system.answer(behaviour);
        await rig().provider.originate(newRequest(), signal);
        await eventually('nothing listens', () => getEventListeners(signal, 'abort').length === 0);
      }
    });

    it('and the next call is none the worse for it', async () => {
      const { provider, system } = rig();
      let { stream } = rig();
      for (const [, behaviour] of ENDINGS) {
        system.answer(behaviour);
        await provider.originate(newRequest(), neverAborted());
        system.answer({ kind: 'accept' });
        await settled();
        // Where calls are asked for over the event stream, it broke with the request.
        if (stream?.over === true) stream = await follow(provider);
        await placed(provider);
      }
      expect(system.asked).toHaveLength(2 * ENDINGS.length);
      await stream?.stop();
    });

    it('with reasons that can be stored', async () => {
      rig().system.answer({ kind: 'fail', reason: `nul \u0000 half \ud800 ${'long '.repeat(1000)}` });
      const { outcome } = await askedOnce(rig());
      expect(outcome.kind).toBe('failed');
      const reason = outcome.kind === 'failed' ? outcome.reason : '';
      expect(reason).not.toContain('\u0000');
      expect(reason.isWellFormed()).toBe(true);
      expect(reason.length).toBeLessThanOrEqual(500);
    });
  });
}
