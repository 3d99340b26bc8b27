import type { CallsReading } from './calls-reading.js';

/** `same`: the same rows anew. `top`: the newest. `end`: the oldest. */
export type Wanted = 'same' | 'top' | 'end';

/** A stretch that is being read to take the place of the one that is shown. */
export interface Rereading {
  readonly reading: CallsReading;
  /** `far`: rows that are not held any more. */
  readonly aim: Wanted | 'far';
  /** Where it begins. */
  readonly address: string;
}

/** Whether enough was read to be shown on a screen that ends at `end`. */
export function suffices({ reading, aim }: Rereading, end: number): boolean {
  if (!reading.begun) return false;
  return reading.next === null || aim === 'top' || aim === 'end' || reading.end >= end;
}

/** Whether reading on from a stretch would be the longer way to these rows. */
export function farFrom(reading: CallsReading, start: number, end: number, rows: number): boolean {
  return end < reading.offset - rows || start > reading.end + rows;
}
