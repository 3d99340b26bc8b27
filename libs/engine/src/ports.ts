import type { CallSignal, PlacementOutcome } from '@ringside/telephony';
import type { NewMessage } from './outgoing.js';
import type { Call, CampaignContact, Campaign, ContactToDial, LoadedCampaign, NewFact } from './model.js';

/** Everything one transaction writes. Rows are whole: the last state they reached in the batch. */
export interface CommitBatch {
  readonly inbox: readonly NewWebhook[];
  readonly newCalls: readonly Call[];
  readonly changedCalls: readonly Call[];
  readonly contacts: readonly CampaignContact[];
  readonly campaigns: readonly Campaign[];
  readonly placements: readonly PlacementRow[];
  readonly facts: readonly NewFact[];
  readonly messages: readonly NewMessage[];
}

/** A webhook as it was received. */
export interface NewWebhook {
  readonly accountId: string;
  readonly connectionId: string;
  readonly callId: string;
  readonly receivedAt: number;
  readonly status: string;
  /** The phone system's own time, if it gave one. */
  readonly providerAt: number | null;
  readonly outcome: WebhookOutcome;
  /** Raw body as text. */
  readonly body: string;
}
/** What a webhook did: only `applied` changed the call. */
export type WebhookOutcome = 'applied' | 'duplicate' | 'late' | 'unknown_status';

/** One request to the phone system and its answer. */
export interface PlacementRow {
  readonly accountId: string;
  readonly callId: string;
  readonly n: number;
  readonly requestedAt: number;
  readonly repliedAt: number;
  readonly outcome: PlacementOutcome['kind'];
  readonly reason: string | null;
}

/** Somebody else writes to this database now; this process must stop dialing and exit. */
export class FencedError extends Error {
  override readonly name = 'FencedError';
}
/** The database did not answer; the same batch may be committed again and is never applied twice. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
}

/**
 * What the dialer needs of a database. One process opens it at a time (rule 10); PostgreSQL in
 * `@ringside/store` is the one implementation.
 */
export interface DialerStore {
  /**
   * Takes the writer's lock and raises the fence; does nothing while it is held. Rejects with a message of one line when
   * another process holds it.
   */
  open(): Promise<void>;
  /** Releases the lock; called after the last commit. */
  close(): Promise<void>;

  /**
   * Writes the batch in one transaction and resolves when it is durable. `number` is 1, 2, 3 ... for the
   * life of the process: repeating a number whose first try did reach the disk changes nothing, which makes a
   * retry after a lost connection safe.
   */
  commit(number: number, batch: CommitBatch): Promise<void>;

  /** Campaigns that are running, paused, or have a call in flight. */
  loadLive(): Promise<readonly LoadedCampaign[]>;
  /** One campaign with its calls in flight, or null. */
  loadCampaign(campaignId: string): Promise<LoadedCampaign | null>;
  /** The next contacts of the pass in list order, after a position. Fewer than `limit` means: that is all. */
  nextContacts(campaignId: string, after: number, limit: number): Promise<readonly ContactToDial[]>;

  /**
   * Makes the contacts of an ended campaign idle again for a new pass, in one transaction; contacts with a call in flight are left
   * alone. Answers how many will be dialed. Changes nothing when that is 0.
   */
  preparePass(campaignId: string, only: 'all' | 'unanswered'): Promise<number>;
  /** Makes idle contacts of a stopped campaign `canceled`; answers how many. */
  cancelIdle(campaignId: string): Promise<number>;
  /**
   * Stopped campaigns whose stream has no `campaign.contacts_canceled` since their end: a crash came between the stop and
   * `cancelIdle`. (`cancelIdle` itself does nothing for a campaign that is not stopped.)
   */
  stoppedWithIdleContacts(): Promise<readonly string[]>;

  /** Last event number of a stream; 0 when it has none. */
  lastSeq(stream: string): Promise<number>;
  /** Everything a webhook of a call that is not in flight needs; null when there is no such call. */
  callBrief(callId: string): Promise<CallBrief | null>;
  /** Brakes and settings of an account. */
  account(accountId: string): Promise<AccountRow>;
  /** Calls created since a time, for the daily brake. */
  countCallsSince(accountId: string, since: number): Promise<number>;
}

export interface CallBrief {
  readonly accountId: string;
  readonly campaignId: string;
  readonly connectionId: string;
  readonly state: Call['state'];
  /** Webhooks stored for it so far. */
  readonly webhooks: number;
}

export interface AccountRow {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
  readonly maxLines: number | null;
  readonly maxCallsPerSecond: number | null;
  readonly maxCallsPerDay: number | null;
  readonly dialingStoppedAt: number | null;
}

/** What the engine asks the shell to do after the commit. */
export type Effect =
  /** Ask the phone system for this call; `n` counts the requests of this call. Answered by the input `placement`. */
  | {
      readonly type: 'place_call';
      readonly call: Call;
      readonly n: number;
      /** The row was written by an earlier step: once that is durable, nothing of this step has to be waited for. */
      readonly written: boolean;
    }
  /** End this call if the phone system can. */
  | { readonly type: 'hang_up'; readonly call: Call; readonly reason: string }
  /** Ask what the phone system knows before the deadline closes the call. Answered by `signal`, or by `reconciled`. */
  | { readonly type: 'reconcile'; readonly call: Call }
  /** Answered by the input `contacts`. */
  | { readonly type: 'need_contacts'; readonly after: number; readonly limit: number }
  /** Make idle contacts `canceled`. Answered by `contacts_canceled`. */
  | { readonly type: 'cancel_idle' };

export type EngineInput =
  /** First start, resume, or (after `preparePass`) the start of a new pass. */
  | { readonly type: 'start'; readonly newPass?: boolean; readonly toDial?: number }
  | { readonly type: 'pause' }
  | { readonly type: 'stop' }
  | { readonly type: 'set_lines'; readonly lines: number }
  | { readonly type: 'contacts'; readonly contacts: readonly ContactToDial[]; readonly exhausted: boolean }
  /** Contacts were added to the list. */
  | { readonly type: 'contacts_added'; readonly count: number }
  /** An upload is under way (or over): the campaign does not complete meanwhile. */
  | { readonly type: 'list_open'; readonly open: boolean }
  | { readonly type: 'contacts_canceled'; readonly count: number }
  | {
      readonly type: 'placement';
      readonly callId: string;
      readonly n: number;
      readonly requestedAt: number;
      readonly outcome: PlacementOutcome;
    }
  | { readonly type: 'signal'; readonly callId: string; readonly signal: CallSignal }
  /**
   * The phone system was asked and said no more than it had (`found`), knows nothing of the call, or did not answer. `gone`: it
   * surely does not have the call any more; only to be said of a call that was not being placed when it was asked.
   */
  | {
      readonly type: 'reconciled';
      readonly callId: string;
      readonly result: 'found' | 'not_found' | 'gone' | 'no_answer';
    }
  /** A person hangs up one call. */
  | { readonly type: 'hang_up'; readonly callId: string }
  /**
   * Of a paced campaign: up to `n` more calls may be placed, as free lines, brakes and refusals let them. The latest word counts:
   * what is left of an earlier leave is gone, and so it is when the campaign does not run.
   */
  | { readonly type: 'dial'; readonly n: number }
  /** After a start or a stall: no deadline passes within the next `ms`. */
  | { readonly type: 'grace'; readonly ms: number }
  /** Time has passed. */
  | { readonly type: 'tick' };

/** What one step answers, besides what it wrote into `Changes`. */
export type StepAnswer =
  | { readonly kind: 'done'; readonly changed: boolean }
  | {
      readonly kind: 'refused';
      readonly code: 'campaign_ended' | 'campaign_not_running' | 'call_ended' | 'hangup_not_supported';
    }
  | { readonly kind: 'signal'; readonly outcome: WebhookOutcome };

/** Collects what many steps changed until the next commit; rows are live references, whole rows are written. */
export interface Changes {
  readonly newCalls: Map<string, Call>;
  readonly changedCalls: Map<string, Call>;
  /** By campaign and position: one contact may stand in several campaigns. */
  readonly contacts: Map<string, CampaignContact>;
  readonly campaigns: Map<string, Campaign>;
  readonly placements: PlacementRow[];
  readonly facts: NewFact[];
  /** In order. */
  readonly effects: { readonly campaignId: string; readonly effect: Effect }[];
}

/** Brakes that several campaigns share; asked before every placement. Deterministic: time comes in. */
export interface Brakes {
  /** Null: go. Otherwise what holds, and when to ask again (null = when something else changes). `retry`: the call already has its line. */
  ask(
    now: number,
    retry: boolean,
  ): { readonly code: BrakeCode; readonly until: number | null; readonly detail?: string } | null;
  /** A request is being sent. */
  took(now: number, retry: boolean): void;
}
export type BrakeCode =
  | 'account_max_lines'
  | 'account_calls_per_second'
  | 'account_calls_per_day'
  | 'provider_calls_per_second'
  | 'phone_system_down';

/** What an engine is made of, besides the campaign it loads. */
export interface EngineDeps {
  /** UUIDv7, minted in the shell. */
  readonly newId: () => string;
  /** 0 <= x < 1, for jitter. */
  readonly random: () => number;
  readonly brakes: Brakes;
  readonly provider: { readonly hangUp: boolean; readonly reconcile: boolean };
  /**
   * A dialer type with callers: new calls are made only by leave of the input `dial`, and `lines` is the most in flight. Otherwise
   * every free line is dialed at once (`Fixed`).
   */
  readonly paced?: boolean;
}

/**
 * The dialing of one campaign as a state machine: no I/O, no clock, no randomness of its own. The same
 * inputs with the same times give the same changes. Its state is mutated in place (DECISIONS D12).
 */
export interface CampaignEngine {
  readonly campaign: Readonly<Campaign>;
  /** Calls in flight, in list order: lines in use are derived from this, never counted. */
  readonly inFlight: ReadonlyMap<
    string,
    { readonly call: Readonly<Call>; readonly contact: Readonly<CampaignContact> }
  >;
  /** Contacts by status; for display, decides nothing. */
  readonly counts: Readonly<LoadedCampaign['counts']>;
  readonly seq: number;
  /** When `tick` is due next, or null. */
  readonly nextWakeAt: number | null;
  /** Whether nothing more can happen without a command: ended and no call in flight. */
  readonly idle: boolean;
  step(input: EngineInput, now: number, changes: Changes): StepAnswer;
}
