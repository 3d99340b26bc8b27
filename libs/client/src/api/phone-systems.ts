import type {
  DeliveryResource,
  FeedResource,
  MinutesReport,
  PhoneSystemResource,
  SyncResource,
  TenantResource,
} from '@ringside/contracts';
import { queryPath } from '../query-path.js';
import type { RequestOptions, Rest } from '../rest.js';
import { listing, part, type ListOptions, type Listing } from './listing.js';

export interface PhoneSystems {
  /** As they stand now. */
  all(options?: ListOptions): Listing<PhoneSystemResource>;
  get(id: string, options?: RequestOptions): Promise<PhoneSystemResource>;
}

/** Phone systems that make calls of their own. */
export interface Feeds {
  all(options?: ListOptions): Listing<FeedResource>;
  get(id: string, options?: RequestOptions): Promise<FeedResource>;
}

export interface Syncs {
  /** Newest first. */
  all(options?: ListOptions): Listing<SyncResource>;
  get(id: string, options?: RequestOptions): Promise<SyncResource>;
  /** Fetches the records of a phone system (the only one's, if not said) in the background, or joins the sync under way. */
  start(connectionId?: string, options?: RequestOptions): Promise<SyncResource>;
  /** Its records that were refused, each with its reason. */
  refused(id: string, options?: ListOptions): Listing<DeliveryResource>;
}

export interface Tenants {
  all(options?: ListOptions): Listing<TenantResource>;
  get(id: string, options?: RequestOptions): Promise<TenantResource>;
  /** Takes its calls from now on, and those held aside. */
  adopt(id: string, options?: RequestOptions): Promise<TenantResource>;
}

export interface Minutes {
  /** Days `from` to `to` (`2026-11-20`, both included); the last 30 when left out. */
  get(filter?: MinutesFilter, options?: RequestOptions): Promise<MinutesReport>;
}
export interface MinutesFilter {
  readonly from?: string;
  readonly to?: string;
  readonly tenant?: string;
}

/** Webhooks and records that were refused or are held aside. */
export interface Deliveries {
  /** Newest first. */
  all(filter?: { readonly outcome?: 'refused' | 'held' }, options?: ListOptions): Listing<DeliveryResource>;
}

export function phoneSystems(rest: Rest): PhoneSystems {
  return {
    all: (options) => listing(rest, '/v1/phone-systems', {}, options),
    get: (id, options) => rest.get(`/v1/phone-systems/${part(id)}`, options),
  };
}

export function feeds(rest: Rest): Feeds {
  return {
    all: (options) => listing(rest, '/v1/feeds', {}, options),
    get: (id, options) => rest.get(`/v1/feeds/${part(id)}`, options),
  };
}

export function syncs(rest: Rest): Syncs {
  return {
    all: (options) => listing(rest, '/v1/syncs', {}, options),
    get: (id, options) => rest.get(`/v1/syncs/${part(id)}`, options),
    start: (connection_id, options) =>
      rest.post('/v1/syncs', connection_id === undefined ? {} : { connection_id }, options),
    refused: (id, options) => listing(rest, `/v1/syncs/${part(id)}/refused`, {}, options),
  };
}

export function tenants(rest: Rest): Tenants {
  return {
    all: (options) => listing(rest, '/v1/tenants', {}, options),
    get: (id, options) => rest.get(`/v1/tenants/${part(id)}`, options),
    adopt: (id, options) => rest.post(`/v1/tenants/${part(id)}/adopt`, undefined, options),
  };
}

export function minutes(rest: Rest): Minutes {
  return { get: (filter = {}, options) => rest.get(queryPath('/v1/minutes', filter), options) };
}

export function deliveries(rest: Rest): Deliveries {
  return { all: (filter, options) => listing(rest, '/v1/deliveries', filter, options) };
}
