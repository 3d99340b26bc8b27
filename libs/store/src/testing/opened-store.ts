import {
  NO_FACTS,
  factsOf,
  type Call,
  type CampaignContact,
  type CommitBatch,
  type FeedBatch,
  type NewDelivery,
  type NewFact,
  type NewWebhook,
  type PbxCall,
  type StagedRecord,
  type Sync,
  type Tenant,
} from '@ringside/engine';
import { HEARD, type CallReading } from '@ringside/telephony';
import pg from 'pg';
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
  /** Looks past the store. */
  readonly admin: pg.Client;
  /** Ends the connection that holds the writer's place. */
  killWriter(): Promise<unknown>;
  /** One more account, with nothing in it; answers its id. */
  otherAccount(): Promise<string>;
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
  const admin = new pg.Client(databaseUrl);
  await admin.connect();
  return {
    store,
    databaseUrl,
    accountId,
    connection,
    account: store.for(accountId),
    admin,
    killWriter: () =>
      admin.query(`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted
        and database = (select oid from pg_database where datname = current_database())`),
    async otherAccount() {
      const id = newId();
      await admin.query(`insert into ringside.account (id, name, time_zone) values ($1, 'Other', 'UTC')`, [
        id,
      ]);
      return id;
    },
    async end() {
      await admin.end();
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
  messages: [],
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
    machineDetection: 'off',
    from: null,
    callStateUrl: null,
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
    doNotCall: false,
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

export const EMPTY_FEED: FeedBatch = { inbox: [], calls: [], tenants: [], facts: [] };

export function newTenant(
  opened: Pick<OpenedStore, 'accountId' | 'connection'>,
  more: Partial<Tenant> = {},
): Tenant {
  return {
    id: newId(),
    accountId: opened.accountId,
    connectionId: opened.connection.id,
    uuid: newId(),
    state: 'adopted',
    seenAt: AT,
    adoptedAt: AT,
    ...more,
  };
}

/** A call that a phone system makes by itself, which has just begun. */
export function pbxCall(tenant: Tenant, more: Partial<PbxCall> = {}): PbxCall {
  return {
    ...NO_FACTS,
    id: newId(),
    accountId: tenant.accountId,
    connectionId: tenant.connectionId,
    tenantId: tenant.id,
    uuid: newId(),
    heard: HEARD.dialing,
    dialingAt: AT,
    phone: '35799123458',
    from: '35725262136',
    direction: 'outbound',
    createdAt: AT,
    state: 'dialing',
    reason: null,
    deadlineAt: AT + 600_000,
    closedAt: null,
    ...more,
  };
}

export function deliveryOf(call: PbxCall, more: Partial<NewDelivery> = {}): NewDelivery {
  return {
    accountId: call.accountId,
    connectionId: call.connectionId,
    tenantId: call.tenantId,
    callId: call.id,
    syncId: null,
    kind: 'webhook',
    receivedAt: AT,
    status: 'RING',
    outcome: 'applied',
    reason: null,
    body: '{"action":"RING"}',
    ...more,
  };
}

export function newSync(
  opened: Pick<OpenedStore, 'accountId' | 'connection'>,
  more: Partial<Sync> = {},
): Sync {
  return {
    id: newId(),
    accountId: opened.accountId,
    connectionId: opened.connection.id,
    trigger: 'manual',
    state: 'running',
    attempt: 1,
    phase: 'fetching',
    fetched: 0,
    announced: null,
    report: null,
    problem: null,
    retryAt: null,
    startedAt: AT,
    endedAt: null,
    ...more,
  };
}

/** What a record says of a call that was answered and has ended. */
export function readingOf(uuid: string, more: Partial<CallReading> = {}): CallReading {
  return {
    uuid,
    status: 'HANGUP',
    heard: HEARD.dialing | HEARD.ringing | HEARD.answered | HEARD.ended,
    dialingAt: AT,
    ringingAt: AT + 4000,
    answeredAt: AT + 5000,
    endedAt: AT + 64_000,
    phone: '35799123458',
    from: '35725262136',
    callerName: null,
    direction: 'outbound',
    duration: '64',
    recording: null,
    ...more,
  };
}

/** A record as it is staged; its text is what it says. */
export function recordOf(reading: CallReading): StagedRecord {
  return { id: newId(), uuid: reading.uuid, facts: factsOf(reading, 'record'), raw: JSON.stringify(reading) };
}
