import type { PacingPolicy, PacingSnapshot } from '@ringside/pacing';
import { decided, isPossible } from './decided.js';

export interface IdleDifferenceSettings {
  /** Highest dial level. */
  readonly maxLevel: number;
  /** Reckons with free callers alone, and not with those who talk. */
  readonly freeOnly: boolean;
}

const SAMPLE_MS = 1000;
const SAMPLES = 15;
const LEVEL_MS = 15_000;
const DIAL_MS = 2500;
const DROP_STATS_MS = 60_000;
const LEAST_CALLS = 50;
const DAY_MS = 86_400_000;

interface Sample {
  readonly ready: number;
  readonly wait: number;
  readonly callers: number;
}

/**
 * An integrator on the difference of free callers and waiting calls, with a clamp on the day's rate of abandonment: our own
 * writing of a published design (PACING C1), simplified. It is a baseline, and never a measurement of any product. It remembers: one
 * for each run.
 */
export function idleDifference(settings: Partial<IdleDifferenceSettings> = {}): PacingPolicy {
  const { maxLevel, freeOnly } = { maxLevel: 3, freeOnly: false, ...settings };
  const samples: Sample[] = [];
  const due = { sample: -Infinity, level: -Infinity, dial: -Infinity, drops: -Infinity };
  const today = { day: NaN, answers: 0, abandoned: 0, rate: 0, seen: 0 };
  let level = 1;

  const isDue = (what: keyof typeof due, now: number, every: number): boolean => {
    if (now < due[what] + every) return false;
    due[what] = now;
    return true;
  };

  return (snapshot) => {
    if (!isPossible(snapshot)) return decided('idle-difference', snapshot, 0);
    const { now, callers, ringingMs, waiting } = snapshot;
    const talking = callers.talkingMs.length + callers.leaving;
    if (isDue('sample', now, SAMPLE_MS)) {
      samples.push({ ready: callers.idle, wait: waiting, callers: loggedIn(snapshot) });
      if (samples.length > SAMPLES) samples.shift();
    }
    const { legal, limit } = snapshot.ledger;
    const day = Math.floor(now / DAY_MS);
    if (day !== today.day) Object.assign(today, { day, answers: legal.answers, abandoned: legal.abandoned });
    if (isDue('drops', now, DROP_STATS_MS)) {
      today.seen = legal.answers - today.answers;
      today.rate = today.seen === 0 ? 0 : (legal.abandoned - today.abandoned) / today.seen;
    }
    if (isDue('level', now, LEVEL_MS)) {
      const mean = (of: (sample: Sample) => number): number =>
        samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
      const staff = mean((sample) => sample.callers);
      const share = staff === 0 ? 0 : mean((sample) => sample.ready - sample.wait) / staff;
      level = Math.min(maxLevel, level * (1 + share));
      // Calls are not counted in a snapshot: so many as it took for these answers.
      const calls = today.seen / snapshot.estimates.answerRate;
      if (calls > LEAST_CALLS && today.rate > limit) level /= 2;
      level = Math.max(1, level);
    }
    if (!isDue('dial', now, DIAL_MS)) return decided('idle-difference', snapshot, 0);
    const goal = freeOnly
      ? Math.round(level * callers.idle) + talking
      : Math.round(level * (callers.idle + talking));
    return decided('idle-difference', snapshot, goal - talking - ringingMs.length - waiting);
  };
}

function loggedIn({ callers }: PacingSnapshot): number {
  return callers.idle + callers.talkingMs.length + callers.wrappingMs.length + callers.leaving;
}
