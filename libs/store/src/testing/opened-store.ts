import type { Call, CampaignContact, CommitBatch, NewFact, NewWebhook } from '@ringside/engine';
import { v7 as newId } from 'uuid';
import type { AccountStore, ConnectionRow, NewCampaign, NewContact } from '../account-store.js';
import { postgresStore, type PostgresStore } from '../postgres-store.js';
import { testDatabase } from './index.js';

/** A started store on a database of its own, with one account; for the specs of this package. */
export interface OpenedStore {
  readonly store: PostgresStore;
  readonly databaseUrl: string;
  readonly accountId: string;
  readonly connection: ConnectionRow;
  readonly account: AccountStore;
  end(): Promise<void>;
}

export async function openedStore(now?: () => number): Promise<OpenedStore> {
  const { databaseUrl, drop } = await testDatabase();
  const store = postgresStore({ databaseUrl, ...(now === undefined ? {} : { now }) });
  await store.start();
  const { accountId, connection } = await store.directory.setUp({
    apiKey: 'key',
    apiAuth: 'auth',
    connection: { provider: 'call-api', name: 'Call API' },
  });
  return {
    store,
    databaseUrl,
    accountId,
    connection,
    account: store.for(accountId),
    async end() {
      await store.stop();
      await drop();
    },
  };
}

export const EMPTY: CommitBatch = {
  inbox: [],
  newCalls: [],
  changedCalls: [],
  contacts: [],
  campaigns: [],
  placements: [],
  facts: [],
};

export const AT = Date.UTC(2026, 10, 20, 12, 0, 0, 123);

export function newCampaign(connection: ConnectionRow, more: Partial<NewCampaign> = {}): NewCampaign {
  return {
    id: newId(),
    connectionId: connection.id,
    name: 'Spring',
    dialerType: 'Fixed',
    lines: 3,
    ringTimeoutMs: 60_000,
    maxDurationMs: 3_600_000,
    replyTimeoutMs: 10_000,
    ...more,
  };
}

export function newContacts(count: number): NewContact[] {
  return Array.from({ length: count }, (_, i) => ({
    id: newId(),
    phone: `+49 151 ${String(i + 1).padStart(7, '0')}`,
    fields: {},
  }));
}

/** A call to a contact that is being placed now. */
export function callTo(
  contact: CampaignContact,
  opened: Pick<OpenedStore, 'accountId' | 'connection'>,
  more: Partial<Call> = {},
): Call {
  return {
    id: newId(),
    accountId: opened.accountId,
    campaignId: contact.campaignId,
    contactId: contact.contactId,
    connectionId: opened.connection.id,
    position: contact.position,
    pass: 1,
    phone: contact.phone,
    state: 'placing',
    reason: null,
    providerCallId: null,
    placements: 1,
    placementOpen: true,
    retryAt: null,
    createdAt: AT,
    dialingAt: null,
    ringingAt: null,
    answeredAt: null,
    endedAt: null,
    endEstimated: false,
    deadlineAt: AT + 60_000,
    answeredBy: null,
    ...more,
  };
}

export function factOf(call: Call, seq: number, more: Partial<NewFact> = {}): NewFact {
  return {
    stream: `campaign:${call.campaignId}`,
    seq,
    type: 'call.ringing',
    at: AT,
    accountId: call.accountId,
    campaignId: call.campaignId,
    callId: call.id,
    contactId: call.contactId,
    data: {
      call_id: call.id,
      contact_id: call.contactId,
      position: call.position,
      pass: call.pass,
      state: call.state,
      reason: call.reason,
    },
    ...more,
  };
}

export function webhookOf(call: Call, more: Partial<NewWebhook> = {}): NewWebhook {
  return {
    accountId: call.accountId,
    connectionId: call.connectionId,
    callId: call.id,
    receivedAt: AT,
    status: 'ringing',
    providerAt: AT - 40,
    outcome: 'applied',
    body: '{"status":"ringing"}',
    ...more,
  };
}
