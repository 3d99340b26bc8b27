import type {
  CallFilter,
  ContactStatus,
  Counts,
  DialerType,
  MachineDetection,
  MinutesRow,
} from '@ringside/contracts';
import type {
  AccountRow,
  Call,
  Campaign,
  CampaignContact,
  NewDelivery,
  PbxCall,
  PlacementRow,
  Sync,
  Tenant,
} from '@ringside/engine';
import type { PastCalls } from './account/basis.js';
import type { MessageStore } from './outgoing/message-store.js';
import type { KeyStore, PeopleStore, Principal, TokenOwner } from './people-store.js';

/**
 * Everything the API reads and writes for one account. Queries exist only here, behind
 * `store.for(accountId)`, so a row of another account cannot be reached: its id answers null.
 */
export interface AccountStore extends PeopleStore, KeyStore, MessageStore {
  account(): Promise<AccountRow>;
  setBrakes(
    brakes: Partial<Pick<AccountRow, 'maxLines' | 'maxCallsPerSecond' | 'maxCallsPerDay'>>,
  ): Promise<AccountRow>;
  setDialingStopped(at: number | null): Promise<void>;

  /** Creates an idle campaign with its private list, in one transaction. */
  createCampaign(campaign: NewCampaign, contacts: readonly NewContact[]): Promise<Campaign>;
  /** Appends contacts at the end of the campaign's private list; one transaction a call. Answers the new total. */
  addContacts(campaignId: string, contacts: readonly NewContact[]): Promise<number>;

  campaign(id: string): Promise<CampaignDetail | null>;
  /**
   * Newest first. Counting goes through a campaign's whole list, so the caller names those whose counts it has already
   * (`counted`): theirs are answered as zeros.
   */
  campaigns(page: PageRequest, counted?: (campaignId: string) => boolean): Promise<PageRows<CampaignDetail>>;
  /**
   * One window of contacts in list order, read together with the stream's event number. Null: no such campaign. `total`: how many match;
   * null: they are searched for, more than a page of them, and not counted.
   */
  contacts(
    campaignId: string,
    request: ContactRequest,
  ): Promise<(PageRows<CampaignContact> & { readonly seq: number; readonly total: number | null }) | null>;
  contact(campaignId: string, contactId: string): Promise<CampaignContact | null>;
  /**
   * For a replay: rows of the contacts with an event in the range. One that had an event after it as well is left out: it is newer
   * than the range by now, and what comes after the range tells of it.
   */
  contactsChangedIn(
    campaignId: string,
    range: EventRange,
    limit: number,
  ): Promise<readonly CampaignContact[]>;
  /** Whether the stream had an event that changes rows in bulk after `seq` (`campaign.contacts_*`, a new pass). */
  changedInBulkSince(campaignId: string, seq: number): Promise<boolean>;

  calls(campaignId: string, page: PageRequest): Promise<PageRows<Call> | null>;
  call(id: string): Promise<Call | null>;
  story(callId: string): Promise<CallStoryRows>;

  /** Calls of campaigns and of phone systems together, newest first (`created_at`, then `id`). Any page costs what the first costs. */
  allCalls(request: CallsRequest): Promise<PageRows<StoredCall>>;
  /** The same, all of them, page by page, in memory that does not grow: for exports. */
  exportCalls(filter: CallFilter): AsyncIterable<readonly StoredCall[]>;
  storedCall(id: string): Promise<StoredCall | null>;
  /** Connections whose provider is `provider`. */
  connections(provider: string): Promise<readonly (ConnectionRow & { readonly name: string })[]>;
  tenants(): Promise<readonly (Tenant & { readonly held: number })[]>;
  tenant(id: string): Promise<(Tenant & { readonly held: number }) | null>;
  /** Newest first. */
  syncs(page: PageRequest): Promise<PageRows<Sync>>;
  sync(id: string): Promise<Sync | null>;
  /** Webhooks and records that were refused or are held aside, newest first. */
  deliveries(
    request: PageRequest & { readonly outcome?: 'refused' | 'held'; readonly syncId?: string },
  ): Promise<PageRows<NewDelivery>>;
  /** Per tenant and day of the account's time zone, days `from` to `to` (`2026-11-20`, both included), oldest first. */
  minutes(from: string, to: string, tenantId: string | null): Promise<readonly MinutesRow[]>;
  /** What the newest calls of campaigns, or of one, came to: of at most `limit` that are over. */
  pastCalls(campaignId: string | null, limit: number): Promise<PastCalls>;

  /**
   * Looks a keyed command up and remembers it (DECISIONS D19). `repeat` carries the stored result of the first time;
   * `null` in it means: begun, but its result was never stored, do it again. `conflict`: same key, other body.
   */
  beginCommand(
    command: NewCommand,
  ): Promise<
    | { readonly kind: 'new' }
    | { readonly kind: 'repeat'; readonly result: unknown }
    | { readonly kind: 'conflict' }
  >;
  finishCommand(key: string, result: unknown): Promise<void>;
}

export interface NewCampaign {
  readonly id: string;
  readonly connectionId: string;
  readonly name: string;
  readonly dialerType: DialerType;
  readonly lines: number;
  readonly ringTimeoutMs: number;
  readonly maxDurationMs: number;
  readonly replyTimeoutMs: number;
  readonly machineDetection: MachineDetection;
  /** Null: the phone system's own. */
  readonly from: string | null;
  /** Null: nowhere. */
  readonly callStateUrl: string | null;
}
export interface NewContact {
  /** UUIDv7. */
  readonly id: string;
  readonly phone: string;
  readonly fields: Readonly<Record<string, string>>;
}
export interface CampaignDetail {
  readonly campaign: Campaign;
  readonly counts: Counts;
  readonly total: number;
  readonly linesInUse: number;
  readonly seq: number;
  readonly inFlight: readonly { readonly call: Call; readonly contact: CampaignContact }[];
}
export interface PageRequest {
  readonly limit: number;
  /** Opaque position: rows after (or before) it. */
  readonly after?: string;
  readonly before?: string;
  /** The last page. */
  readonly last?: boolean;
}
/** Events of a stream by number. */
export interface EventRange {
  /** Exclusive. */
  readonly after: number;
  /** Inclusive. */
  readonly upTo: number;
}

export interface ContactRequest extends PageRequest {
  readonly status?: ContactStatus;
  /** A part of the phone number (digits only are compared) or of the name. */
  readonly search?: string;
  /** Rows with this position and the following; for windows. */
  readonly from?: number;
}
export interface PageRows<T> {
  readonly rows: readonly T[];
  /** Cursor of the first and the last row here, or null when there is nothing further that way. */
  readonly next: string | null;
  readonly prev: string | null;
}
export interface NewCommand {
  readonly key: string;
  readonly actor: string;
  readonly name: string;
  readonly target: string | null;
  readonly bodyHash: string;
  readonly ip: string | null;
}
/** A call as stored, whoever made it. */
export type StoredCall =
  { readonly origin: 'campaign'; readonly call: Call } | { readonly origin: 'pbx'; readonly call: PbxCall };
export interface CallsRequest extends PageRequest {
  readonly filter: CallFilter;
}
export interface CallStoryRows {
  readonly facts: readonly { readonly at: number; readonly type: string; readonly reason: string | null }[];
  readonly webhooks: readonly {
    readonly kind: 'webhook' | 'record';
    readonly at: number;
    readonly status: string;
    readonly providerAt: number | null;
    readonly outcome: string;
    readonly body: string;
  }[];
  readonly placements: readonly PlacementRow[];
}

/** What is looked up before an account is known. */
export interface DirectoryStore {
  /** Makes the first account, its API key and its connection secret when the database is empty; answers the secret parts only then. */
  setUp(setup: {
    readonly apiKey: string;
    readonly apiAuth: string;
    readonly connection: { readonly provider: string; readonly name: string };
  }): Promise<{ readonly accountId: string; readonly connection: ConnectionRow; readonly created: boolean }>;
  /**
   * Whose an API key with this secret is, or null. Until `until` (epoch ms; null: no end is known) that holds by itself.
   * Secrets are stored hashed and compared in constant time.
   */
  principalOfKey(
    apiKey: string,
    apiAuth: string,
  ): Promise<(Principal & { readonly until: number | null }) | null>;
  /** Makes an API key's secret valid from now on, whatever was; used when API_KEY and API_AUTH are set by the operator. */
  setKey(accountId: string, apiKey: string, apiAuth: string): Promise<void>;
  connection(provider: string, connectionId: string): Promise<ConnectionRow | null>;
  /** The account's connection of this kind and name; made when there is none. */
  ensureConnection(accountId: string, provider: string, name: string): Promise<ConnectionRow>;
  /** One-time sign-in links and browser sessions; only hashes (SHA-256 of 256-bit tokens) are stored. */
  createLink(owner: TokenOwner, tokenHash: string, expiresAt: number): Promise<void>;
  /** Whose an unused, unexpired link is, which is used up by this; else null. */
  redeemLink(tokenHash: string, now: number): Promise<TokenOwner | null>;
  /** Also noted in the audit log, with the address it came from. */
  createSession(owner: TokenOwner, tokenHash: string, expiresAt: number, ip?: string): Promise<void>;
  /**
   * Notes in the audit log of whose credentials these would be that they were wrong. Those of nobody are noted when there is
   * one account only, ten times a minute at most.
   */
  noteFailedSignIn(
    claimed: { readonly email: string } | { readonly apiKey: string },
    ip: string,
  ): Promise<void>;
  /** Null: it has ended, or its user or key may not come in any more. */
  principalOfSession(tokenHash: string, now: number): Promise<Principal | null>;
  endSession(tokenHash: string): Promise<void>;
  /** Takes as long for an email that nobody has. */
  userOfPassword(email: string, password: string): Promise<TokenOwner | null>;
  /** Uses an invitation up, and ends the sessions its user had. `ended`: their token hashes. Null: it is over. */
  acceptInvitation(
    tokenHash: string,
    accepted: { readonly name?: string; readonly password: string },
  ): Promise<(TokenOwner & { readonly userId: string; readonly ended: readonly string[] }) | null>;
  /** Remembers when a user was last seen. */
  noteUser(userId: string, at: number): Promise<void>;
  /** Remembers when a key was last used. */
  noteKey(keyId: string, at: number): Promise<void>;
  /** The oldest account; null before the first start. */
  firstAccount(): Promise<string | null>;
}
export interface ConnectionRow {
  readonly id: string;
  readonly accountId: string;
  readonly provider: string;
  /** 32 random bytes; webhook tokens are HMACs with it. */
  readonly secret: Uint8Array;
}
