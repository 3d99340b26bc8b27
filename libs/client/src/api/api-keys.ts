import type { ApiKeyResource, NewApiKeyResource, Permission } from '@ringside/contracts';
import type { RequestOptions, Rest } from '../rest.js';
import { listing, part, type ListOptions, type Listing } from './listing.js';

/** Keys of programs; for those with the permission `admin`. */
export interface ApiKeys {
  all(options?: ListOptions): Listing<ApiKeyResource>;
  get(id: string, options?: RequestOptions): Promise<ApiKeyResource>;
  /** Its secret, `api_auth`, is told this once. */
  create(key: NewApiKey, options?: RequestOptions): Promise<NewApiKeyResource>;
  rename(id: string, name: string, options?: RequestOptions): Promise<ApiKeyResource>;
  /** A new secret, told this once; the old one works on for `overlap` seconds (a day, unless given). */
  rotate(id: string, overlap?: number, options?: RequestOptions): Promise<NewApiKeyResource>;
  /** It works no more, from now on. */
  revoke(id: string, options?: RequestOptions): Promise<void>;
}
export interface NewApiKey {
  /** What it is for. */
  readonly name: string;
  readonly permissions: readonly Permission[];
}

export function apiKeys(rest: Rest): ApiKeys {
  const at = (id: string): string => `/v1/api-keys/${part(id)}`;
  return {
    all: (options) => listing(rest, '/v1/api-keys', {}, options),
    get: (id, options) => rest.get(at(id), options),
    create: (key, options) => rest.post('/v1/api-keys', key, options),
    rename: (id, name, options) => rest.patch(at(id), { name }, options),
    rotate: (id, overlap, options) =>
      rest.post(`${at(id)}/rotate`, overlap === undefined ? {} : { overlap }, options),
    revoke: (id, options) => rest.delete(at(id), options),
  };
}
