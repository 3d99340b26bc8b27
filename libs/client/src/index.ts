export type { Account, Brakes } from './api/account.js';
export type { ApiKeys, NewApiKey } from './api/api-keys.js';
export type { Calls } from './api/calls.js';
export type { Campaigns, ContactFilter, Contacts } from './api/campaigns.js';
export type { ListOptions, Listing } from './api/listing.js';
export type { NewUser, Session, UserChanges, Users } from './api/people.js';
export type {
  Deliveries,
  Feeds,
  Minutes,
  MinutesFilter,
  PhoneSystems,
  Syncs,
  Tenants,
} from './api/phone-systems.js';
export type { Resources } from './api/resources.js';
export type { Simulations } from './api/simulations.js';
export type { WebhookMessageFilter, WebhookMessages } from './api/webhook-messages.js';
export type { CallsLive, CallsView, CallsWindow, DeliveryFilter } from './calls.js';
export type {
  AccountLive,
  AddedContacts,
  CampaignLive,
  ClientOptions,
  ConnectionState,
  CreateCampaign,
  RingsideClient,
  RowFilter,
  RowWindow,
  RowsView,
} from './client.js';
export { createClient } from './create-client.js';
export type { RequestOptions } from './rest.js';
export type { Retrying } from './retry.js';
export { createRingside, type Live, type Ringside } from './ringside.js';
export {
  ConflictError,
  ForbiddenError,
  InvalidRequestError,
  NotFoundError,
  RingsideError,
  ServerError,
  TooManyRequestsError,
  UnauthenticatedError,
  UnreachableError,
  type ClientErrorCode,
  type ErrorFacts,
} from './ringside-error.js';
export type { UploadOptions } from './upload.js';
