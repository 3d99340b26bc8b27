import { isTerminal, type CallState } from './call-state.js';
import type { CallOrigin, CallResource, Page, Resource } from './campaign.js';

/**
 * Calls that a phone system makes by itself (a PBX): it sends webhooks of them, the *feed*, and has its own record of
 * each, the CDR. A *sync* fetches the records and makes both agree.
 */

/** What `GET /v1/calls` and `GET /v1/calls.csv` take; all of it must fit. */
export interface CallFilter {
  readonly origin?: CallOrigin;
  /** One state, or `in_flight` for every state that is not terminal. */
  readonly state?: CallState | 'in_flight';
  readonly direction?: string;
  /** Digits: the number called or the number that called ends in them. At least 3. */
  readonly number?: string;
  readonly tenant?: string;
  readonly connection?: string;
  /** RFC 3339: calls that began (`created_at`) at or after it, and before `to`. */
  readonly from?: string;
  readonly to?: string;
}

export type CallView = Omit<CallResource, 'uri' | 'actions' | 'resources'>;

/** Where a live view of calls stands: `seq` counts frames of one run of the service, which is `epoch`. */
export interface CallsPosition {
  readonly epoch: string;
  readonly seq: number;
}

/** `GET /v1/calls`: newest first. Everything up to `as_of` is in it. */
export interface CallPage extends Page<CallResource> {
  readonly as_of: CallsPosition;
}

/**
 * Every call of the account that changed since the frame before, in its last state, and the syncs and tenants that did. At
 * most 20 a second. A frame whose `from` is not the last `to` + 1, or of another epoch: read everything again. Not a stream
 * of facts: those are on `campaign:<id>` and `connection:<id>`.
 */
export interface CallsFrame {
  readonly epoch: string;
  readonly from: number;
  readonly to: number;
  readonly at: string;
  readonly changes: {
    readonly calls: readonly CallView[];
    /** True when more changed than a frame holds (a sync): read the page again. */
    readonly reload?: boolean;
    readonly syncs?: readonly SyncView[];
    readonly tenants?: readonly TenantView[];
  };
}
export interface CallsSnapshot extends CallsPosition {
  readonly at: string;
  readonly feeds: readonly FeedView[];
  /** The newest, newest first; at most 5. */
  readonly syncs: readonly SyncView[];
  readonly tenants: readonly TenantView[];
}

/** A connection whose phone system makes calls of its own. */
export interface FeedResource extends Resource {
  /** The connection's id. */
  readonly id: string;
  readonly provider: string;
  readonly name: string;
  /** True for the bundled mock. */
  readonly mock: boolean;
  /** The whole address to set in the phone system, secret included. */
  readonly webhook_url: string;
  /** Seconds between syncs; null: only by hand. */
  readonly sync_every: number | null;
  readonly next_sync_at: string | null;
  /** When its last webhook came in this run of the service. */
  readonly last_webhook_at: string | null;
}
export type FeedView = Omit<FeedResource, 'uri' | 'actions' | 'resources'>;

/** `waiting`: it failed, and tries again at `retry_at`. */
export const SYNC_STATES = ['running', 'waiting', 'completed', 'failed'] as const;
export type SyncState = (typeof SYNC_STATES)[number];

/** Why a sync could not be done; nothing of it was applied. */
export const SYNC_PROBLEMS = {
  unreachable: 'the phone system could not be reached',
  timeout: 'it did not answer in time',
  http_status: 'it answered with an error',
  not_json: 'it answered with something that is not JSON',
  incomplete: 'its answer broke off',
  too_large: 'its answer, or one record, is larger than is taken',
  no_tenant: 'it did not say which tenant the records are of',
  tenant_held: 'the records are of a tenant that has not been adopted',
  store_unavailable: 'the database did not answer',
  interrupted: 'the service ended',
} as const;
export type SyncProblem = keyof typeof SYNC_PROBLEMS;

export interface SyncResource extends Resource {
  readonly id: string;
  readonly connection_id: string;
  /** `deadline`: a call whose end is overdue asked for it. */
  readonly trigger: 'manual' | 'schedule' | 'deadline';
  readonly state: SyncState;
  readonly attempt: number;
  /** `fetching` records, then `merging` them in one transaction; null when it does neither. */
  readonly phase: 'fetching' | 'merging' | null;
  /** Records fetched so far. */
  readonly fetched: number;
  /** How many the phone system announced; null while it has not said. */
  readonly announced: number | null;
  /** Null until it has completed. */
  readonly report: SyncReport | null;
  readonly problem: { readonly code: SyncProblem; readonly detail: string } | null;
  readonly retry_at: string | null;
  readonly started_at: string;
  readonly ended_at: string | null;
}
export type SyncView = Omit<SyncResource, keyof Resource>;

/** What a sync found. `new + updated + completed + known + refused` is the number of records; `completed` calls are not counted as `updated`. */
export interface SyncReport {
  /** Calls nobody had told us of. */
  readonly new: number;
  /** Calls that gained facts. */
  readonly updated: number;
  /** Calls that were open because their end had never come. */
  readonly completed: number;
  readonly known: number;
  readonly refused: number;
  /** Of the records that were taken. */
  readonly answered: number;
  readonly not_answered: number;
  /** Calls of the tenant, followed by webhooks, that no record tells of, as of now. */
  readonly unmatched: number;
}

export interface TenantResource extends Resource {
  readonly id: string;
  readonly connection_id: string;
  /** As the phone system calls it. */
  readonly uuid: string;
  readonly state: 'adopted' | 'held';
  /** Webhooks held aside for it. */
  readonly held: number;
  readonly seen_at: string;
  readonly adopted_at: string | null;
}
export type TenantView = Omit<TenantResource, keyof Resource>;

/** One webhook or record as it came, that was refused or is held aside: `GET /v1/deliveries`. */
export interface DeliveryResource {
  readonly at: string;
  readonly kind: 'webhook' | 'record';
  readonly outcome: 'refused' | 'held';
  readonly connection_id: string;
  readonly tenant_id: string | null;
  readonly sync_id: string | null;
  /** `field: what is wrong`. */
  readonly reason: string | null;
  readonly body: string;
}

/** Minutes of one tenant (null: calls of campaigns) on one day of the account's time zone: `GET /v1/minutes`. */
export interface MinutesRow {
  /** `2026-11-20` */
  readonly day: string;
  readonly tenant_id: string | null;
  readonly answered: number;
  readonly not_answered: number;
  /** Seconds of talk of answered calls. */
  readonly answered_seconds: number;
  /** Seconds from the start to the end of calls that nobody answered. */
  readonly unanswered_seconds: number;
}
/** All rows at once, oldest day first. */
export interface MinutesReport extends Page<MinutesRow> {
  readonly from: string;
  readonly to: string;
  readonly time_zone: string;
}

/** Whether a call fits a filter: what the server does in SQL, for rows that arrive live. */
export function fitsCallFilter(call: CallView, filter: CallFilter): boolean {
  const { origin, state } = filter;
  if (origin !== undefined && call.origin !== origin) return false;
  if (state === 'in_flight' ? isTerminal(call.state) : state !== undefined && call.state !== state)
    return false;
  if (filter.direction !== undefined && call.direction !== filter.direction) return false;
  if (filter.tenant !== undefined && call.tenant_id !== filter.tenant) return false;
  if (filter.connection !== undefined && call.connection_id !== filter.connection) return false;
  if (filter.from !== undefined && Date.parse(call.created_at) < Date.parse(filter.from)) return false;
  if (filter.to !== undefined && Date.parse(call.created_at) >= Date.parse(filter.to)) return false;
  const digits = filter.number?.replace(/\D/g, '') ?? '';
  return (
    digits === '' ||
    [call.phone, call.from].some((number) => number?.replace(/\D/g, '').endsWith(digits) ?? false)
  );
}
