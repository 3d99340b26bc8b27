import { expect } from '@jest/globals';
import type { LegControl, LegOutcome, PlacedCall } from '../provider.js';
import { neverAborted, newRequest, soon } from './ask.js';
import type { RunningRig } from './harness.js';

/** A call that nobody placed. */
export const stranger: PlacedCall = { callId: newRequest().callId, providerCallId: 'never-seen' };

/** What to ask of legs; each comes back within the patience of the harness. */
export function acting({ provider }: RunningRig, signal: AbortSignal = neverAborted()) {
  const legs: LegControl = provider.legs ?? {};
  const act = (what: string, outcome: Promise<LegOutcome> | undefined): Promise<LegOutcome> => {
    if (outcome === undefined) throw new Error(`the provider cannot ${what}`);
    return soon(what, outcome);
  };
  return {
    bridge: (id: string, calls: readonly PlacedCall[]) => act('bridge', legs.bridge?.(id, calls, signal)),
    unbridge: (id: string) => act('unbridge', legs.unbridge?.(id, signal)),
    listen: (id: string, heard: PlacedCall, listener: PlacedCall) =>
      act('listen', legs.listen?.(id, heard, listener, signal)),
    stopListening: (id: string) => act('stop listening', legs.stopListening?.(id, signal)),
    play: (leg: PlacedCall, media: string) => act('play', legs.play?.(leg, media, signal)),
  };
}

export const DONE: LegOutcome = { kind: 'done' };
export const GONE: LegOutcome = { kind: 'gone' };

/** What is asked for again may be there already, or not any more: both are fine. */
export function expectDoneOrGone(outcome: LegOutcome): void {
  expect(['done', 'gone']).toContain(outcome.kind);
}

/** That it failed, and says why. */
export function expectFailed(outcome: LegOutcome): void {
  expect(outcome).toMatchObject({ kind: 'failed', reason: expect.stringMatching(/./) });
}

let ids = 0;
/** An id of ours, for a bridge or a listening: as long and as plain as those of calls. */
export function newId(): string {
  ids += 1;
  return `${newRequest().callId.slice(0, 19)}b${ids.toString(16).padStart(3, '0')}${newRequest().callId.slice(23)}`;
}

/** Sets of calls that hear each other, as the phone system has them; those of one call are none. */
export async function bridgesOf({ system }: RunningRig): Promise<string[][]> {
  if (system.bridges === undefined) throw new Error('the fake phone system needs bridges()');
  const sets = await system.bridges();
  return sets.filter((set) => set.length > 1).map((set) => set.toSorted());
}

/** Whether exactly these hear each other, and nobody else anybody. */
export async function hearEachOther(rig: RunningRig, ...sets: (readonly PlacedCall[])[]): Promise<boolean> {
  const wanted = sets
    .map((set) =>
      set
        .map(({ callId }) => callId)
        .toSorted()
        .join(),
    )
    .toSorted();
  const found = (await bridgesOf(rig)).map((set) => set.join()).toSorted();
  return wanted.join(';') === found.join(';');
}
