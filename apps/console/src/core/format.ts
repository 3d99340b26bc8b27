/** `0:07`, `12:30`, `1:02:03`; negative times count as zero. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

const CLOCK = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const CLOCK_MS = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hourCycle: 'h23',
});
const SHORT = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const DAY_SHORT = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' });
const EXACT = new Intl.DateTimeFormat(undefined, {
  dateStyle: 'medium',
  timeStyle: 'long',
});
const RELATIVE = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
const NUMBER = new Intl.NumberFormat();
const RATE = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1, minimumFractionDigits: 1 });

/** Time of day with seconds, in the viewer's zone. */
export function formatClock(at: string | null): string {
  return at === null ? '' : CLOCK.format(Date.parse(at));
}
export function formatClockMs(at: string): string {
  return CLOCK_MS.format(Date.parse(at));
}
/** Date, time and the zone's name: what stands behind a time on hover. */
export function formatExact(at: string | null): string {
  return at === null ? '' : EXACT.format(Date.parse(at));
}
/** `14:32` today, with the date on another day. */
export function formatMoment(ms: number, now: number): string {
  const sameDay = new Date(ms).toDateString() === new Date(now).toDateString();
  return (sameDay ? SHORT : DAY_SHORT).format(ms);
}
/** `14:32:05` today, day and minute on another day. */
export function formatSince(at: string, now: number): string {
  const ms = Date.parse(at);
  const sameDay = new Date(ms).toDateString() === new Date(now).toDateString();
  return (sameDay ? CLOCK : DAY_SHORT).format(ms);
}
/** `2 minutes ago`. */
export function formatAgo(at: string, now: number): string {
  const seconds = (Date.parse(at) - now) / 1000;
  const steps = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ] as const;
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return RELATIVE.format(Math.trunc(seconds / size), unit);
  }
  return RELATIVE.format(Math.trunc(Math.min(0, seconds)), 'second');
}
export function formatNumber(value: number): string {
  return NUMBER.format(value);
}
/** A day of the calendar, `2026-11-20`: `Nov 20`. */
export function formatDay(day: string): string {
  return DAY.format(Date.parse(`${day}T00:00:00Z`));
}
/** Seconds as minutes, with one decimal while it says something. */
export function formatMinutes(seconds: number): string {
  return seconds === 0 ? '0' : formatRate(seconds / 60);
}
/** One decimal while it says something. */
export function formatRate(value: number): string {
  return value < 100 ? RATE.format(value) : NUMBER.format(Math.round(value));
}
/** `1.4 MB`, in steps of 1000. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB'] as const;
  const step = Math.min(units.length, Math.floor(Math.log10(bytes) / 3));
  return `${RATE.format(bytes / 1000 ** step)} ${units[step - 1] ?? 'B'}`;
}
