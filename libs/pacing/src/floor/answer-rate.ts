import { RING_STEP_MS } from '../snapshot.js';

/** Ages of ringing that are told apart: 128 s in steps of {@link RING_STEP_MS}. */
export const RING_STEPS = 512;

/** What is believed before anything was seen: pessimistic for dialing, and worth little. */
export interface AnswerPrior {
  readonly answerRate: number;
  /** Dials' worth of evidence. */
  readonly exposure: number;
}

export const DEFAULT_PRIOR: AnswerPrior = { answerRate: 0.4, exposure: 10 };

/** Part of the prior that many callers have besides: until ringing times are known, the first seconds of many dials mislead. */
const OPENING_PER_CALLER = 0.5;
/** Dials' worth of evidence that take away one of it, for good. */
const OPENING_FADES = 12;
const LEAST_MEMORY = 1000;
const MEMORY_PER_CALLER = 24;
/** A change by this factor is what is watched for. */
const CHANGE = 1.6;
const LOG_CHANGE = Math.log(CHANGE);
/** Evidence (log likelihood) at which a change is believed. */
const ALARM = 10;
const SHORT_MEMORY_MS = 120_000;

/**
 * Probability that a dial is answered by a person, by exposure: each dial counts as evidence to the degree in which its
 * answer would have come by now, whether it failed meanwhile or not. So the estimate is unbiased at every moment, while
 * lines still ring and after pauses too. What is old is forgotten exponentially; quickly for two minutes after a change.
 *
 * The degree is only as good as the curve of answers: when a large floor opens, a thousand dials of two seconds' age seem to
 * say much, and say mostly that the curve is not known. So the prior weighs more at first, the more callers there are.
 */
export class AnswerRate {
  private readonly dials = new Float64Array(RING_STEPS);
  private head = 0;
  private step: number | null = null;
  private exposed = 0;
  private answers = 0;
  private seen = 0;
  private rising = 0;
  private falling = 0;
  private shortUntil = -Infinity;
  /** All evidence there ever was. */
  private ever = 0;
  /** What is left of the opening's part of the prior. */
  private opening = 0;

  constructor(private readonly prior: AnswerPrior) {}

  get rate(): number {
    const { answerRate } = this.prior;
    const exposure = this.prior.exposure + this.opening;
    const rate = (this.answers + exposure * answerRate) / (this.exposed + exposure);
    return Math.min(0.99, Math.max(0.003, rate));
  }

  get exposure(): number {
    return this.exposed + this.prior.exposure + this.opening;
  }

  dialed(): void {
    this.dials[this.head] = (this.dials[this.head] ?? 0) + 1;
  }

  answered(): void {
    this.seen += 1;
  }

  /** Lets the dials age up to `now`. `share[k]`: part of the answers that come at age step k; zero from `end` on. */
  advance(now: number, share: Float64Array, end: number, callers: number): void {
    const step = Math.floor(now / RING_STEP_MS);
    this.step ??= step;
    if (step <= this.step) return;
    const steps = Math.min(step - this.step, RING_STEPS);
    this.step = step;
    let exposed = 0;
    for (let i = 0; i < steps; i += 1) {
      exposed += this.age(share, end);
      this.head = (this.head + 1) % RING_STEPS;
      this.dials[this.head] = 0;
    }
    this.learn(exposed, this.seen, now, callers);
    this.seen = 0;
  }

  private age(share: Float64Array, end: number): number {
    const { dials, head } = this;
    let exposed = 0;
    for (let k = 0; k < end; k += 1) {
      exposed += (dials[(head - k + RING_STEPS) % RING_STEPS] ?? 0) * (share[k] ?? 0);
    }
    return exposed;
  }

  private learn(exposed: number, answers: number, now: number, callers: number): void {
    if (exposed === 0 && answers === 0) return;
    this.ever += exposed;
    this.opening = Math.max(0, OPENING_PER_CALLER * callers - this.ever / OPENING_FADES);
    // What is believed at the opening is no measure of a change.
    if (this.opening === 0) this.watch(answers, this.rate * exposed, now);
    const memory = Math.max(LEAST_MEMORY, MEMORY_PER_CALLER * callers);
    const keep = Math.exp(-exposed / (now < this.shortUntil ? memory / 4 : memory));
    this.exposed = this.exposed * keep + exposed;
    this.answers = this.answers * keep + answers;
  }

  /** Two-sided CUSUM on answers against those expected. */
  private watch(answers: number, expected: number, now: number): void {
    this.rising = Math.max(0, this.rising + answers * LOG_CHANGE - (CHANGE - 1) * expected);
    this.falling = Math.max(0, this.falling - answers * LOG_CHANGE + (1 - 1 / CHANGE) * expected);
    if (this.rising < ALARM && this.falling < ALARM) return;
    this.rising = 0;
    this.falling = 0;
    this.shortUntil = now + SHORT_MEMORY_MS;
    // What was known is of another time: a quarter of it stays.
    this.exposed /= 4;
    this.answers /= 4;
  }
}
