import type { LedgerWindow, PacingPolicy, PacingSnapshot } from '@ringside/pacing';
import type { Optimum } from './optimum.js';
import { targetAt } from './target-policy.js';

/**
 * The optimum of world M as a policy: lines ring up to a target for the number of idle callers. It is the bold target while
 * fewer people were abandoned than the limit allows, else the careful one. At the price that joins the two each of them is
 * best whatever came before, so how they take turns costs nothing as long as abandonments come to the limit. What is known of the
 * floor is not looked at, nor are limits: it is a yardstick, for nobody's phones.
 */
export function tabulated(best: Optimum): PacingPolicy {
  return (snapshot) => {
    const idle = Math.max(0, Math.floor(snapshot.callers.idle) || 0);
    const ringing = snapshot.ringingMs.length;
    const balance = affordable(snapshot.ledger.legal, best.abandonLimit);
    const wanted = Math.max(0, targetAt(balance > 0 ? best.bold : best.careful, idle) - ringing);
    const empty = callersIn(snapshot) === 0;
    return {
      dial: empty ? 0 : wanted,
      reasons: {
        policy: 'tabulated',
        idle,
        ringing,
        waiting: snapshot.waiting,
        answerRate: best.world.answerRate,
        threshold: null,
        balance,
        wanted,
        bound: empty ? 'no_callers' : null,
      },
    };
  };
}

function affordable({ answers, abandoned }: LedgerWindow, limit: number): number {
  return limit * answers - abandoned;
}

function callersIn({ callers }: PacingSnapshot): number {
  return callers.idle + callers.talkingMs.length + callers.wrappingMs.length;
}
