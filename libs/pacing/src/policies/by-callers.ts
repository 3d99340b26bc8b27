import type { PacingDecision, PacingPolicy, PacingRail } from '../decision.js';
import type { PacingSnapshot } from '../snapshot.js';
import { freeze, isWhole, notWhole, pictureOf, withinLimits, type Picture, type Plan } from './picture.js';

/** A policy that looks at counts only: `want` says how many it would dial. */
export function countingPolicy(
  policy: string,
  want: (picture: Picture, snapshot: PacingSnapshot) => number,
  needsCallers = true,
): PacingPolicy {
  return (snapshot) => {
    if (!isWhole(snapshot)) return notWhole(policy);
    const picture = pictureOf(snapshot);
    const wanted = Math.max(0, want(picture, snapshot));
    const nobody = picture.idle + picture.talking + picture.wrapping === 0;
    const stop: PacingRail | null =
      needsCallers && nobody
        ? 'no_callers'
        : (freeze(snapshot) ?? (needsCallers && picture.waiting > 0 ? 'person_waiting' : null));
    const plan = stop === null ? withinLimits(wanted, picture) : { wanted, dial: 0, bound: stop };
    return decision(policy, picture, plan);
  };
}

function decision(
  policy: string,
  { idle, ringing, waiting }: Picture,
  { wanted, dial, bound }: Plan,
): PacingDecision {
  return {
    dial,
    reasons: {
      policy,
      idle,
      ringing,
      waiting,
      answerRate: null,
      threshold: null,
      balance: null,
      wanted,
      bound,
    },
  };
}
