import { describe, expect, it } from '@jest/globals';
import { RING_STEP_MS } from '../snapshot.js';
import { AnswerRate, DEFAULT_PRIOR, RING_STEPS } from './answer-rate.js';

/** All answers come at once, so that each dial is one dial's worth of evidence. */
const AT_ONCE = Float64Array.from({ length: RING_STEPS }, (_, step) => (step === 0 ? 1 : 0));
const MINUTE_STEPS = 60_000 / RING_STEP_MS;

/** One dial a step, of which every so many-th is answered. */
class Dialing {
  readonly rate = new AnswerRate(DEFAULT_PRIOR);
  private step = 0;
  private answers = 0;

  constructor(private readonly callers: number) {
    this.rate.advance(0, AT_ONCE, 1, callers);
  }

  /** Exposure after each of so many dials. */
  dial(many: number, answerRate: number): number[] {
    return Array.from({ length: many }, () => {
      this.rate.dialed();
      this.answers += answerRate;
      if (this.answers >= 1) {
        this.answers -= 1;
        this.rate.answered();
      }
      this.step += 1;
      this.rate.advance(this.step * RING_STEP_MS, AT_ONCE, 1, this.callers);
      return this.rate.exposure;
    });
  }
}

describe('what is remembered of dials', () => {
  it.each([
    [5, 1000],
    [40, 1000],
    [100, 2400],
  ])('of %d callers is about %d dials and the prior', (callers, dials) => {
    const floor = new Dialing(callers);
    floor.dial(20_000, 0.25);
    expect(Math.abs(floor.rate.exposure - 10 - dials)).toBeLessThan(dials / 100);
    expect(floor.rate.rate).toBeCloseTo(0.25, 2);
  });

  it('is the prior before anything was seen: 10 dials at 0.4', () => {
    const rate = new AnswerRate(DEFAULT_PRIOR);
    expect([rate.rate, rate.exposure]).toEqual([0.4, 10]);
  });
});

describe('the opening of a floor', () => {
  it('weighs the prior by half a dial more for each caller', () => {
    const floor = new Dialing(500);
    floor.dial(1, 0);
    expect(floor.rate.exposure).toBeCloseTo(1 + 10 + 250, 0);
  });

  it('and no more once it has seen 12 dials for each of them, for good', () => {
    const floor = new Dialing(100);
    floor.dial(600, 0.25);
    const without = 10 + 2400 * (1 - Math.exp(-600 / 2400));
    expect(Math.abs(floor.rate.exposure - without)).toBeLessThan(2);
  });
});

describe('a change of the answer rate', () => {
  it.each([
    ['doubles', 0.1, 0.2],
    ['halves', 0.2, 0.1],
  ])('by more than half is noticed when it %s: three quarters of what was known go', (_, before, after) => {
    const floor = new Dialing(5);
    floor.dial(5000, before);
    const known = floor.rate.exposure;
    const exposure = floor.dial(1500, after);
    expect(Math.min(...exposure)).toBeLessThan(known / 3);
    expect(Math.abs(floor.rate.rate / after - 1)).toBeLessThan(0.1);
  });

  it('is not seen where there is none', () => {
    const floor = new Dialing(5);
    floor.dial(5000, 0.2);
    expect(Math.min(...floor.dial(5000, 0.2))).toBeGreaterThan(900);
  });

  it('shortens the memory to a quarter for two minutes', () => {
    const floor = new Dialing(5);
    floor.dial(5000, 0.1);
    const exposure = floor.dial(4000, 0.2);
    const change = exposure.findIndex((dials, step) => dials < (exposure[step - 1] ?? 0) - 100);
    expect(change).toBeGreaterThan(0);
    expect(exposure[change + 2 * MINUTE_STEPS - 1]).toBeLessThan(300);
    expect(exposure[change + 6 * MINUTE_STEPS]).toBeGreaterThan(600);
  });
});
