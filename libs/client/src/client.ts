import type {
  AccountResource,
  AccountView,
  CallFilter,
  CallStoryResource,
  CampaignResource,
  CampaignView,
  ContactStatus,
  DeliveryResource,
  FeedResource,
  MachineDetection,
  MinutesReport,
  Page,
  PhoneSystemsSnapshot,
  RowView,
  SyncResource,
  SyncView,
  TenantResource,
} from '@ringside/contracts';
import type { Observable } from 'rxjs';
import type { CallsLive, CallsWindow, DeliveryFilter } from './calls.js';
import type { Retrying } from './retry.js';

/**
 * Ringside from a browser or Node: REST for documents, one Socket.IO connection for what is live.
 * Everything it shows is a function of server state: it asks for a replay or a snapshot after every gap.
 */
export interface RingsideClient {
  /** Whether what is shown is live; never completes. */
  readonly connection: Observable<ConnectionState>;
  /** Milliseconds to add to the local clock to get the server's. */
  readonly clockOffsetMs: () => number;
  /** The account and its newest campaigns, live. */
  readonly account: Observable<AccountLive>;
  /** One campaign, live: emits a whole new value at each change. Errors with a `RingsideError` (`not_found`). */
  campaign(id: string): Observable<CampaignLive>;
  /** The rows of a campaign by position, live, window by window. */
  rows(campaignId: string, filter?: RowFilter): RowWindow;

  /** How the phone systems of the account stand, live; whole every time. */
  readonly phoneSystems: Observable<PhoneSystemsSnapshot>;
  /** What phone systems tell by themselves: their feeds, syncs and tenants, live. */
  readonly callsLive: Observable<CallsLive>;
  /** All calls that fit, newest first, live: those of campaigns and those of phone systems. */
  calls(filter?: CallFilter): CallsWindow;

  createCampaign(campaign: CreateCampaign): Promise<CampaignResource>;
  /** Streams a list of any length (CSV or NDJSON); `sent` tells bytes as they leave. */
  addContacts(
    campaignId: string,
    body: Blob,
    type: 'text/csv' | 'application/x-ndjson',
    sent?: (bytes: number) => void,
  ): Promise<AddedContacts>;
  start(campaignId: string, only?: 'all' | 'unanswered'): Promise<CampaignView>;
  pause(campaignId: string): Promise<CampaignView>;
  stop(campaignId: string): Promise<CampaignView>;
  stopEverything(): Promise<void>;
  allowDialing(): Promise<void>;
  setBrakes(
    brakes: Partial<Pick<AccountResource, 'max_lines' | 'max_calls_per_second' | 'max_calls_per_day'>>,
  ): Promise<AccountResource>;
  /** All rows of a campaign in list order, page by page: for exports. */
  contacts(campaignId: string): AsyncIterable<readonly RowView[]>;
  call(id: string): Promise<CallStoryResource>;
  hangUp(callId: string): Promise<void>;
  campaigns(pageUri?: string): Promise<{ items: readonly CampaignResource[]; next_page: string | null }>;

  /** Fetches a phone system's own records in the background (the only one's, if not said), or joins the sync under way. */
  sync(connectionId?: string): Promise<SyncView>;
  syncs(pageUri?: string): Promise<Page<SyncResource>>;
  feeds(): Promise<readonly FeedResource[]>;
  /** Takes the calls of a held tenant from now on, and what was held aside of it. */
  adopt(tenantId: string): Promise<TenantResource>;
  /** Days `from` to `to` (`2026-11-20`, both included). */
  minutes(from: string, to: string, tenantId?: string): Promise<MinutesReport>;
  /** Webhooks and records that were refused or are held aside, newest first. */
  deliveries(filter?: DeliveryFilter, pageUri?: string): Promise<Page<DeliveryResource>>;
  /** Where the calls that fit are downloaded as CSV, however many. */
  callsCsvUrl(filter?: CallFilter): string;

  /** Signs this browser in; the session is a cookie. */
  signIn(apiKey: string, apiAuth: string): Promise<void>;
  signOut(): Promise<void>;
  /** A new one-time link, to open the console in another browser. */
  createLink(): Promise<{ readonly url: string; readonly expires_at: string }>;
  close(): void;
}

export interface ClientOptions {
  /** `''` in a browser: the page's own origin. */
  readonly url: string;
  /** Outside a browser; a browser uses its session cookie. */
  readonly credentials?: { readonly apiKey: string; readonly apiAuth: string };
  /** How often requests are sent again, unless one says otherwise. */
  readonly retry?: Retrying;
}

/** What became of an uploaded list. */
export interface AddedContacts {
  readonly added: number;
  readonly total: number;
  /** Rows that are no contacts, counting from 1, a header included; at most the first 100. */
  readonly rejected?: readonly { readonly row: number; readonly phone?: string; readonly code: string }[];
  readonly rejected_count?: number;
}

export interface ConnectionState {
  /** `live`: events flow. `reconnecting`: they do not, what is shown is as of `lastHeardAt`. `signed_out`: sign in first. */
  readonly status: 'connecting' | 'live' | 'reconnecting' | 'signed_out';
  /** Local clock, epoch milliseconds, of the last thing heard from the server; null before the first. */
  readonly lastHeardAt: number | null;
}

export interface AccountLive {
  readonly account: AccountView;
  /** Newest first. */
  readonly campaigns: readonly CampaignView[];
}
export interface CampaignLive {
  readonly campaign: CampaignView;
  /** Lines at work, in list order: the rows in flight (snapshot's, then kept by the rows of each frame). */
  readonly lines: readonly RowView[];
  /** The rows this value brought news of, those that left flight among them; empty after a snapshot. */
  readonly changed: readonly RowView[];
}

export interface RowFilter {
  readonly status?: ContactStatus;
  readonly search?: string;
}
export interface RowWindow {
  /** Which rows are on the screen: indexes of the (filtered) list, 0-based, end exclusive. Loads what is missing, a page ahead. */
  show(start: number, end: number): void;
  /** Emits (at most once a frame) whenever a visible row changed: `rows.get(index)`; a row not loaded yet is absent. */
  readonly view: Observable<RowsView>;
  close(): void;
}
export interface RowsView {
  /** Length of the (filtered) list. */
  readonly total: number;
  /** By index in the (filtered) list, 0-based. Without a filter index = position - 1. */
  readonly rows: ReadonlyMap<number, RowView>;
  readonly loading: boolean;
  /** A filtered list goes on after what was read: `total` then leaves room for one page more. */
  readonly more: boolean;
}

export interface CreateCampaign {
  readonly name?: string;
  readonly dialer_type: 'Fixed';
  readonly lines?: number;
  readonly phone_number: string | readonly string[];
  readonly ring_timeout?: number;
  readonly max_duration?: number;
  readonly reply_timeout?: number;
  readonly machine_detection?: MachineDetection;
  /** The number to call from; left out: the phone system's own. */
  readonly from?: string;
  /** Where state changes of its calls are posted to; may hold `:id`, `:call_id`, `:campaign_id`, `:caller_id`. */
  readonly call_state_url?: string;
}
