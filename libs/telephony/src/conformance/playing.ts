import { describe, expect, it } from '@jest/globals';
import type { LegOutcome, PlacedCall } from '../provider.js';
import { acting, DONE, expectFailed, GONE, stranger } from './acting.js';
import { eventually, neverAborted, settled, soon } from './ask.js';
import type { CurrentRig, ProviderHarness, SampleMedia } from './harness.js';
import { answeredLeg, movedTo } from './moved.js';

/** That something played is heard to its end, and that it says when it was not. */
export function describePlaying(harness: ProviderHarness, rig: CurrentRig): void {
  const media = (): SampleMedia => {
    if (harness.media === undefined) throw new Error('the harness needs media');
    return harness.media;
  };
  const isPlaying = async (leg: PlacedCall): Promise<boolean> => {
    const { system } = rig();
    if (system.playing === undefined) throw new Error('the fake phone system needs playing()');
    return (await system.playing(leg)).length > 0;
  };
  /** Begins to play something long, and comes back when it is being played. */
  const playLong = async (leg: PlacedCall, signal: AbortSignal): Promise<{ ending: Promise<LegOutcome> }> => {
    const ending = rig().provider.legs?.play?.(leg, media().long, signal);
    if (ending === undefined) throw new Error('the provider cannot play');
    await eventually('it is being played', () => isPlaying(leg));
    return { ending };
  };

  describe('legs: playing', () => {
    it('is done when it was heard to its end', async () => {
      const leg = await answeredLeg(rig());
      expect(await acting(rig()).play(leg, media().short)).toEqual(DONE);
      await eventually('nothing is played any more', async () => !(await isPlaying(leg)));
    });

    it('is not done before, and stops when it is aborted', async () => {
      const leg = await answeredLeg(rig());
      const other = await answeredLeg(rig());
      const control = new AbortController();
      const { ending } = await playLong(leg, control.signal);
      let outcome: LegOutcome | null = null;
      void ending.then((given) => (outcome = given));
      await settled();
      expect(outcome).toBeNull();
      expect(await isPlaying(other)).toBe(false);
      control.abort();
      expectFailed(await soon('the end of what was aborted', ending));
      await eventually('it stopped', async () => !(await isPlaying(leg)));
      // The leg is still up.
      expect(await acting(rig()).play(leg, media().short)).toEqual(DONE);
    });

    it('is gone when the leg ends first', async () => {
      const leg = await answeredLeg(rig());
      const { ending } = await playLong(leg, neverAborted());
      await movedTo(rig(), leg, 'completed');
      expect(await soon('the end with the leg', ending)).toEqual(GONE);
    });

    it('to a leg that is over, or was never known, is gone', async () => {
      const leg = await answeredLeg(rig());
      await movedTo(rig(), leg, 'completed');
      expect(await acting(rig()).play(leg, media().short)).toEqual(GONE);
      expect(await acting(rig()).play(stranger, media().short)).toEqual(GONE);
    });

    it('of what does not exist failed, in words, and the leg is none the worse for it', async () => {
      const leg = await answeredLeg(rig());
      expectFailed(await acting(rig()).play(leg, media().missing));
      expect(await acting(rig()).play(leg, media().short)).toEqual(DONE);
    });

    it('says so when the phone system cannot be reached, or goes away, and when it is given up', async () => {
      const leg = await answeredLeg(rig());
      expectFailed(await acting(rig(), AbortSignal.abort()).play(leg, media().short));
      const { ending } = await playLong(leg, neverAborted());
      await rig().system.goDown();
      expectFailed(await soon('the end with the phone system', ending));
      expectFailed(await acting(rig()).play(leg, media().short));
    });
  });
}
