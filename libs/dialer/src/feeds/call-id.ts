import { v7 as uuidv7 } from 'uuid';

/** The latest time a UUIDv7 can hold: 48 bits of milliseconds. */
const LATEST = 2 ** 48 - 1;

/** A new call id that sorts by when the call began, whenever that was. */
export function callIdAt(at: number): string {
  return uuidv7({ msecs: Math.min(Math.max(Math.trunc(at), 0), LATEST) });
}
