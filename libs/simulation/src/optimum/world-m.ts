/**
 * World M: the floor whose best pacing can be reckoned exactly. A conversation lasts Exp(`handleSeconds`), every ringing line is
 * decided after Exp(`ringSeconds`) and is then answered with probability `answerRate`; an answer that finds nobody idle is lost
 * at once, an abandonment. Dialing takes no time and a ringing line is never given up.
 */
export interface WorldM {
  /** How many people talk: 1 or more. */
  readonly callers: number;
  /** Probability that a dial ends with a person who answers: above 0, below 1. */
  readonly answerRate: number;
  /** Mean of talk and wrap-up together. */
  readonly handleSeconds: number;
  /** Mean time until a ringing line is decided, one way or the other. */
  readonly ringSeconds: number;
}

/** @throws RangeError for a world that cannot be. */
export function checkWorld(world: WorldM): void {
  const { callers, answerRate, handleSeconds, ringSeconds } = world;
  if (!Number.isInteger(callers) || callers < 1) throw new RangeError(`${String(callers)} callers`);
  if (!(answerRate > 0 && answerRate < 1)) throw new RangeError(`an answer rate of ${String(answerRate)}`);
  if (!(handleSeconds > 0 && Number.isFinite(handleSeconds)))
    throw new RangeError('handleSeconds is above 0');
  if (!(ringSeconds > 0 && Number.isFinite(ringSeconds))) throw new RangeError('ringSeconds is above 0');
}
