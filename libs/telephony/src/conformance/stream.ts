import { describe, expect, it } from '@jest/globals';
import { PHONE_SYSTEM_PROBLEMS } from '@ringside/contracts';
import { StreamError } from '../provider.js';
import { askedOnce, eventually, neverAborted, newRequest, placed, soon } from './ask.js';
import { follow, Following } from './following.js';
import type { CurrentRig, FakePhoneSystem, ProviderHarness, ReportedState } from './harness.js';
import { movedTo } from './moved.js';

/** That the event stream tells every state of our calls, ends when told to, and says when and why it broke. */
export function describeStream(harness: ProviderHarness, rig: CurrentRig): void {
  const reported = harness.capabilities.reports as readonly ReportedState[];

  describe('the event stream', () => {
    it('says first that it is open, once, and is', async () => {
      const { system } = rig();
      await eventually('there is one stream', async () => (await streamsOf(system)) === 1);
      await placed(rig().provider);
      const [first, ...others] = streamOf(rig).events;
      expect(first?.kind).toBe('open');
      expect(others.filter(({ kind }) => kind === 'open')).toEqual([]);
      if (first?.kind !== 'open') return;
      expect(Array.isArray(first.warnings)).toBe(true);
      for (const text of [first.engine?.name, first.engine?.version]) expect(text).not.toBe('');
    });

    it.each(reported)('tells that a call is %s', async (state) => {
      const call = await placed(rig().provider);
      await movedTo(rig(), call, state);
      const [told] = streamOf(rig)
        .of(call)
        .filter((signal) => signal.state === state);
      expect(told?.at === null || Number.isFinite(told?.at)).toBe(true);
    });

    it('tells the calls apart', async () => {
      const { provider } = rig();
      const calls = await Promise.all(Array.from({ length: 10 }, () => placed(provider)));
      const last = reported.at(-1) ?? 'completed';
      await Promise.all(calls.map((call) => movedTo(rig(), call, last)));
      const ours = new Set(calls.map(({ callId }) => callId));
      expect(streamOf(rig).reports.filter(({ callId }) => !ours.has(callId))).toEqual([]);
    });

    if (harness.capabilities.hangUp && reported.includes('canceled')) {
      it('tells that a call was canceled when it was ended before it was answered, else completed', async () => {
        const { provider } = rig();
        const ringing = await placed(provider);
        const answered = await placed(provider);
        await movedTo(rig(), ringing, 'ringing');
        await movedTo(rig(), answered, 'answered');
        for (const call of [ringing, answered]) {
          expect(await provider.hangUp?.(call, neverAborted())).toEqual({ kind: 'done' });
        }
        const lastOf = (call: typeof ringing) => streamOf(rig).of(call).at(-1)?.state;
        await eventually('both ends are told', () => {
          return lastOf(ringing) !== 'ringing' && lastOf(answered) !== 'answered';
        });
        expect([lastOf(ringing), lastOf(answered)]).toEqual(['canceled', 'completed']);
      });
    }

    it('ends quietly when it is aborted, before and after it opened', async () => {
      expect(await streamOf(rig).stop()).toBeUndefined();
      await eventually('it is closed', async () => (await streamsOf(rig().system)) === 0);
      const atOnce = new Following(rig().provider);
      expect(await atOnce.stop()).toBeUndefined();
      await eventually('it is closed', async () => (await streamsOf(rig().system)) === 0);
    });

    it('is needed to place a call: without it, originate refuses and asks for nothing', async () => {
      await streamOf(rig).stop();
      const without = await soon('originate', askedOnce(rig()));
      expect(without).toMatchObject({ outcome: { kind: 'refused', reason: expect.stringMatching(/./) } });
      expect(without.times).toBe(0);
      const again = await follow(rig().provider);
      try {
        await placed(rig().provider);
      } finally {
        await again.stop();
      }
    });

    it('throws a StreamError when it breaks, and can be opened again', async () => {
      const { provider, system } = rig();
      await system.dropStreams?.();
      expectStreamError(await soon('the end of a broken stream', streamOf(rig).ended));
      expect(await soon('originate', provider.originate(newRequest(), neverAborted()))).toMatchObject({
        kind: 'refused',
      });
      expect(system.asked).toHaveLength(0);

      const again = await follow(provider);
      try {
        const call = await placed(provider);
        const state = reported[0] ?? 'ringing';
        await system.move?.(call, state);
        await eventually('the new stream tells', () =>
          again.of(call).some((signal) => signal.state === state),
        );
      } finally {
        await again.stop();
      }
    });

    it('throws a StreamError, and does not hang, when nobody listens', async () => {
      const { provider, system } = rig();
      await system.goDown();
      expectStreamError(await soon('the end of a broken stream', streamOf(rig).ended));
      const toNobody = new Following(provider);
      const error = await soon('a stream to nobody', toNobody.ended);
      expectStreamError(error);
      expect(error).toMatchObject({ code: 'unreachable' });
      expect(toNobody.events).toEqual([]);
    });
  });
}

function streamOf(rig: CurrentRig): Following {
  const { stream } = rig();
  if (stream === null) throw new Error('no stream was opened for this test');
  return stream;
}

async function streamsOf(system: FakePhoneSystem): Promise<number> {
  if (system.streams === undefined) throw new Error('the fake phone system needs streams()');
  return system.streams();
}

/** That it says what is wrong: a code that is known, and a sentence. */
function expectStreamError(error: unknown): void {
  expect(error).toBeInstanceOf(StreamError);
  if (!(error instanceof StreamError)) return;
  expect(Object.keys(PHONE_SYSTEM_PROBLEMS)).toContain(error.code);
  expect(error.message.trim()).not.toBe('');
}
