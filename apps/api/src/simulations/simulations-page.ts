import { InvalidCursorError, type PageRequest, type PageRows } from '@ringside/store';
import { UUID } from '../http/id.js';

/** A page of rows in memory, newest first; their ids (UUIDv7) are the cursors. Throws {@link InvalidCursorError}. */
export function pageOf<T extends { readonly id: string }>(
  all: readonly T[],
  { limit, after, before, last }: PageRequest,
): PageRows<T> {
  for (const cursor of [after, before]) {
    if (cursor !== undefined && !UUID.test(cursor))
      throw new InvalidCursorError('This page address is not one that was given out.');
  }
  const backward = last === true || before !== undefined;
  const end = backward && before !== undefined ? place(all, (id) => id <= before) : all.length;
  const start = backward
    ? Math.max(0, end - limit)
    : after === undefined
      ? 0
      : place(all, (id) => id < after);
  const stop = backward ? end : Math.min(all.length, start + limit);
  const rows = all.slice(start, stop);
  return {
    rows,
    next: stop < all.length ? (rows.at(-1)?.id ?? null) : null,
    prev: start > 0 ? (rows[0]?.id ?? null) : null,
  };
}

function place(all: readonly { readonly id: string }[], is: (id: string) => boolean): number {
  const at = all.findIndex(({ id }) => is(id));
  return at < 0 ? all.length : at;
}
