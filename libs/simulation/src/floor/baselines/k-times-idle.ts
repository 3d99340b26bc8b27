import type { PacingPolicy } from '@ringside/pacing';
import { decided, isPossible } from './decided.js';

/** So many lines ring for each free caller, whatever else is known; nothing is dialed while somebody waits. */
export function kTimesIdle(k: number): PacingPolicy {
  return (snapshot) => {
    if (!isPossible(snapshot)) return decided(`k-times-idle ${k}`, snapshot, 0);
    const ringing = snapshot.ringingMs.length;
    const wanted = snapshot.waiting > 0 ? 0 : Math.floor(k * snapshot.callers.idle) - ringing;
    return decided(`k-times-idle ${k}`, snapshot, wanted);
  };
}
