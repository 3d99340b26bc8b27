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
export { RingsideError, type ClientErrorCode } from './ringside-error.js';
