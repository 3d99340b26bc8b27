import type { CallFlag } from './call-flags.js';
import type { CallState, ContactStatus } from './call-state.js';

export const DIALER_TYPES = ['Fixed'] as const;
export type DialerType = (typeof DIALER_TYPES)[number];

/** idle -> running <-> paused -> stopped | completed; `start` on an ended campaign begins a new pass. */
export const CAMPAIGN_STATES = ['idle', 'running', 'paused', 'stopped', 'completed'] as const;
export type CampaignState = (typeof CAMPAIGN_STATES)[number];

/** Why a running campaign with free lines does not dial now. */
export const HOLDING_CODES = [
  'provider_backoff',
  'provider_refusing',
  'account_max_lines',
  'account_calls_per_second',
  'account_calls_per_day',
  'provider_calls_per_second',
  'phone_system_down',
  'waiting_for_contacts',
] as const;
export type HoldingCode = (typeof HOLDING_CODES)[number];

/**
 * What is done about answering machines, on phone systems that can tell one from a person: nothing; it is told and shown; or
 * a machine is hung up on.
 */
export const MACHINE_DETECTIONS = ['off', 'detect', 'hang_up'] as const;
export type MachineDetection = (typeof MACHINE_DETECTIONS)[number];

export interface Holding {
  readonly code: HoldingCode;
  /** RFC 3339. */
  readonly since: string;
  /** The phone system's or the brake's own words; may be empty. */
  readonly detail: string;
}

export type Counts = Record<ContactStatus, number>;

/** Limits and defaults of a campaign's settings; times in seconds. */
export const CAMPAIGN_LIMITS = {
  lines: { default: 3, min: 1, max: 1000 },
  ring_timeout: { default: 60, min: 1, max: 600 },
  max_duration: { default: 3600, min: 1, max: 86_400 },
  reply_timeout: { default: 10, min: 1, max: 60 },
  name_length: 200,
  numbers_inline: 100_000,
} as const;

/** What every resource carries (seed 002). */
export interface Resource {
  readonly uri: string;
  /** What to call it; null where nobody gave it a name. */
  readonly name: string | null;
  /** What may be done with it now: name -> how. */
  readonly actions: Readonly<Record<string, Action>>;
  /** Where to go from here: name -> uri. */
  readonly resources: Readonly<Record<string, string>>;
}
export interface Action {
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  readonly uri: string;
  /** What may be sent with it; left out: nothing. */
  readonly fields?: readonly ActionField[];
}
/** One field of an action, enough to draw a form for it. */
export interface ActionField {
  readonly name: string;
  readonly type: 'text' | 'number' | 'boolean' | 'list';
  readonly required: boolean;
  /** What may be chosen from; left out: anything that fits. */
  readonly one_of?: readonly string[];
}

export interface CampaignResource extends Resource {
  readonly id: string;
  readonly name: string;
  readonly dialer_type: DialerType;
  readonly state: CampaignState;
  /** 0 before the first start, then 1, 2, ... */
  readonly pass: number;
  readonly counts: Counts;
  /** Number of contacts. */
  readonly total: number;
  readonly lines: number;
  readonly lines_in_use: number;
  readonly holding: Holding | null;
  readonly ring_timeout: number;
  readonly max_duration: number;
  readonly reply_timeout: number;
  readonly machine_detection: MachineDetection;
  /** The number that calls are made from, as given; null: the phone system's own. */
  readonly from: string | null;
  /** Where state changes of its calls are posted to, with its placeholders; null: nowhere. */
  readonly call_state_url: string | null;
  readonly created_at: string;
  readonly started_at: string | null;
  readonly ended_at: string | null;
  /** Last event number of the stream `campaign:<id>` that this document contains. */
  readonly seq: number;
}

/** A contact as one campaign knows it, with the times of its latest call. */
export interface ContactResource extends Resource {
  readonly id: string;
  /** 1, 2, 3 ... in the order of the list. */
  readonly position: number;
  /** As given. */
  readonly phone: string;
  readonly name: string | null;
  readonly status: ContactStatus;
  readonly reason: string | null;
  /** How many times it has been called, over all passes. */
  readonly calls: number;
  /** Latest call. */
  readonly call_id: string | null;
  /** State of the call in flight, finer than `status` (`placing`, `unknown`); null when none is. */
  readonly call_state: CallState | null;
  /** When the call in flight leaves its state by itself; null when none is in flight. */
  readonly deadline_at: string | null;
  readonly started_at: string | null;
  readonly ringing_at: string | null;
  readonly answered_at: string | null;
  readonly ended_at: string | null;
}

/**
 * Who makes a call: `campaign`, Ringside for a contact of a campaign; `pbx`, the phone system by itself, followed by its
 * webhooks and its call detail records (CDRs).
 */
export const CALL_ORIGINS = ['campaign', 'pbx'] as const;
export type CallOrigin = (typeof CALL_ORIGINS)[number];

export interface CallResource extends Resource {
  readonly id: string;
  readonly origin: CallOrigin;
  readonly connection_id: string;
  /** Whose call it is on a phone system with several tenants; null for calls of campaigns. */
  readonly tenant_id: string | null;
  /** What to call it: the number called, as given. */
  readonly name: string;
  /** These four are null for a call that no campaign made. */
  readonly campaign_id: string | null;
  readonly contact_id: string | null;
  readonly position: number | null;
  readonly pass: number | null;
  /** The number called, as given; null when the phone system did not say. */
  readonly phone: string | null;
  /** The number that called, exactly as given; null when nobody said. */
  readonly from: string | null;
  readonly caller_name: string | null;
  /** `outbound`, `inbound`, or the phone system's own word. */
  readonly direction: string | null;
  /** Duration as the phone system gave it, untouched: it may count from anywhere, and be wrong. */
  readonly duration: string | null;
  /** Seconds from the answer to the end; null when one of them is not known, or when they are in the wrong order. */
  readonly talk_time: number | null;
  /** The phone system's reference of the recording. */
  readonly recording: string | null;
  /** Who answered, where the phone system can tell. */
  readonly answered_by: 'human' | 'machine' | null;
  /** What does not fit in what the phone system said, or what one should know; empty: all is well. */
  readonly flags: readonly CallFlag[];
  /** Whether the phone system's own record of this call (CDR) has been fetched. */
  readonly has_record: boolean;
  readonly state: CallState;
  readonly reason: string | null;
  /** The phone system's own id: a fact, never a key. */
  readonly provider_call_id: string | null;
  /** Requests made to the phone system for this call. */
  readonly placements: number;
  readonly created_at: string;
  readonly dialing_at: string | null;
  readonly ringing_at: string | null;
  readonly answered_at: string | null;
  readonly ended_at: string | null;
  /** True when nobody told us the end and a deadline closed the call. */
  readonly end_estimated: boolean;
  /** When the call will be closed if nothing more is heard. */
  readonly deadline_at: string | null;
}

/** `GET /v1/calls/:id`: the call and its story. */
export interface CallStoryResource extends CallResource {
  readonly events: readonly CallStoryEvent[];
}

/** One thing that happened to a call, in the order it reached us. */
export interface CallStoryEvent {
  readonly at: string;
  /**
   * `fact`: what Ringside recorded; `webhook`: what the phone system sent; `placement`: a request to it; `record`: its own
   * record of the call, as fetched by a sync.
   */
  readonly source: 'fact' | 'webhook' | 'placement' | 'record';
  /** A fact's type (`call.ringing`), a webhook's status (`ringing`), a placement's outcome (`accepted`). */
  readonly type: string;
  /** Whether it changed the call; a webhook that came late or twice did not. */
  readonly applied: boolean;
  /** Milliseconds between the phone system's own time and ours, if it gave one. */
  readonly delay_ms: number | null;
  readonly reason: string | null;
  /** Raw body of a webhook or a record, as text. */
  readonly body: string | null;
}

/** Every list answers in this form; a page address that does not exist is null. Filters stay in all of them. */
export interface Page<T> extends Resource {
  readonly items: readonly T[];
  /** Most items a page. */
  readonly limit: number;
  readonly next_page: string | null;
  readonly prev_page: string | null;
  readonly first_page: string | null;
  readonly last_page: string | null;
}

/** `GET /v1/campaigns/:id/contacts`; also carries the event number its rows are as of. */
export interface ContactPage extends Page<ContactResource> {
  readonly seq: number;
  /** How many match; null: they are searched for, more than a page of them, and not counted. */
  readonly total: number | null;
}

export interface AccountResource extends Resource {
  readonly id: string;
  readonly name: string;
  readonly time_zone: string;
  /** Brakes; null = no limit. */
  readonly max_lines: number | null;
  readonly max_calls_per_second: number | null;
  readonly max_calls_per_day: number | null;
  /** Set by "Stop everything"; nothing starts until it is lifted. */
  readonly dialing_stopped_at: string | null;
  readonly phone_system: PhoneSystemStatus;
  readonly seq: number;
}

export interface PhoneSystemStatus {
  readonly provider: string;
  /** What the console shows: `Mock phone system`, `Call API at host:port`. */
  readonly label: string;
  readonly mock: boolean;
  /** Whether ringing and answered calls can be hung up from here. */
  readonly can_hang_up: boolean;
  /** Whether it can tell an answering machine from a person. */
  readonly can_detect_machines: boolean;
}
