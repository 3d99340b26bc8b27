import type { Page } from '@ringside/contracts';
import { queryPath } from '../query-path.js';
import type { RequestOptions, Rest } from '../rest.js';

/**
 * A list of any length, read page by page while it is walked through: `for await (const call of ringside.calls.all())`.
 * Leaving the loop ends the reading; walking again reads again.
 */
export interface Listing<T, P extends Page<T> = Page<T>> extends AsyncIterable<T> {
  /** Page by page, each as the server answered it. */
  pages(): AsyncIterableIterator<P>;
  /** The first page alone. */
  first(): Promise<P>;
}

export interface ListOptions extends RequestOptions {
  /** Rows of a page, at most 1000. 100 */
  readonly limit?: number;
}

/** The list at an address, filtered. */
export function listing<T, P extends Page<T> = Page<T>>(
  rest: Rest,
  path: string,
  filter: object = {},
  { limit, ...options }: ListOptions = {},
): Listing<T, P> {
  const first = queryPath(path, { limit, ...filter });
  async function* pages(): AsyncGenerator<P> {
    for (let next: string | null = first; next !== null;) {
      const page: P = await rest.get<P>(next, options);
      yield page;
      next = page.next_page;
    }
  }
  return {
    pages,
    first: () => rest.get(first, options),
    async *[Symbol.asyncIterator]() {
      for await (const { items } of pages()) yield* items;
    },
  };
}

/** An id as it stands in an address. */
export const part = encodeURIComponent;
