import { describe, expect, it } from '@jest/globals';
import { askedOnce, neverAborted, newRequest, placed, soon } from './ask.js';
import type { CurrentRig, FakePhoneSystem, ProviderHarness } from './harness.js';

/** What can be done with a call that was placed: ending it, and asking after it. */
export function describeCalls(harness: ProviderHarness, rig: CurrentRig): void {
  const stranger = { callId: newRequest().callId, providerCallId: 'never-seen' };

  if (harness.capabilities.hangUp) {
    describe('hangUp', () => {
      it('ends a call, and may be asked again', async () => {
        const { provider, system } = rig();
        const call = await placed(provider);
        moved(system)(call, 'answered');
        expect(await provider.hangUp?.(call, neverAborted())).toEqual({ kind: 'done' });
        expect(system.wasHungUp?.(call)).toBe(true);
        const again = await provider.hangUp?.(call, neverAborted());
        expect(['done', 'gone']).toContain(again?.kind);
      });

      it('of a call that is over, or was never known, is gone', async () => {
        const { provider, system } = rig();
        const call = await placed(provider);
        moved(system)(call, 'completed');
        expect(await provider.hangUp?.(call, neverAborted())).toEqual({ kind: 'gone' });
        expect(await provider.hangUp?.(stranger, neverAborted())).toEqual({ kind: 'gone' });
      });

      it('says so when the phone system cannot be reached, and when it is given up', async () => {
        const { provider, system } = rig();
        const call = await placed(provider);
        const aborted = await soon('hangUp', Promise.resolve(provider.hangUp?.(call, AbortSignal.abort())));
        expect(aborted?.kind).toBe('failed');
        await system.goDown();
        const down = await soon('hangUp', Promise.resolve(provider.hangUp?.(call, neverAborted())));
        expect(down).toMatchObject({ kind: 'failed', reason: expect.stringMatching(/./) });
      });
    });
  }

  if (harness.capabilities.reconcile) {
    describe('reconcile', () => {
      it('tells the state of the calls it knows and leaves out the others', async () => {
        const { provider, system } = rig();
        const ringing = await placed(provider);
        const answered = await placed(provider);
        moved(system)(ringing, 'ringing');
        moved(system)(answered, 'answered');
        const reports = await provider.reconcile?.([answered, stranger, ringing], neverAborted());
        const states = Object.fromEntries(
          (reports ?? []).flatMap((known) => ('gone' in known ? [] : [[known.callId, known.signal.state]])),
        );
        expect(states).toEqual({ [ringing.callId]: 'ringing', [answered.callId]: 'answered' });
      });

      it('finds a call whose answer was lost, if it can be found at all', async () => {
        const { provider, system } = rig();
        system.answer({ kind: 'accept' });
        const request = newRequest();
        const call = await placed(provider, request);
        moved(system)(call, 'ringing');
        const known = await provider.reconcile?.(
          [{ callId: request.callId, providerCallId: null }],
          neverAborted(),
        );
        for (const report of known ?? []) {
          expect(report).toMatchObject({ callId: request.callId, signal: { state: 'ringing' } });
        }
      });

      it('asks for no call to be placed', async () => {
        const { times } = await askedOnce(rig());
        await rig().provider.reconcile?.([stranger], neverAborted());
        expect(await rig().provider.reconcile?.([], neverAborted())).toEqual([]);
        expect(rig().system.asked).toHaveLength(times);
      });
    });
  }
}

function moved(system: FakePhoneSystem): NonNullable<FakePhoneSystem['move']> {
  if (system.move === undefined) throw new Error('the fake phone system needs move()');
  return system.move.bind(system);
}
