import { describe, expect, it } from '@jest/globals';
import type { CallKnowledge, CallSignal, PlacedCall } from '../provider.js';
import { stranger } from './acting.js';
import { askedOnce, eventually, neverAborted, newRequest, placed, soon } from './ask.js';
import type { CurrentRig, ProviderHarness, RunningRig } from './harness.js';
import { answeredLeg, movedTo } from './moved.js';

const OVER: readonly CallSignal['state'][] = [
  ...(['completed', 'busy', 'no_answer', 'rejected', 'failed', 'canceled'] as const),
];

/** What can be done with a call that was placed: ending it, and asking after it. */
export function describeCalls(harness: ProviderHarness, rig: CurrentRig): void {
  if (harness.capabilities.hangUp) {
    describe('hangUp', () => {
      it('ends a call, and may be asked again', async () => {
        const { provider, system } = rig();
        const call = await answeredLeg(rig());
        expect(await provider.hangUp?.(call, neverAborted())).toEqual({ kind: 'done' });
        await eventually('the phone system ended it', async () => (await system.wasHungUp?.(call)) === true);
        const again = await provider.hangUp?.(call, neverAborted());
        expect(['done', 'gone']).toContain(again?.kind);
      });

      it('of a call that is over, or was never known, is gone', async () => {
        const { provider } = rig();
        const call = await placed(provider);
        await movedTo(rig(), call, 'completed');
        expect(await provider.hangUp?.(call, neverAborted())).toEqual({ kind: 'gone' });
        expect(await provider.hangUp?.(stranger, neverAborted())).toEqual({ kind: 'gone' });
      });

      it('says so when the phone system cannot be reached, and when it is given up', async () => {
        const { provider, system } = rig();
        const call = await answeredLeg(rig());
        const aborted = await soon('hangUp', provider.hangUp?.(call, AbortSignal.abort()));
        expect(aborted?.kind).toBe('failed');
        await system.goDown();
        const down = await soon('hangUp', provider.hangUp?.(call, neverAborted()));
        expect(down).toMatchObject({ kind: 'failed', reason: expect.stringMatching(/./) });
      });
    });
  }

  if (harness.capabilities.reconcile) {
    describe('reconcile', () => {
      it('tells the state of the calls it has, and of no others', async () => {
        const ringing = await placed(rig().provider);
        const answered = await placed(rig().provider);
        await movedTo(rig(), ringing, 'ringing');
        await movedTo(rig(), answered, 'answered');
        const calls = [answered, stranger, ringing];
        let known: readonly CallKnowledge[] = [];
        await eventually('both are told as they are', async () => {
          known = await asked(rig(), calls);
          // Whatever it knows so far: of a call that it has it must never say that it is gone.
          for (const { callId } of [ringing, answered]) expect(goneOf(known)).not.toContain(callId);
          return stateOf(known, ringing) === 'ringing' && stateOf(known, answered) === 'answered';
        });
        expect(stateOf(known, stranger)).toBeUndefined();
        const ids = known.map(({ callId }) => callId);
        expect(new Set(ids).size).toBe(ids.length);
        for (const id of ids) expect(calls.map(({ callId }) => callId)).toContain(id);
      });

      it('tells a call that is over as over or gone, or leaves it out', async () => {
        const call = await answeredLeg(rig());
        const other = await answeredLeg(rig());
        await movedTo(rig(), call, 'completed');
        await eventually('it is not told as going on', async () => {
          const known = await asked(rig(), [call, other]);
          expect(goneOf(known)).not.toContain(other.callId);
          const state = stateOf(known, call);
          return state === undefined || OVER.includes(state);
        });
      });

      it('finds a call whose answer was lost, if it can be found at all', async () => {
        const request = newRequest();
        const call = await placed(rig().provider, request);
        await movedTo(rig(), call, 'ringing');
        const known = await asked(rig(), [{ callId: request.callId, providerCallId: null }]);
        for (const report of known) {
          expect(report).toMatchObject({ callId: request.callId, signal: { state: 'ringing' } });
        }
      });

      it('asks for no call to be placed', async () => {
        const { times } = await askedOnce(rig());
        await asked(rig(), [stranger]);
        expect(await rig().provider.reconcile?.([], neverAborted())).toEqual([]);
        expect(rig().system.asked).toHaveLength(times);
      });

      it('says nothing of a call when the phone system cannot be reached', async () => {
        const call = await answeredLeg(rig());
        await rig().system.goDown();
        const known = await asked(rig(), [call, stranger]).catch(() => []);
        expect(known).toEqual([]);
      });
    });
  }
}

async function asked(
  { provider }: RunningRig,
  calls: readonly PlacedCall[],
): Promise<readonly CallKnowledge[]> {
  return (await soon('reconcile', provider.reconcile?.(calls, neverAborted()))) ?? [];
}

function goneOf(known: readonly CallKnowledge[]): string[] {
  return known.flatMap((one) => ('gone' in one ? [one.callId] : []));
}

function stateOf(known: readonly CallKnowledge[], { callId }: PlacedCall): CallSignal['state'] | undefined {
  const one = known.find((other) => other.callId === callId);
  return one === undefined || 'gone' in one ? undefined : one.signal.state;
}
