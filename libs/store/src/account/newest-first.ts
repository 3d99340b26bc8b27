import type { PageRequest, PageRows } from '../account-store.js';
import { UUID, decodeCursor, encodeCursor } from './cursor.js';
import { readPage } from './page.js';

/** A page of rows whose ids (UUIDv7) say when they were made. `read` answers rows on the far side of `id`, if one is given. */
export function newestFirst<Row extends { readonly id: string }, T>(
  page: PageRequest,
  read: (order: 'asc' | 'desc', id: string | null, limit: number) => Promise<readonly Row[]>,
  toItem: (row: Row) => T,
): Promise<PageRows<T>> {
  return readPage(
    page,
    ({ direction, cursor }, limit) => {
      const id = cursor === null ? null : (decodeCursor(cursor, UUID)[0] ?? null);
      return read(direction === 'forward' ? 'desc' : 'asc', id, limit);
    },
    (row) => encodeCursor(row.id),
    toItem,
  );
}
