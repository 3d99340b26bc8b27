import type {
  CallResource,
  CampaignResource,
  ContactPage,
  ContactResource,
  ContactStatus,
} from '@ringside/contracts';
import type { AddedContacts, CreateCampaign } from '../client.js';
import type { RequestOptions, Rest } from '../rest.js';
import { upload, type UploadOptions } from '../upload.js';
import { listing, part, type ListOptions, type Listing } from './listing.js';

export interface Campaigns {
  /** Newest first. */
  all(options?: ListOptions): Listing<CampaignResource>;
  get(id: string, options?: RequestOptions): Promise<CampaignResource>;
  /** Makes a campaign, not started. */
  create(campaign: CreateCampaign, options?: RequestOptions): Promise<CampaignResource>;
  /** Starts or resumes; after the end it begins a new pass, over `all` contacts or those `unanswered`. */
  start(id: string, only?: 'all' | 'unanswered', options?: RequestOptions): Promise<CampaignResource>;
  /** Nothing new is dialed; calls go on. */
  pause(id: string, options?: RequestOptions): Promise<CampaignResource>;
  /** Nothing more in this pass; the rest of the list is canceled. */
  stop(id: string, options?: RequestOptions): Promise<CampaignResource>;
  /** Its calls, pass by pass, in list order. */
  calls(id: string, options?: ListOptions): Listing<CallResource>;
}

export interface Contacts {
  /** In list order. */
  all(
    campaignId: string,
    filter?: ContactFilter,
    options?: ListOptions,
  ): Listing<ContactResource, ContactPage>;
  get(campaignId: string, contactId: string, options?: RequestOptions): Promise<ContactResource>;
  /** Appends a list of any length, streamed; sent once, whatever happens. */
  add(
    campaignId: string,
    list: Blob | string,
    type: 'text/csv' | 'application/x-ndjson',
    options?: UploadOptions,
  ): Promise<AddedContacts>;
}
export interface ContactFilter {
  readonly status?: ContactStatus;
  readonly search?: string;
  /** First position. */
  readonly from?: number;
}

const at = (id: string): string => `/v1/campaigns/${part(id)}`;

export function campaigns(rest: Rest): Campaigns {
  return {
    all: (options) => listing(rest, '/v1/campaigns', {}, options),
    get: (id, options) => rest.get(at(id), options),
    create: (campaign, options) => rest.post('/v1/campaigns', campaign, options),
    start: (id, only, options) => rest.post(`${at(id)}/start`, only ? { only } : {}, options),
    pause: (id, options) => rest.post(`${at(id)}/pause`, undefined, options),
    stop: (id, options) => rest.post(`${at(id)}/stop`, undefined, options),
    calls: (id, options) => listing(rest, `${at(id)}/calls`, {}, options),
  };
}

export function contacts(rest: Rest): Contacts {
  return {
    all: (id, filter, options) => listing(rest, `${at(id)}/contacts`, filter, options),
    get: (id, contactId, options) => rest.get(`${at(id)}/contacts/${part(contactId)}`, options),
    add: (id, list, type, options) =>
      upload(rest, `${at(id)}/contacts`, typeof list === 'string' ? new Blob([list]) : list, type, options),
  };
}
