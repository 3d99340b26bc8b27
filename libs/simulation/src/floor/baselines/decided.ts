import type { PacingDecision, PacingSnapshot } from '@ringside/pacing';

/** More of anything than a floor has. */
const MOST = 10_000;

/** Whether a snapshot is of a floor that can be: baselines are asked about no other, and dial nothing for one. */
export function isPossible({
  callers,
  estimates,
  ledger,
  limits,
  now,
  ringingMs,
  waiting,
}: PacingSnapshot): boolean {
  const counts = [
    callers.idle,
    callers.leaving,
    waiting,
    limits.reserve,
    limits.maxLines ?? 0,
    limits.placeable ?? 0,
  ];
  const lists = [callers.talkingMs, callers.wrappingMs, ringingMs];
  const shares = [estimates.answerRate, ledger.limit, ledger.target];
  const { answers, abandoned } = ledger.legal;
  return (
    counts.every((value) => Number.isInteger(value) && value >= 0 && value <= MOST) &&
    lists.every((list) => list.length <= MOST && list.every(isTime)) &&
    shares.every((value) => value >= 0 && value <= 1) &&
    [now, answers, abandoned].every(isTime)
  );
}

const isTime = (value: number): boolean => Number.isFinite(value) && value >= 0;

/** A baseline's decision: what it wants, a whole number, as far as lines and calls per second allow. Baselines have no rails of their own. */
export function decided(policy: string, snapshot: PacingSnapshot, wanted: number): PacingDecision {
  const { callers, limits, ringingMs, waiting } = snapshot;
  const inFlight = ringingMs.length + waiting + callers.talkingMs.length + callers.leaving;
  const lines = limits.maxLines === null ? Infinity : limits.maxLines - limits.reserve - inFlight;
  const dial = wanted > 0 ? Math.max(0, Math.min(wanted, lines, limits.placeable ?? Infinity)) : 0;
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
