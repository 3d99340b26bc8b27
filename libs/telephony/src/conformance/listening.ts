import { describe, expect, it } from '@jest/globals';
import type { PlacedCall } from '../provider.js';
import {
  acting,
  DONE,
  expectDoneOrGone,
  expectFailed,
  GONE,
  hearEachOther,
  newId,
  stranger,
} from './acting.js';
import { eventually } from './ask.js';
import type { CurrentRig, ProviderHarness } from './harness.js';
import { answeredLeg, movedTo } from './moved.js';

/** That one who listens hears, and is not heard. */
export function describeListening(harness: ProviderHarness, rig: CurrentRig): void {
  const bridges = harness.capabilities.legs.includes('bridge');
  const heardBy = async (listener: PlacedCall): Promise<string[]> => {
    const { system } = rig();
    if (system.hears === undefined) throw new Error('the fake phone system needs hears()');
    return [...(await system.hears(listener))];
  };
  const hearsNobody = async (listener: PlacedCall): Promise<boolean> =>
    (await heardBy(listener)).length === 0;

  describe('legs: listening', () => {
    it('lets the listener hear a leg, and be heard by nobody', async () => {
      const heard = await answeredLeg(rig());
      const listener = await answeredLeg(rig());
      expect(await heardBy(listener)).toEqual([]);
      const id = newId();
      expect(await acting(rig()).listen(id, heard, listener)).toEqual(DONE);
      await eventually('the listener hears', async () => (await heardBy(listener)).includes(heard.callId));
      expectDoneOrGone(await acting(rig()).listen(id, heard, listener));
      expect(await heardBy(listener)).toEqual([heard.callId]);
      expect(await heardBy(heard)).toEqual([]);
      expect(await hearEachOther(rig())).toBe(true);
    });

    if (bridges) {
      it('to one of two who talk leaves them as they are', async () => {
        const [a, b] = [await answeredLeg(rig()), await answeredLeg(rig())];
        const listener = await answeredLeg(rig());
        expect(await acting(rig()).bridge(newId(), [a, b])).toEqual(DONE);
        const id = newId();
        expect(await acting(rig()).listen(id, a, listener)).toEqual(DONE);
        await eventually('the listener hears', async () => (await heardBy(listener)).includes(a.callId));
        expect(await hearEachOther(rig(), [a, b])).toBe(true);
        expect(await acting(rig()).stopListening(id)).toEqual(DONE);
        await eventually('the listener hears nobody', () => hearsNobody(listener));
        expect(await hearEachOther(rig(), [a, b])).toBe(true);
      });
    }

    it('stops when it is told to, and can begin again', async () => {
      const heard = await answeredLeg(rig());
      const listener = await answeredLeg(rig());
      const id = newId();
      expect(await acting(rig()).listen(id, heard, listener)).toEqual(DONE);
      expect(await acting(rig()).stopListening(id)).toEqual(DONE);
      await eventually('the listener hears nobody', () => hearsNobody(listener));
      expectDoneOrGone(await acting(rig()).stopListening(id));
      expect(await acting(rig()).stopListening(newId())).toEqual(GONE);
      // Of a leg that was over it would be gone.
      expect(await acting(rig()).listen(newId(), heard, listener)).toEqual(DONE);
      await eventually('the listener hears again', async () => !(await hearsNobody(listener)));
    });

    it.each(['heard', 'listener'] as const)('ends with the %s', async (which) => {
      const legs = { heard: await answeredLeg(rig()), listener: await answeredLeg(rig()) };
      const id = newId();
      expect(await acting(rig()).listen(id, legs.heard, legs.listener)).toEqual(DONE);
      await eventually('the listener hears', async () => !(await hearsNobody(legs.listener)));
      await movedTo(rig(), legs[which], 'completed');
      await eventually('the listener hears nobody', () => hearsNobody(legs.listener));
      expectDoneOrGone(await acting(rig()).stopListening(id));
      // The other one is still up: it can be listened to, or listen, again.
      const other = await answeredLeg(rig());
      const [heard, listener] = which === 'heard' ? [other, legs.listener] : [legs.heard, other];
      expect(await acting(rig()).listen(newId(), heard, listener)).toEqual(DONE);
      await eventually('the new listener hears', async () =>
        (await heardBy(listener)).includes(heard.callId),
      );
    });

    it('with a leg that is over, or was never known, is gone', async () => {
      const up = await answeredLeg(rig());
      const over = await answeredLeg(rig());
      await movedTo(rig(), over, 'completed');
      for (const none of [over, stranger]) {
        expect(await acting(rig()).listen(newId(), none, up)).toEqual(GONE);
        expect(await acting(rig()).listen(newId(), up, none)).toEqual(GONE);
      }
      expect(await heardBy(up)).toEqual([]);
    });

    it('says so when the phone system cannot be reached, and when it is given up', async () => {
      const heard = await answeredLeg(rig());
      const listener = await answeredLeg(rig());
      const id = newId();
      const givenUp = acting(rig(), AbortSignal.abort());
      expectFailed(await givenUp.listen(id, heard, listener));
      expectFailed(await givenUp.stopListening(id));
      await rig().system.goDown();
      expectFailed(await acting(rig()).listen(id, heard, listener));
      expectFailed(await acting(rig()).stopListening(id));
    });
  });
}
