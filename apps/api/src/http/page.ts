import type { Page } from '@ringside/contracts';
import type { PageRequest } from '@ringside/store';
import { PAGE_LIMIT, type PageQueryDto } from './page.dto.js';

/** The store's request of a query. */
export function pageRequest(query: PageQueryDto): PageRequest {
  return {
    limit: query.limit,
    ...(query.after === undefined ? {} : { after: query.after }),
    ...(query.before === undefined ? {} : { before: query.before }),
    ...(query.last === undefined ? {} : { last: true }),
  };
}

/** A page with the addresses of its neighbours; `filters` stay in all of them. */
export function page<T>(
  uri: string,
  filters: Readonly<Record<string, string | undefined>>,
  limit: number,
  rows: { readonly items: readonly T[]; readonly next: string | null; readonly prev: string | null },
): Page<T> {
  const at = (position: Readonly<Record<string, string>>): string => {
    const query = new URLSearchParams();
    if (limit !== PAGE_LIMIT.default) query.set('limit', String(limit));
    for (const [name, value] of Object.entries(filters)) if (value !== undefined) query.set(name, value);
    for (const [name, value] of Object.entries(position)) query.set(name, value);
    const text = query.toString();
    return text === '' ? uri : `${uri}?${text}`;
  };
  return {
    items: rows.items,
    next_page: rows.next === null ? null : at({ after: rows.next }),
    prev_page: rows.prev === null ? null : at({ before: rows.prev }),
    first_page: at({}),
    last_page: at({ last: 'true' }),
  };
}

/** A list that is never long enough for pages, in the same form. */
export function onePage<T>(uri: string, items: readonly T[]): Page<T> {
  return { items, next_page: null, prev_page: null, first_page: uri, last_page: uri };
}
