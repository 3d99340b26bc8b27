import type { CallState, SyncProblem, SyncReport, SyncState } from '@ringside/contracts';
import type { NewFact } from '../model.js';
import type { CallFacts } from './call-facts.js';

/** A call that a phone system made by itself: the facts about it, and what Ringside adds. Times are epoch milliseconds. */
export interface PbxCall extends CallFacts {
  /** UUIDv7. */
  readonly id: string;
  readonly accountId: string;
  readonly connectionId: string;
  readonly tenantId: string;
  /** The phone system's id; with the tenant it is the key. */
  readonly uuid: string;
  /** `dialingAt`, or while that is not known, when it was first heard of. */
  readonly createdAt: number;
  readonly state: CallState;
  /** `unknown_end` when its deadline closed it and nobody has said since that it ended. */
  readonly reason: string | null;
  /** When it is closed if nothing more is heard; null when terminal. */
  readonly deadlineAt: number | null;
  /** When its deadline closed it; kept when the end becomes known after all. */
  readonly closedAt: number | null;
}

/** A tenant of a phone system. */
export interface Tenant {
  readonly id: string;
  readonly accountId: string;
  readonly connectionId: string;
  /** As the phone system calls it. */
  readonly uuid: string;
  readonly state: 'adopted' | 'held';
  readonly seenAt: number;
  readonly adoptedAt: number | null;
}

/** A webhook or record as it came. */
export interface NewDelivery {
  readonly accountId: string;
  readonly connectionId: string;
  readonly tenantId: string | null;
  /** Null when it is refused or held aside: it has no call (yet). */
  readonly callId: string | null;
  readonly syncId: string | null;
  readonly kind: 'webhook' | 'record';
  readonly receivedAt: number;
  /** `RING`; empty when it could not be read. */
  readonly status: string;
  readonly outcome: 'applied' | 'duplicate' | 'late' | 'unknown_status' | 'refused' | 'held';
  /** `field: what is wrong`, of a refused one. */
  readonly reason: string | null;
  readonly body: string;
}

/** One fetch of a phone system's records, and what came of it. */
export interface Sync {
  readonly id: string;
  readonly accountId: string;
  readonly connectionId: string;
  readonly trigger: 'manual' | 'schedule' | 'deadline';
  readonly state: SyncState;
  readonly attempt: number;
  readonly phase: 'fetching' | 'merging' | null;
  readonly fetched: number;
  readonly announced: number | null;
  readonly report: SyncReport | null;
  readonly problem: { readonly code: SyncProblem; readonly detail: string } | null;
  readonly retryAt: number | null;
  readonly startedAt: number;
  readonly endedAt: number | null;
}

/** One transaction of the feed. */
export interface FeedBatch {
  readonly inbox: readonly NewDelivery[];
  /** Whole rows; the database joins each with what it has of that call (`MERGED`), so a stale one does no harm. */
  readonly calls: readonly PbxCall[];
  readonly tenants: readonly Tenant[];
  readonly facts: readonly NewFact[];
}

/** One record of a sync, read. `id` becomes the call's when it is new. */
export interface StagedRecord {
  readonly id: string;
  readonly uuid: string;
  readonly facts: CallFacts;
  readonly raw: string;
}

/** What the feeds of phone systems need of a database. Opened after `DialerStore.open`, under the same lock and fence. */
export interface FeedStore {
  /** Must be called before `commit`; numbers of commits begin at 1 again. */
  open(): Promise<void>;
  close(): Promise<void>;
  /** As `DialerStore.commit`, on a connection of its own: what happens here never delays the dialing. */
  commit(number: number, batch: FeedBatch): Promise<void>;

  /** Calls of this connection that are not over. */
  openCalls(connectionId: string): Promise<readonly PbxCall[]>;
  /**
   * Closes overdue calls of connections that nobody follows any more (the setting that named them has changed), as a follower
   * would: nobody will tell their end. Their syncs that were under way have failed. Answers how many calls.
   */
  closeLeft(followed: readonly string[], now: number): Promise<number>;
  /** Those of these calls that are stored. */
  calls(tenantId: string, uuids: readonly string[]): Promise<readonly PbxCall[]>;
  /** How many webhooks each of these calls has stored. */
  deliveries(callIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  tenants(connectionId: string): Promise<readonly Tenant[]>;
  /** Webhooks held aside for a tenant, oldest first, in pages; `after` is the last `cursor`. */
  heldWebhooks(
    tenantId: string,
    after: string | null,
    limit: number,
  ): Promise<{ readonly rows: readonly HeldWebhook[]; readonly cursor: string | null }>;
  /** Held webhooks of the tenant have been stored again with their calls: forgets them, up to and with `cursor`. */
  dropHeld(tenantId: string, cursor: string): Promise<void>;
  lastSeq(stream: string): Promise<number>;

  /** Writes the sync as it is now, new or not. */
  saveSync(sync: Sync): Promise<void>;
  /** Syncs that were under way when the process ended. */
  unfinishedSyncs(connectionId: string): Promise<readonly Sync[]>;
  /** When the last sync of the connection that completed was started, or null. */
  lastSyncAt(connectionId: string): Promise<number | null>;
  beginMerge(sync: Sync, tenantId: string): Promise<MergeSession>;
}

export interface HeldWebhook {
  readonly receivedAt: number;
  readonly body: string;
}

/** Records of one sync, put aside until all of them are there. */
export interface MergeSession {
  /** Puts records aside; those that are known to the letter are not kept. Answers how many were known. */
  stage(records: readonly StagedRecord[]): Promise<number>;
  /** Puts a refused record aside. */
  refuse(records: readonly { readonly reason: string; readonly raw: string }[]): Promise<void>;
  /**
   * In one transaction: merges what was staged, stores the raw records, and completes the sync with its report. `given` is the
   * part of the report that was counted while reading.
   */
  merge(
    given: Pick<SyncReport, 'answered' | 'not_answered' | 'refused' | 'known'>,
    now: number,
    deadlines: { readonly ringMs: number; readonly talkMs: number },
  ): Promise<Sync>;
  /** Forgets everything; also after `merge`, harmless. */
  end(): Promise<void>;
}
