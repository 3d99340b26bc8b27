import type { CallState } from './call-state.js';
import type { AccountResource, CampaignResource, ContactResource } from './campaign.js';

/**
 * Facts, spelled with dots in the past tense; the same string in the database, on the socket, in hooks
 * and in webhooks. `data` carries ids, never a phone number.
 */
export interface FactData {
  'campaign.created': { campaign_id: string };
  'campaign.started': { pass: number };
  'campaign.paused': object;
  'campaign.resumed': object;
  'campaign.stopped': object;
  'campaign.completed': object;
  'campaign.held': { code: string; detail: string };
  'campaign.released': object;
  'campaign.changed': { lines: number };
  'campaign.contacts_added': { count: number };
  'campaign.contacts_canceled': { count: number };
  'call.placing': CallFact;
  'call.refused': CallFact & { retry_at: string };
  'call.unknown': CallFact;
  'call.dialing': CallFact;
  'call.ringing': CallFact;
  'call.answered': CallFact;
  /** The phone system has found out who answered: with the answer, or later. */
  'call.answered_by': CallFact & { answered_by: 'human' | 'machine' };
  'call.completed': CallFact;
  'call.busy': CallFact;
  'call.no_answer': CallFact;
  'call.rejected': CallFact;
  'call.failed': CallFact;
  'call.canceled': CallFact;
  'call.abandoned': CallFact;
  'sync.started': { sync_id: string };
  'sync.completed': { sync_id: string };
  'sync.failed': { sync_id: string; code: string };
  /** A tenant of a phone system was heard of for the first time; `state` says whether its calls are taken or held aside. */
  'tenant.seen': { tenant_id: string; state: 'adopted' | 'held' };
  'tenant.adopted': { tenant_id: string };
  'account.stopped': object;
  'account.allowed': object;
  'account.changed': object;
}
export interface CallFact {
  call_id: string;
  /** Only on calls that no campaign made; the next three are null then. */
  origin?: 'pbx';
  contact_id: string | null;
  position: number | null;
  pass: number | null;
  state: CallState;
  reason: string | null;
}
export type FactType = keyof FactData;

/** One numbered event of a stream. `seq` has no holes: 1, 2, 3 ... */
export type Fact = {
  [T in FactType]: {
    readonly stream: StreamName;
    readonly seq: number;
    readonly type: T;
    /** RFC 3339. */
    readonly at: string;
    readonly data: FactData[T];
  };
}[FactType];

/** A stream has one writer and gapless numbers. */
export type StreamName = `campaign:${string}` | `account:${string}` | `connection:${string}`;

/** What a campaign's screen needs besides its rows. `actions` and `resources` are left to REST. */
export type CampaignView = Omit<CampaignResource, 'uri' | 'actions' | 'resources'>;

/**
 * A row as it travels live. A row in flight *is* a line: what a line's panel shows is all here, so
 * boards derive their lines from rows and nothing is sent twice.
 */
export type RowView = Omit<ContactResource, 'uri' | 'actions' | 'resources'>;

/**
 * What happened on a stream between two frames: the last state of everything that changed. Sent at
 * most 20 times a second. A frame whose `from` is not the last `to` + 1 means that something was
 * missed: ask for a replay with `campaign.follow`.
 */
export interface CampaignFrame {
  readonly stream: StreamName;
  readonly from: number;
  readonly to: number;
  /** RFC 3339, server time. */
  readonly at: string;
  readonly changes: {
    readonly campaign: CampaignView;
    /** The last state of each row that changed; one that left flight is among them. */
    readonly rows: readonly RowView[];
    /** True when rows changed in bulk (a new pass, a stop, an upload): read the window again. */
    readonly reload?: boolean;
  };
}

/** Snapshot of a campaign: all but its rows, which come by REST window. */
export interface CampaignSnapshot {
  readonly stream: StreamName;
  readonly seq: number;
  readonly at: string;
  readonly campaign: CampaignView;
  /** The rows in flight, in list order: the lines. */
  readonly lines: readonly RowView[];
}

export interface AccountFrame {
  readonly stream: StreamName;
  readonly from: number;
  readonly to: number;
  readonly at: string;
  readonly changes: {
    readonly account: AccountView;
    /** The last view of each campaign that was created or changed its state. */
    readonly campaigns: readonly CampaignView[];
  };
}
export type AccountView = Omit<AccountResource, 'uri' | 'actions' | 'resources'>;

export interface AccountSnapshot {
  readonly stream: StreamName;
  readonly seq: number;
  readonly at: string;
  readonly account: AccountView;
  /** Newest first; at most 50. */
  readonly campaigns: readonly CampaignView[];
}
