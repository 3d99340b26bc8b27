import type { PacingDecision, PacingPolicy } from './decision.js';
import type { PacingSnapshot } from './snapshot.js';

/** One line of the log of decisions: what was seen, and what was decided. */
export interface LoggedDecision {
  readonly snapshot: PacingSnapshot;
  readonly decision: PacingDecision;
}

/** A log entry as text, to be stored. */
export function logDecision(snapshot: PacingSnapshot, decision: PacingDecision): string {
  return JSON.stringify({ snapshot, decision } satisfies LoggedDecision);
}

/** Where a log and a policy part: the entry's index, what was decided, and what the policy says now. */
export interface Divergence {
  readonly index: number;
  readonly logged: PacingDecision;
  readonly replayed: PacingDecision;
}

/** Decides every logged snapshot again; what comes out differently. Empty: the log is the policy's own, bit for bit. */
export function replay(log: Iterable<string>, policy: PacingPolicy): readonly Divergence[] {
  const divergences: Divergence[] = [];
  let index = 0;
  for (const line of log) {
    const { snapshot, decision } = JSON.parse(line) as LoggedDecision;
    const replayed = policy(snapshot);
    if (JSON.stringify(replayed) !== JSON.stringify(decision)) {
      divergences.push({ index, logged: decision, replayed });
    }
    index += 1;
  }
  return divergences;
}
