import { fieldsProblem } from '../http/validation.pipe.js';

/** Days a report shows when nobody says which, and the most it shows. */
const DAYS = { default: 30, max: 366 } as const;
const DAY_MS = 86_400_000;

/** The days of a report, both included; without an end it is today where the account is. */
export function reportDays(
  asked: { readonly from?: string | undefined; readonly to?: string | undefined },
  timeZone: string,
  now: number,
): { readonly from: string; readonly to: string } {
  const to = asked.to ?? dayOf(now, timeZone);
  const from = asked.from ?? daysFrom(to, 1 - DAYS.default);
  const count = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  if (count < 1) throw bad('is_after_to', 'from must not be after to.');
  if (count > DAYS.max) throw bad('too_many_days', `At most ${DAYS.max} days at once.`);
  return { from, to };
}

/** The day it is somewhere: `2026-11-20`. */
function dayOf(ms: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
    .formatToParts(ms)
    .map(({ type, value }) => [type, value] as const);
  const { year, month, day } = Object.fromEntries(parts);
  return `${year}-${month}-${day}`;
}

function daysFrom(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

function bad(code: string, detail: string): Error {
  return fieldsProblem([{ field: 'from', code, detail }]);
}
