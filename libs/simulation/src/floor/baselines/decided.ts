import type { PacingDecision, PacingSnapshot } from '@ringside/pacing';

/** A baseline's decision: what it wants, as far as lines and calls per second allow. Baselines have no rails of their own. */
export function decided(policy: string, snapshot: PacingSnapshot, wanted: number): PacingDecision {
  const { callers, limits, ringingMs, waiting } = snapshot;
  const inFlight = ringingMs.length + waiting + callers.talkingMs.length + callers.leaving;
  const lines = limits.maxLines === null ? Infinity : limits.maxLines - limits.reserve - inFlight;
  const dial = Math.max(0, Math.min(wanted, lines, limits.placeable ?? Infinity));
  return {
    dial,
    reasons: {
      policy,
      idle: callers.idle,
      ringing: ringingMs.length,
      waiting,
      answerRate: null,
      threshold: null,
      balance: null,
      wanted: Math.max(0, wanted),
      bound:
        dial >= wanted ? null : lines <= (limits.placeable ?? Infinity) ? 'max_lines' : 'calls_per_second',
    },
  };
}
