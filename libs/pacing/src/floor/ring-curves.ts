import { RING_STEP_MS } from '../snapshot.js';
import { RING_STEPS } from './answer-rate.js';

/** Weight of the curves that are believed before anything was seen, in calls. */
const PRIOR_ANSWERS = 20;
const PRIOR_FAILURES = 20;
/** Calls after which older ones are forgotten by half. */
const MEMORY = 6000;
const LEAST_NEWS = 12;

/** When answers come, and when dials fail that are not answered: learned from calls that are over and calls that ring. */
export class RingCurves {
  /** P(answered within step k's start | answered at all), as the snapshot wants it. */
  answeredBy: readonly number[] = [];
  failedBy: readonly number[] = [];
  /** Part of the answers that come within step k; zero from `end` on. */
  readonly share = new Float64Array(RING_STEPS);
  end = RING_STEPS;
  private readonly answers = new Float64Array(RING_STEPS);
  private readonly failures = new Float64Array(RING_STEPS);
  private readonly priorAnswers = gamma(3, 13_000);
  private readonly priorFailures = mixture();
  private weight = 0;
  private news = 0;

  constructor() {
    this.learn([]);
  }

  answered(ageMs: number): void {
    bump(this.answers, ageMs);
    this.news += 1;
  }

  failed(ageMs: number): void {
    bump(this.failures, ageMs);
    this.news += 1;
  }

  /** Draws the curves anew if enough has happened; `ringing`: ages of the calls that ring, which are evidence too. */
  refresh(ringing: () => readonly number[]): void {
    if (this.news < Math.max(LEAST_NEWS, this.weight * 0.03)) return;
    this.weight += this.news;
    this.news = 0;
    if (this.weight > MEMORY) {
      this.weight /= 2;
      for (let k = 0; k < RING_STEPS; k += 1) {
        this.answers[k] = (this.answers[k] ?? 0) / 2;
        this.failures[k] = (this.failures[k] ?? 0) / 2;
      }
    }
    this.learn(ringing());
  }

  /** Kaplan-Meier with two ways to end: the share of each in all that ends by it. */
  private learn(ringing: readonly number[]): void {
    const ringingAt = new Float64Array(RING_STEPS);
    for (const age of ringing) bump(ringingAt, age);
    const answer = new Float64Array(RING_STEPS);
    const fail = new Float64Array(RING_STEPS);
    let atRisk = 0;
    for (let k = 0; k < RING_STEPS; k += 1) {
      const answers = (this.answers[k] ?? 0) + PRIOR_ANSWERS * (this.priorAnswers[k] ?? 0);
      const failures = (this.failures[k] ?? 0) + PRIOR_FAILURES * (this.priorFailures[k] ?? 0);
      answer[k] = answers;
      fail[k] = failures;
      atRisk += answers + failures + (ringingAt[k] ?? 0);
    }
    let beyond = 1;
    for (let k = 0; k < RING_STEPS; k += 1) {
      const answers = answer[k] ?? 0;
      const failures = fail[k] ?? 0;
      const ends = answers + failures;
      const hazard = atRisk > 1e-9 ? Math.min(1, ends / Math.max(atRisk, ends)) : 0;
      atRisk -= ends + (ringingAt[k] ?? 0);
      answer[k] = ends > 0 ? (beyond * hazard * answers) / ends : 0;
      fail[k] = ends > 0 ? (beyond * hazard * failures) / ends : 0;
      beyond *= 1 - hazard;
    }
    this.answeredBy = cumulated(answer);
    this.failedBy = cumulated(fail);
    this.end = 0;
    for (let k = 0; k < RING_STEPS; k += 1) {
      const share = (this.answeredBy[k + 1] ?? 1) - (this.answeredBy[k] ?? 0);
      this.share[k] = share;
      if (share > 0) this.end = k + 1;
    }
  }
}

function bump(into: Float64Array, ageMs: number): void {
  const k = Math.min(RING_STEPS - 1, Math.max(0, Math.floor(ageMs / RING_STEP_MS)));
  into[k] = (into[k] ?? 0) + 1;
}

/** From shares by step to a curve that begins at 0 and ends at 1. */
function cumulated(shares: Float64Array): number[] {
  let total = 0;
  for (const share of shares) total += share;
  const curve = [0];
  let sum = 0;
  for (const share of shares) {
    sum += share;
    curve.push(total > 0 ? Math.min(1, sum / total) : 1);
  }
  return curve;
}

/** Shares by step of a gamma distribution with a whole shape. */
function gamma(shape: number, meanMs: number): Float64Array {
  const shares = new Float64Array(RING_STEPS);
  let before = 0;
  for (let k = 0; k < RING_STEPS; k += 1) {
    const x = ((k + 1) * RING_STEP_MS * shape) / meanMs;
    let term = 1;
    let sum = 1;
    for (let i = 1; i < shape; i += 1) {
      term *= x / i;
      sum += term;
    }
    const by = 1 - Math.exp(-x) * sum;
    shares[k] = by - before;
    before = by;
  }
  return shares;
}

/** Dead lines fail soon, machines pick up while it rings, and what nobody takes is given up at 26 s. */
function mixture(): Float64Array {
  const shares = gamma(4, 19_000).map((share) => share * 0.3);
  for (const [step, weight] of [
    [12, 0.15],
    [104, 0.55],
  ] as const) {
    shares[step] = (shares[step] ?? 0) + weight;
  }
  return shares;
}
