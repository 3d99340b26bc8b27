/** The account's day that contains `now`: [start, end) in epoch milliseconds, by its IANA time zone. */
export function accountDay(now: number, timeZone: string): { readonly start: number; readonly end: number } {
  const start = midnight(now, timeZone, 0);
  return { start, end: midnight(now, timeZone, 1) };
}

/** Local midnight `days` days after the local date of `now`. */
function midnight(now: number, timeZone: string, days: number): number {
  const local = wallClock(now, timeZone);
  const wanted = Date.UTC(local.year, local.month - 1, local.day + days);
  // Twice: the offset at the first guess may differ from the offset at midnight (summer time).
  let at = wanted - offset(wanted, timeZone);
  at = wanted - offset(at, timeZone);
  return at;
}

function offset(at: number, timeZone: string): number {
  const local = wallClock(at, timeZone);
  return (
    Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute, local.second) -
    Math.floor(at / 1000) * 1000
  );
}

function wallClock(
  at: number,
  timeZone: string,
): Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number> {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const value = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return {
    year: value('year'),
    month: value('month'),
    day: value('day'),
    hour: value('hour'),
    minute: value('minute'),
    second: value('second'),
  };
}
