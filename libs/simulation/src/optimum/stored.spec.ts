import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { optimum } from './optimum.js';

interface Stored {
  readonly ring_seconds: number;
  readonly callers: readonly number[];
  readonly cases: readonly {
    readonly answer_rate: number;
    readonly handle_seconds: number;
    readonly abandon_limit: number;
    readonly busy_percent: readonly number[];
    readonly dials_per_caller_hour: readonly number[];
  }[];
}
const stored = JSON.parse(readFileSync('libs/simulation/optimum.json', 'utf8')) as Stored;

describe('the stored table', () => {
  it.each(stored.cases)(
    'is what the solver says at $answer_rate, $handle_seconds s and $abandon_limit',
    (one) => {
      expect(one.busy_percent).toHaveLength(stored.callers.length);
      for (const callers of [1, 5, 25, 60]) {
        const best = optimum(
          {
            callers,
            answerRate: one.answer_rate,
            handleSeconds: one.handle_seconds,
            ringSeconds: stored.ring_seconds,
          },
          one.abandon_limit,
        );
        const index = stored.callers.indexOf(callers);
        expect(one.busy_percent[index]).toBeCloseTo(best.busy * 100, 1);
        expect(one.dials_per_caller_hour[index]).toBeCloseTo(best.dialsPerCallerHour, 0);
      }
    },
  );

  it('says more the more callers there are', () => {
    expect(stored.callers.at(-1)).toBe(500);
    for (const { busy_percent: busy } of stored.cases) {
      busy.slice(1).forEach((share, index) => expect(share).toBeGreaterThan(busy[index] ?? NaN));
    }
  });
});
