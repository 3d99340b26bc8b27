import type { CampaignResource } from '@ringside/contracts';
import type { CreateCampaign } from '../client.js';
import type { RequestOptions, Rest } from '../rest.js';
import { account, type Account } from './account.js';
import { apiKeys, type ApiKeys } from './api-keys.js';
import { calls, type Calls } from './calls.js';
import { campaigns, contacts, type Campaigns, type Contacts } from './campaigns.js';
import { session, users, type Session, type Users } from './people.js';
import {
  deliveries,
  feeds,
  minutes,
  phoneSystems,
  syncs,
  tenants,
  type Deliveries,
  type Feeds,
  type Minutes,
  type PhoneSystems,
  type Syncs,
  type Tenants,
} from './phone-systems.js';
import { simulations, type Simulations } from './simulations.js';
import { webhookMessages, type WebhookMessages } from './webhook-messages.js';

/** The documents of `/v1`, by kind. Every method rejects with a `RingsideError` of the class that fits. */
export interface Resources {
  /** Makes a campaign and starts it. */
  call(campaign: CreateCampaign, options?: RequestOptions): Promise<CampaignResource>;
  readonly campaigns: Campaigns;
  readonly contacts: Contacts;
  readonly calls: Calls;
  readonly account: Account;
  readonly phoneSystems: PhoneSystems;
  readonly feeds: Feeds;
  readonly syncs: Syncs;
  readonly tenants: Tenants;
  readonly minutes: Minutes;
  readonly deliveries: Deliveries;
  readonly webhookMessages: WebhookMessages;
  readonly simulations: Simulations;
  readonly users: Users;
  readonly apiKeys: ApiKeys;
  readonly session: Session;
}

export function resources(rest: Rest): Resources {
  return {
    call: (campaign, options) => rest.post('/v1/call', campaign, options),
    campaigns: campaigns(rest),
    contacts: contacts(rest),
    calls: calls(rest),
    account: account(rest),
    phoneSystems: phoneSystems(rest),
    feeds: feeds(rest),
    syncs: syncs(rest),
    tenants: tenants(rest),
    minutes: minutes(rest),
    deliveries: deliveries(rest),
    webhookMessages: webhookMessages(rest),
    simulations: simulations(rest),
    users: users(rest),
    apiKeys: apiKeys(rest),
    session: session(rest),
  };
}
