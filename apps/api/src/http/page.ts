import type { Action, Page, Resource } from '@ringside/contracts';
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

/** What a list says of itself besides its rows; left out: the last word of its address, and the way back. */
export interface About {
  readonly name?: string;
  readonly actions?: Readonly<Record<string, Action>>;
  readonly resources?: Readonly<Record<string, string>>;
}

/** A page with the addresses of its neighbours; `filters` stay in all of them. */
export function page<T>(
  uri: string,
  filters: Readonly<Record<string, string | undefined>>,
  limit: number,
  rows: { readonly items: readonly T[]; readonly next: string | null; readonly prev: string | null },
  about: About = {},
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
    uri,
    name: about.name ?? nameOf(uri),
    items: rows.items,
    limit,
    next_page: rows.next === null ? null : at({ after: rows.next }),
    prev_page: rows.prev === null ? null : at({ before: rows.prev }),
    first_page: at({}),
    last_page: at({ last: 'true' }),
    ...whatAndWhere(about),
  };
}

/** A list that is never long enough for pages, in the same form. */
export function onePage<T>(uri: string, items: readonly T[], about: About = {}): Page<T> {
  return {
    uri,
    name: about.name ?? nameOf(uri),
    items,
    limit: Math.max(PAGE_LIMIT.max, items.length),
    next_page: null,
    prev_page: null,
    first_page: uri,
    last_page: uri,
    ...whatAndWhere(about),
  };
}

function nameOf(uri: string): string {
  return uri.slice(uri.lastIndexOf('/') + 1).replaceAll('-', ' ');
}

function whatAndWhere({ actions = {}, resources = {} }: About): Pick<Resource, 'actions' | 'resources'> {
  return { actions, resources: { ...resources, index: '/v1' } };
}
