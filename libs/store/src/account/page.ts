import type { PageRequest, PageRows } from '../account-store.js';

/** Which way a page is read: from its start forward, or from its end backward. */
export interface Reading {
  readonly direction: 'forward' | 'backward';
  /** Exclusive start of the reading. */
  readonly cursor: string | null;
  readonly limit: number;
}

const MOST_ROWS = 1000;

export function readingOf({ limit, after, before, last }: PageRequest): Reading {
  const rows = Math.min(Math.max(1, Math.trunc(limit)), MOST_ROWS);
  if (last === true) return { direction: 'backward', cursor: null, limit: rows };
  if (before !== undefined) return { direction: 'backward', cursor: before, limit: rows };
  return { direction: 'forward', cursor: after ?? null, limit: rows };
}

/**
 * A page from rows that were read in the reading's direction, one more than asked for if there were.
 * `behind`: whether there are rows on the side the reading came from.
 */
export function pageOf<Row, T>(
  found: readonly Row[],
  reading: Reading,
  behind: boolean,
  cursorOf: (row: Row) => string,
  toItem: (row: Row) => T,
): PageRows<T> {
  const more = found.length > reading.limit;
  const kept = found.slice(0, reading.limit);
  const forward = reading.direction === 'forward';
  const rows = forward ? kept : kept.toReversed();
  const first = rows[0];
  const last = rows.at(-1);
  const hasNext = forward ? more : behind;
  const hasPrev = forward ? behind : more;
  return {
    rows: rows.map(toItem),
    next: hasNext && last !== undefined ? cursorOf(last) : null,
    prev: hasPrev && first !== undefined ? cursorOf(first) : null,
  };
}

/** Where rows are read from, and which way. */
export type Reach = Pick<Reading, 'direction' | 'cursor'>;

/** The page asked for. `read` answers up to `limit` rows in the direction, from the cursor on. */
export async function readPage<Row, T>(
  request: PageRequest,
  read: (reach: Reach, limit: number) => Promise<readonly Row[]>,
  cursorOf: (row: Row) => string,
  toItem: (row: Row) => T,
): Promise<PageRows<T>> {
  const reading = readingOf(request);
  const found = await read(reading, reading.limit + 1);
  const back: Reach = {
    direction: reading.direction === 'forward' ? 'backward' : 'forward',
    cursor: found[0] === undefined ? reading.cursor : cursorOf(found[0]),
  };
  const behind = reading.cursor !== null && (await read(back, 1)).length > 0;
  return pageOf(found, reading, behind, cursorOf, toItem);
}
