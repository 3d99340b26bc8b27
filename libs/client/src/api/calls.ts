import type { CallFilter, CallPage, CallResource, CallStoryResource } from '@ringside/contracts';
import { queryPath } from '../query-path.js';
import type { RequestOptions, Rest } from '../rest.js';
import { listing, part, type ListOptions, type Listing } from './listing.js';

/** Calls of campaigns and of phone systems together. */
export interface Calls {
  /** Newest first: `for await (const call of ringside.calls.all({ state: 'busy' }))`. */
  all(filter?: CallFilter, options?: ListOptions): Listing<CallResource, CallPage>;
  /** The call and its story. */
  get(id: string, options?: RequestOptions): Promise<CallStoryResource>;
  /** Ends it, where the phone system can; calls of campaigns only. */
  hangUp(id: string, options?: RequestOptions): Promise<void>;
  /** All that fit as a CSV file, as it is written; a stream that errors is not whole. */
  csv(filter?: CallFilter, options?: RequestOptions): Promise<ReadableStream<Uint8Array>>;
  /** Where a browser that is signed in downloads that file. */
  csvUrl(filter?: CallFilter): string;
}

export function calls(rest: Rest): Calls {
  return {
    all: (filter, options) => listing(rest, '/v1/calls', filter, options),
    get: (id, options) => rest.get(`/v1/calls/${part(id)}`, options),
    hangUp: (id, options) => rest.post(`/v1/calls/${part(id)}/hang_up`, undefined, options),
    csv: (filter = {}, options) => rest.stream(queryPath('/v1/calls.csv', filter), options),
    csvUrl: (filter = {}) => rest.url(queryPath('/v1/calls.csv', filter)),
  };
}
