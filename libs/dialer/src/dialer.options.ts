import type {
  AccountRow,
  Call,
  Campaign,
  CampaignContact,
  DialerStore,
  FeedStore,
  OutgoingStore,
  Sync,
  Tenant,
} from '@ringside/engine';
import type { Counts } from '@ringside/contracts';
import type { Provider } from '@ringside/telephony';
import type { MessageSender } from './outgoing/deliver.js';
import { SCHEDULE, type MessageSchedule } from './outgoing/schedule.js';
import { steadyClock } from './steady-clock.js';
import { webhookTokens, type WebhookTokens } from './webhook-token.js';

/** What `DialerModule.forRoot` takes. Everything is passed in; nothing is global. */
export interface DialerOptions {
  /** `postgresStore({...})`, started. */
  readonly store: DialerDatabase;
  /** The phone systems, each configured once. */
  readonly connections: readonly Connection[];
  /** Where the outside reaches this process; webhook addresses are built from it. */
  readonly publicUrl: string;
  /** No deadline passes sooner than this after a start or a stall, so that queued webhooks win. Milliseconds, 15,000. */
  readonly restartGraceMs?: number;
  /** How calls that phone systems make by themselves are followed; needed for connections with a feed only. */
  readonly feed?: Partial<FeedTimes>;
  /** What posts to developers' servers; left out: nothing is posted. `createOutbound()` fits. */
  readonly sender?: MessageSender | null;
  /** When a post that failed is tried again; that of Standard Webhooks. */
  readonly messageSchedule?: MessageSchedule;
  /** Wall clock that never goes back, epoch milliseconds. */
  readonly now?: () => number;
  /** 0 <= x < 1. */
  readonly random?: () => number;
  /** Called once when the process must not go on (another writer took over, an engine failed): log and exit. */
  readonly onFatal?: (error: Error) => void;
  readonly log?: DialerLog;
}

/** Times of feeds, milliseconds. */
export interface FeedTimes {
  /** Between two syncs; null: only when asked for. 300,000. */
  readonly syncEveryMs: number | null;
  /** Waits before a failed sync is tried again; after the last it has failed. 2 s, 10 s, 60 s. */
  readonly syncRetryMs: readonly number[];
  /** A call that has not been answered is closed when nothing was heard of it for this long. 120,000. */
  readonly ringDeadlineMs: number;
  /** The same for an answered one. 3,600,000. */
  readonly talkDeadlineMs: number;
}

/** One configured phone system of one account. */
export interface Connection {
  readonly id: string;
  readonly accountId: string;
  readonly provider: Provider;
  /** Webhook tokens are HMACs with it. */
  readonly secret: Uint8Array;
  /** True for the bundled mock: no real phone rings. */
  readonly mock?: boolean;
  /** For people. The provider's label. */
  readonly name?: string;
}

export interface DialerLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** The part of a store the dialer and its live views use; `postgresStore()` fits. */
export interface DialerDatabase {
  readonly dialer: DialerStore;
  /** Needed for connections with a feed only. */
  readonly feed?: FeedStore;
  /** Needed for campaigns with a `call_state_url` only. */
  readonly outgoing?: OutgoingStore;
  for(accountId: string): AccountReader;
}

/** Reads of one account; another account's id answers null. */
export interface AccountReader {
  account(): Promise<AccountRow>;
  setDialingStopped(at: number | null): Promise<void>;
  campaign(id: string): Promise<CampaignReading | null>;
  /** `counted`: campaigns whose counts need not be counted. */
  campaigns(
    page: { readonly limit: number },
    counted?: (campaignId: string) => boolean,
  ): Promise<{ readonly rows: readonly CampaignReading[] }>;
  call(id: string): Promise<Call | null>;
  /** Of the contacts with an event in the range, those without a later one. */
  contactsChangedIn(
    campaignId: string,
    range: { readonly after: number; readonly upTo: number },
    limit: number,
  ): Promise<readonly CampaignContact[]>;
  changedInBulkSince(campaignId: string, seq: number): Promise<boolean>;
  tenants(): Promise<readonly (Tenant & { readonly held: number })[]>;
  syncs(page: { readonly limit: number }): Promise<{ readonly rows: readonly Sync[] }>;
}

/** A campaign as the store has it. */
export interface CampaignReading {
  readonly campaign: Campaign;
  readonly counts: Counts;
  readonly total: number;
  readonly linesInUse: number;
  readonly seq: number;
  readonly inFlight: readonly { readonly call: Call; readonly contact: CampaignContact }[];
}

/** Options with every default filled in, in this one place. */
export interface ResolvedOptions extends Required<DialerOptions> {
  readonly connections: readonly OpenConnection[];
  readonly feed: FeedTimes;
}

/** A connection with what is made of its secret. */
export interface OpenConnection extends Connection {
  readonly tokens: WebhookTokens;
}

/** The phone system that an account dials with: not one that only makes calls of its own. */
export function dialingConnection<T extends Connection>(
  connections: readonly T[],
  accountId: string,
): T | null {
  const own = connections.filter((connection) => connection.accountId === accountId);
  return own.find(({ provider }) => provider.capabilities.originate) ?? own[0] ?? null;
}

export function resolveDialerOptions(options: DialerOptions): ResolvedOptions {
  return {
    restartGraceMs: 15_000,
    sender: null,
    messageSchedule: SCHEDULE,
    now: steadyClock(),
    random: Math.random,
    onFatal: (error) => {
      throw error;
    },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    ...options,
    feed: {
      syncEveryMs: 300_000,
      syncRetryMs: [2_000, 10_000, 60_000],
      ringDeadlineMs: 120_000,
      talkDeadlineMs: 3_600_000,
      ...options.feed,
    },
    connections: options.connections.map((connection) => ({
      ...connection,
      tokens: webhookTokens(connection.secret),
    })),
    publicUrl: options.publicUrl.replace(/\/+$/, ''),
  };
}
