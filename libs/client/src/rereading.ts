import type { CallView } from '@ringside/contracts';
import { isAbove, type CallsReading } from './calls-reading.js';

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

/** What a stretch has to hold to be shown: the screen ends at the index `end`, and the lowest call on it is `lowest`, if any is. */
export interface OnScreen {
  readonly end: number;
  readonly lowest: CallView | undefined;
}

/** Whether enough was read. The same rows may stand further down than they did: then it is read on until they have come. */
export function suffices({ reading, aim }: Rereading, { end, lowest }: OnScreen): boolean {
  if (!reading.begun) return false;
  const { next, last } = reading;
  if (next === null || aim === 'top' || aim === 'end') return true;
  const stillAbove = aim === 'same' && lowest !== undefined && last !== undefined && isAbove(last, lowest);
  return reading.end >= end && !stillAbove;
}

/** Whether reading on from a stretch would be the longer way to these rows. */
export function farFrom(reading: CallsReading, start: number, end: number, rows: number): boolean {
  return end < reading.offset - rows || start > reading.end + rows;
}
