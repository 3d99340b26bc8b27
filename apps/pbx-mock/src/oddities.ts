import type { Cdr } from './cdr.js';
import { draw } from './random.js';

/** Strange, but it can be read: `odd_dates`. The same in every webhook and in the record of a call. */
const ODD = ['no_zone', 'offset', 'microseconds', 'ring_before_start', 'negative_duration'] as const;
export type Odd = (typeof ODD)[number];

/** What `bad_records` and `bad_webhooks` do. `huge_number` is good JSON, and lost by who reads it as a double. */
const BAD = ['no_uuid', 'no_date', 'huge_number'] as const;
export type Bad = (typeof BAD)[number];

/** 2^53 + 1, which no double is. */
export const HUGE_NUMBER = '9007199254740993';

const HOUR_MS = 3_600_000;
const TIMES = ['call_start', 'ring_start', 'answer_start', 'call_end'] as const;

export function oddOf(fate: number): Odd {
  return ODD[Math.floor(draw(fate, 'odd_kind') * ODD.length)] ?? 'no_zone';
}

export function badOf(fate: number): Bad {
  return BAD[Math.floor(draw(fate, 'bad_kind') * BAD.length)] ?? 'no_uuid';
}

/** The same call, told strangely. */
export function strange(cdr: Cdr, odd: Odd): Cdr {
  switch (odd) {
    case 'no_zone':
      return retimed(cdr, (time) => time.slice(0, -1));
    case 'offset':
      return retimed(cdr, (time) =>
        new Date(Date.parse(time) + 2 * HOUR_MS).toISOString().replace('Z', '+02:00'),
      );
    case 'microseconds':
      return retimed(cdr, (time) => time.replace('Z', '417Z'));
    case 'ring_before_start':
      if (cdr.ring_start === null) return cdr;
      return { ...cdr, ring_start: new Date(Date.parse(cdr.call_start) - 1000).toISOString() };
    case 'negative_duration':
      // Seen of a real one near a full hour: minutes are subtracted without the hour.
      return cdr.duration === null ? cdr : { ...cdr, duration: cdr.duration - 3600 };
  }
}

/** The JSON of a call, spoilt. */
export function spoil(json: string, bad: Bad): string {
  switch (bad) {
    case 'no_uuid':
      return json.replace(/"uuid":"[^"]*",/, '');
    case 'no_date':
      return json.replace(/"call_start":"[^"]*"/, '"call_start":"2026-13-45T25:61:61.000Z"');
    case 'huge_number':
      return json.replace(/"destination_number":\d+/, `"destination_number":${HUGE_NUMBER}`);
  }
}

function retimed(cdr: Cdr, change: (time: string) => string): Cdr {
  const changed: Partial<Record<(typeof TIMES)[number], string>> = {};
  for (const name of TIMES) {
    const time = cdr[name];
    if (time !== null) changed[name] = change(time);
  }
  return { ...cdr, ...changed };
}
