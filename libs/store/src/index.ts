export type { PastCalls } from './account/basis.js';
export type {
  AccountStore,
  CallStoryRows,
  CallsRequest,
  CampaignDetail,
  ConnectionRow,
  ContactRequest,
  DirectoryStore,
  NewCampaign,
  NewCommand,
  NewContact,
  PageRequest,
  PageRows,
  StoredCall,
} from './account-store.js';
export { InvalidCursorError } from './database/errors.js';
export type {
  ApiKeyRow,
  KeyStore,
  NewInvitation,
  PeopleStore,
  Principal,
  TokenOwner,
  UserRow,
} from './people-store.js';
export type { MessageFilter, MessageStore } from './outgoing/message-store.js';
export {
  postgresStore,
  type PoolStats,
  type PostgresStore,
  type PostgresStoreOptions,
} from './postgres-store.js';
export { StartupError } from './startup-error.js';
