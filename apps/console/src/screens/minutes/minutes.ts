import type { MinutesReport } from '@ringside/contracts';

/** Whose minutes: of all, of campaigns, or of one tenant. */
export type MinutesOf = 'all' | 'campaigns' | (string & {});

/** A day's calls, with or without an answer; times in seconds. */
export interface DayOfCalls {
  /** `2026-11-20` */
  readonly day: string;
  readonly answered: number;
  readonly notAnswered: number;
  readonly answeredSeconds: number;
  readonly unansweredSeconds: number;
}

/** Every day of the report, oldest first, those without a call too. */
export function daysOf(report: MinutesReport, of: MinutesOf): readonly DayOfCalls[] {
  const days = new Map<string, DayOfCalls>();
  for (let day = report.from; day <= report.to; day = dayAfter(day, 1)) days.set(day, nothingOn(day));
  for (const row of report.items) {
    const wanted = of === 'all' || (of === 'campaigns' ? row.tenant_id === null : row.tenant_id === of);
    if (!wanted) continue;
    const known = days.get(row.day) ?? nothingOn(row.day);
    days.set(row.day, {
      day: row.day,
      answered: known.answered + row.answered,
      notAnswered: known.notAnswered + row.not_answered,
      answeredSeconds: known.answeredSeconds + row.answered_seconds,
      unansweredSeconds: known.unansweredSeconds + row.unanswered_seconds,
    });
  }
  return [...days.values()];
}

export function totalOf(days: readonly DayOfCalls[]): Omit<DayOfCalls, 'day'> {
  return days.reduce<Omit<DayOfCalls, 'day'>>(
    (sum, day) => ({
      answered: sum.answered + day.answered,
      notAnswered: sum.notAnswered + day.notAnswered,
      answeredSeconds: sum.answeredSeconds + day.answeredSeconds,
      unansweredSeconds: sum.unansweredSeconds + day.unansweredSeconds,
    }),
    nothingOn(''),
  );
}

/** The day it is somewhere: `2026-11-20`. */
export function dayIn(timeZone: string, ms: number): string {
  // The Swedes write dates as computers do.
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(ms);
}

/** So many days later, or earlier. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** A round number at or above a value, and the lines of a scale up to it. */
export function scaleOf(most: number): { readonly top: number; readonly lines: readonly number[] } {
  if (most <= 0) return { top: 1, lines: [0] };
  const size = 10 ** Math.floor(Math.log10(most / 4));
  const step = [1, 2, 5, 10].map((factor) => factor * size).find((each) => each * 4 >= most) ?? size * 10;
  const count = Math.ceil(most / step - 1e-9);
  return { top: step * count, lines: Array.from({ length: count + 1 }, (_, i) => i * step) };
}

function nothingOn(day: string): DayOfCalls {
  return { day, answered: 0, notAnswered: 0, answeredSeconds: 0, unansweredSeconds: 0 };
}
