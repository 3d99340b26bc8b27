import { describe, expect, it } from '@jest/globals';
import {
  acting,
  bridgesOf,
  DONE,
  expectDoneOrGone,
  expectFailed,
  GONE,
  hearEachOther,
  newId,
  stranger,
} from './acting.js';
import { eventually } from './ask.js';
import type { CurrentRig } from './harness.js';
import { answeredLeg, movedTo } from './moved.js';

/** That legs which are bridged hear each other, by the phone system's own view, and that taking them apart leaves them up. */
export function describeBridges(rig: CurrentRig): void {
  describe('legs: a bridge', () => {
    const twoLegs = async () => [await answeredLeg(rig()), await answeredLeg(rig())] as const;

    it('puts two answered legs together', async () => {
      const [a, b] = await twoLegs();
      expect(await bridgesOf(rig())).toEqual([]);
      expect(await acting(rig()).bridge(newId(), [a, b])).toEqual(DONE);
      await eventually('they hear each other', () => hearEachOther(rig(), [a, b]));
    });

    it('takes a third leg, and those that are in it stay', async () => {
      const [a, b] = await twoLegs();
      const c = await answeredLeg(rig());
      const id = newId();
      expect(await acting(rig()).bridge(id, [a, b])).toEqual(DONE);
      expect(await acting(rig()).bridge(id, [c])).toEqual(DONE);
      await eventually('all three hear each other', () => hearEachOther(rig(), [a, b, c]));
    });

    it('is the same bridge when it is asked for again', async () => {
      const [a, b] = await twoLegs();
      const id = newId();
      for (const legs of [
        [a, b],
        [a, b],
        [b, a],
      ])
        expect(await acting(rig()).bridge(id, legs)).toEqual(DONE);
      await eventually('they hear each other', () => hearEachOther(rig(), [a, b]));
    });

    it('is apart from another bridge, and no leg is in both', async () => {
      const [a, b] = await twoLegs();
      const [c, d] = await twoLegs();
      expect(await acting(rig()).bridge(newId(), [a, b])).toEqual(DONE);
      const other = newId();
      expect(await acting(rig()).bridge(other, [c, d])).toEqual(DONE);
      await eventually('each two hear each other', () => hearEachOther(rig(), [a, b], [c, d]));
      const moved = await acting(rig()).bridge(other, [a]);
      const stays = moved.kind !== 'done';
      await eventually('it is in one of them', () =>
        stays ? hearEachOther(rig(), [a, b], [c, d]) : hearEachOther(rig(), [a, c, d]),
      );
    });

    it('is taken apart: its legs stay up, alone, and can be bridged again', async () => {
      const [a, b] = await twoLegs();
      const id = newId();
      expect(await acting(rig()).bridge(id, [a, b])).toEqual(DONE);
      expect(await acting(rig()).unbridge(id)).toEqual(DONE);
      await eventually('nobody hears anybody', () => hearEachOther(rig()));
      expectDoneOrGone(await acting(rig()).unbridge(id));
      expect(await acting(rig()).unbridge(newId())).toEqual(GONE);
      // Of a leg that was over it would be gone.
      expect(await acting(rig()).bridge(newId(), [a, b])).toEqual(DONE);
      await eventually('they hear each other again', () => hearEachOther(rig(), [a, b]));
    });

    it('with a leg that is over, or was never known, is gone', async () => {
      const [a, b] = await twoLegs();
      await movedTo(rig(), b, 'completed');
      expect(await acting(rig()).bridge(newId(), [a, b])).toEqual(GONE);
      expect(await acting(rig()).bridge(newId(), [a, stranger])).toEqual(GONE);
      expect(await bridgesOf(rig())).toEqual([]);
      const c = await answeredLeg(rig());
      expect(await acting(rig()).bridge(newId(), [a, c])).toEqual(DONE);
      await eventually('the one that was left is as good as before', () => hearEachOther(rig(), [a, c]));
    });

    it('goes on without a leg that ends', async () => {
      const [a, b] = await twoLegs();
      const c = await answeredLeg(rig());
      const id = newId();
      expect(await acting(rig()).bridge(id, [a, b, c])).toEqual(DONE);
      await movedTo(rig(), b, 'completed');
      await eventually('the others hear each other', () => hearEachOther(rig(), [a, c]));
      await movedTo(rig(), c, 'completed');
      await eventually('the last one is alone', () => hearEachOther(rig()));
      const d = await answeredLeg(rig());
      expect(await acting(rig()).bridge(newId(), [a, d])).toEqual(DONE);
      await eventually('the last one was still up', () => hearEachOther(rig(), [a, d]));
    });

    it('says so when the phone system cannot be reached, and when it is given up', async () => {
      const [a, b] = await twoLegs();
      const id = newId();
      const givenUp = acting(rig(), AbortSignal.abort());
      expectFailed(await givenUp.bridge(id, [a, b]));
      expectFailed(await givenUp.unbridge(id));
      await rig().system.goDown();
      expectFailed(await acting(rig()).bridge(id, [a, b]));
      expectFailed(await acting(rig()).unbridge(id));
    });
  });
}
