/** Longest text of a phone system's own that is kept. */
export const PLAIN_TEXT_LENGTH = 300;

/** C0, DEL and C1. */
const CONTROL = /\p{Cc}+/gu;

/**
 * Words of a phone system, made safe to store and show: one line, no control characters (a database text
 * cannot hold NUL), no halves of surrogate pairs, no longer than `length` characters.
 */
export function plainText(text: string, length = PLAIN_TEXT_LENGTH): string {
  // Cut first, so that a huge text costs little.
  const start = text.length > 4 * length ? text.slice(0, 4 * length) : text;
  return start.replace(CONTROL, ' ').trim().slice(0, length).toWellFormed();
}
