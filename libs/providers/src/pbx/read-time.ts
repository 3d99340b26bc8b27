const DAY_MS = 86_400_000;
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
const YEAR_1 = -62_135_596_800_000;
const YEAR_10000 = 253_402_300_800_000;

const ZERO = 0x30;
const PLUS = 0x2b;
const MINUS = 0x2d;
const POINT = 0x2e;
const COLON = 0x3a;

/**
 * Epoch milliseconds of a date and time as RFC 3339 has it, `2020-08-26T15:49:32.000Z`. Without a zone it is UTC; fractions of a
 * second may have any length, and are cut to milliseconds. Null when it is no such text, names a day or time that there is
 * not, or lies outside of the years 1 to 9999.
 */
export function readTime(text: string): number | null {
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 2);
  const day = digits(text, 8, 2);
  const hour = digits(text, 11, 2);
  const minute = digits(text, 14, 2);
  const second = digits(text, 17, 2);
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month))) return null;
  // 60: a leap second, which is counted as the one after.
  if (!(hour <= 23 && minute <= 59 && second <= 60)) return null;
  if (text.charCodeAt(4) !== MINUS || text.charCodeAt(7) !== MINUS) return null;
  if (text.charCodeAt(13) !== COLON || text.charCodeAt(16) !== COLON) return null;
  if (!/[Tt ]/.test(text.charAt(10))) return null;

  let at = 19;
  let ms = 0;
  if (text.charCodeAt(at) === POINT) {
    const from = ++at;
    for (let worth = 100; isDigit(text.charCodeAt(at)); at++, worth /= 10) {
      if (at < from + 3) ms += (text.charCodeAt(at) - ZERO) * worth;
    }
    if (at === from) return null;
  }
  const zone = zoneMs(text, at);
  if (zone === null) return null;
  const time =
    daysBefore(year, month, day) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000 + ms - zone;
  return time >= YEAR_1 && time < YEAR_10000 ? time : null;
}

/** What the clock of the zone is ahead of UTC, milliseconds; null when it is no zone. */
function zoneMs(text: string, at: number): number | null {
  const length = text.length - at;
  if (length === 0) return 0;
  const sign = text.charCodeAt(at);
  if (length === 1) return sign === 0x5a || sign === 0x7a ? 0 : null;
  if (sign !== PLUS && sign !== MINUS) return null;
  const colon = text.charCodeAt(at + 3) === COLON ? 1 : 0;
  const hours = digits(text, at + 1, 2);
  const minutes = length === 3 ? 0 : digits(text, at + 3 + colon, 2);
  if (length !== 3 && length !== 5 + colon) return null;
  if (!(hours <= 23 && minutes <= 59)) return null;
  return (sign === PLUS ? 1 : -1) * (hours * 60 + minutes) * 60_000;
}

/** The number that stands there; NaN when one of its characters is no digit. */
function digits(text: string, from: number, count: number): number {
  let value = 0;
  for (let at = from; at < from + count; at++) {
    const code = text.charCodeAt(at);
    if (!isDigit(code)) return Number.NaN;
    value = value * 10 + code - ZERO;
  }
  return value;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= ZERO + 9;
}

function daysOf(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && leap ? 29 : (MONTH_DAYS[month - 1] ?? 0);
}

/** Days from 1970-01-01 to this one. Years begin in March here, so that the leap day comes last. */
function daysBefore(year: number, month: number, day: number): number {
  const march = month > 2 ? year : year - 1;
  const monthsSinceMarch = (month + 9) % 12;
  const inYear = Math.floor((153 * monthsSinceMarch + 2) / 5) + day - 1;
  const leaps = Math.floor(march / 4) - Math.floor(march / 100) + Math.floor(march / 400);
  return march * 365 + leaps + inYear - 719_468;
}
