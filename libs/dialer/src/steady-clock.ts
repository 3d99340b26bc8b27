/** The wall clock may be ahead of ours by this much, milliseconds, before ours jumps after it. */
const DRIFT_MS = 500;

/**
 * The wall clock, but never backwards: a clock that is set back must not put every deadline off. Set forward, or
 * after a sleep in which the machine's other clock stood still, it follows.
 */
export function steadyClock(
  wall: () => number = Date.now,
  elapsed: () => number = () => performance.now(),
): () => number {
  let ahead = wall() - elapsed();
  return () => {
    const now = elapsed() + ahead;
    const behind = wall() - now;
    if (behind > DRIFT_MS) ahead += behind;
    return Math.floor(elapsed() + ahead);
  };
}
