/** What decides how busy 1:1 dialing keeps people. Means, in seconds. */
export interface ProgressiveWorld {
  readonly answerRate: number;
  /** Talk and wrap-up together. */
  readonly handleSeconds: number;
  /** From the dial to the answer, of dials that are answered. */
  readonly answerSeconds: number;
  /** From the dial to its end, of dials that nobody answers. */
  readonly failSeconds: number;
}

/**
 * Share of paid time that is talk and wrap-up when each idle caller has exactly one line ringing, whatever the number of callers:
 * one conversation costs one answered dial and `1/p - 1` others. In world M both kinds ring equally long.
 */
export function progressiveShare(world: ProgressiveWorld): number {
  const { answerRate, handleSeconds, answerSeconds, failSeconds } = world;
  const search = answerSeconds + (1 / answerRate - 1) * failSeconds;
  return handleSeconds / (handleSeconds + search);
}

/** Probability that all of `servers` are busy when this much work is offered and what finds nobody free is lost (Erlang B). */
export function erlangB(servers: number, offered: number): number {
  let blocked = 1;
  for (let n = 1; n <= servers; n += 1) blocked = (offered * blocked) / (n + offered * blocked);
  return blocked;
}

/**
 * Share of time busy of callers who are fed blindly, at the rate at which the share `abandonLimit` of the answers finds nobody
 * free. A way of pacing that is not well above this does not use what it knows.
 */
export function openLoopShare(callers: number, abandonLimit: number): number {
  if (!(abandonLimit > 0 && abandonLimit < 1))
    throw new RangeError(`an abandon limit of ${String(abandonLimit)}`);
  let low = 0;
  let high = callers / (1 - abandonLimit);
  for (let halving = 0; halving < 100; halving += 1) {
    const middle = (low + high) / 2;
    if (erlangB(callers, middle) < abandonLimit) low = middle;
    else high = middle;
  }
  return (low * (1 - abandonLimit)) / callers;
}
