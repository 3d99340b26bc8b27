import { PROFILES } from '../ledger/profile.js';
import type { LedgerWindow } from '../ledger/reading.js';
import { RING_STEP_MS, CURVE_STEP_MS, type PacingSnapshot } from '../snapshot.js';

/** What a worked example says of a floor; the rest is as on an ordinary one. */
export interface Example {
  readonly idle?: number;
  readonly talkingMs?: readonly number[];
  readonly wrappingMs?: readonly number[];
  readonly leaving?: number;
  readonly requested?: number;
  readonly ringingMs?: readonly number[];
  readonly waiting?: number;
  readonly answerRate?: number;
  readonly exposure?: number;
  readonly day?: LedgerWindow;
  readonly legal?: LedgerWindow;
  readonly target?: number;
  readonly maxLines?: number | null;
  readonly placeable?: number | null;
  readonly reserve?: number;
  readonly eventLagMs?: number;
  readonly rebuilding?: boolean;
}

const even: LedgerWindow = { answers: 10_000, abandoned: 10_000 * PROFILES.us.target };

/**
 * A snapshot: one dial in four is answered, most at 6 to 18 s; what is not fails at 26 s; talk lasts 60 to 180 s, wrap-up 10 to
 * 20 s; the ledger is even and there are no limits.
 */
export function aSnapshot(example: Example = {}): PacingSnapshot {
  const {
    answerRate = 0.25,
    exposure = 2000,
    day = even,
    legal = even,
    target = PROFILES.us.target,
  } = example;
  return {
    now: 1_800_000_000_000,
    callers: {
      idle: example.idle ?? 0,
      talkingMs: example.talkingMs ?? [],
      wrappingMs: example.wrappingMs ?? [],
      leaving: example.leaving ?? 0,
      requested: example.requested ?? 0,
    },
    ringingMs: example.ringingMs ?? [],
    waiting: example.waiting ?? 0,
    estimates: {
      answerRate,
      exposure,
      answeredBy: ramp(6000, 18_000, RING_STEP_MS),
      failedBy: ramp(26_000, 26_000, RING_STEP_MS),
      talkBeyond: ramp(60_000, 180_000, CURVE_STEP_MS).map((by) => 1 - by),
      wrapBeyond: ramp(10_000, 20_000, CURVE_STEP_MS).map((by) => 1 - by),
    },
    ledger: { day, legal, limit: PROFILES.us.limit, target, answerWithinMs: PROFILES.us.answerWithinMs },
    limits: {
      maxLines: example.maxLines ?? null,
      placeable: example.placeable ?? null,
      reserve: example.reserve ?? 0,
    },
    health: { eventLagMs: example.eventLagMs ?? 50, rebuilding: example.rebuilding ?? false },
  };
}

/** A curve that is 0 up to `from`, 1 from `to` on, and straight between. */
function ramp(from: number, to: number, step: number): number[] {
  const curve: number[] = [];
  for (let at = 0; at < to + step; at += step) {
    curve.push(at >= to ? 1 : Math.max(0, (at - from) / (to - from)));
  }
  return curve;
}
