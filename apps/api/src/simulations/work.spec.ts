import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { settingsOf } from './settings.js';
import { MOST_WORK, tooMuchWork, workOf } from './work.js';

const R1 = settingsOf({ callers: 5, answer_rate: 0.25, talk_seconds: 120, wrap_seconds: 15 });

describe('the work of a simulation', () => {
  it('may be 500 callers for five days', () => {
    expect(tooMuchWork({ ...R1, callers: 500 })).toBeNull();
    expect(tooMuchWork({ ...R1, callers: 50, days: 50, hours: 4 })).toBeNull();
  });

  it('is refused for its days first, then its hours, then its callers', () => {
    expect(tooMuchWork({ ...R1, callers: 500, days: 50 })).toMatchObject({ field: 'days' });
    const slow = { ...R1, callers: 500, answer_rate: 0.01, days: 1 };
    expect(tooMuchWork(slow)).toMatchObject({ field: 'hours' });
    expect(tooMuchWork({ ...slow, talk_seconds: 5, wrap_seconds: 0 })).toMatchObject({ field: 'callers' });
  });

  it('is never refused when what was advised is asked for', () => {
    fc.assert(
      fc.property(
        fc.record({
          callers: fc.integer({ min: 1, max: 500 }),
          answer_rate: fc.double({ min: 0.01, max: 0.95, noNaN: true }),
          talk_seconds: fc.double({ min: 5, max: 3600, noNaN: true }),
          hours: fc.double({ min: 0.5, max: 12, noNaN: true }),
          days: fc.integer({ min: 1, max: 50 }),
        }),
        (given) => {
          const asked = { ...R1, ...given };
          const problem = tooMuchWork(asked);
          const most = Number(/at most ([\d.]+)/.exec(problem?.detail ?? '')?.[1] ?? NaN);
          if (problem === null) expect(workOf(asked)).toBeLessThanOrEqual(MOST_WORK);
          else if (problem.field === 'days') expect(tooMuchWork({ ...asked, days: most })).toBeNull();
          else if (problem.field === 'hours')
            expect(tooMuchWork({ ...asked, days: 1, hours: most })).toBeNull();
          else expect(tooMuchWork({ ...asked, days: 1, hours: 0.5 })).not.toBeNull();
        },
      ),
    );
  });
});
