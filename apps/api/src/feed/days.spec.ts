import { describe, expect, it } from '@jest/globals';
import { ProblemError } from '../http/problem.js';
import { reportDays } from './days.js';

/** Still the 19th in New York, already the 20th in Athens. */
const now = Date.parse('2026-11-20T02:00:00Z');

describe('the days of a report', () => {
  it.each([
    [{}, 'Europe/Athens', '2026-10-22', '2026-11-20'],
    [{}, 'America/New_York', '2026-10-21', '2026-11-19'],
    [{ from: '2026-11-18' }, 'UTC', '2026-11-18', '2026-11-20'],
    [{ to: '2026-03-01' }, 'UTC', '2026-01-31', '2026-03-01'],
    [{ from: '2024-01-01', to: '2024-12-31' }, 'UTC', '2024-01-01', '2024-12-31'],
    [{ from: '2026-11-20', to: '2026-11-20' }, 'UTC', '2026-11-20', '2026-11-20'],
  ])('%j in %s', (asked, zone, from, to) => {
    expect(reportDays(asked, zone, now)).toEqual({ from, to });
  });

  it.each([
    [{ from: '2026-11-21', to: '2026-11-20' }, 'is_after_to'],
    [{ from: '2026-11-21' }, 'is_after_to'],
    [{ from: '2025-11-19', to: '2026-11-20' }, 'too_many_days'],
  ])('%j is refused', (asked, code) => {
    let problem: unknown;
    try {
      reportDays(asked, 'UTC', now);
    } catch (error) {
      problem = error;
    }
    expect(problem).toBeInstanceOf(ProblemError);
    expect((problem as ProblemError).extra.errors).toMatchObject([{ field: 'from', code }]);
  });
});
