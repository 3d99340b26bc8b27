import type { CallReading } from '@ringside/telephony';
import type { NewFact } from '../model.js';
import type { PbxCall } from './model.js';

/** Collects what several inputs changed until the next commit; later rows of a call replace earlier ones. */
export interface FeedChanges {
  /** By call id. */
  readonly calls: Map<string, PbxCall>;
  readonly facts: NewFact[];
}

export interface FollowerDeps {
  readonly accountId: string;
  readonly connectionId: string;
  /** UUIDv7 of a time, so that ids sort as calls began. */
  readonly newId: (at: number) => string;
  readonly ringDeadlineMs: number;
  readonly talkDeadlineMs: number;
}

/** What a follower starts from: the open calls of the connection, and the last number of `connection:<id>`. */
export interface LoadedFeed {
  readonly open: readonly PbxCall[];
  readonly seq: number;
}

/**
 * Follows the calls that one phone system makes by itself. Pure: time comes in, what changed goes out. It holds the open calls,
 * and the last 10,000 that ended, so that late webhooks need no look-up.
 */
export interface PbxFollower {
  /** By call id. */
  readonly open: ReadonlyMap<string, PbxCall>;
  readonly seq: number;
  /** When a deadline is to be looked at; null: nothing waits. */
  readonly nextWakeAt: number | null;
  /** Whether this call is in memory; if not, the store is asked before `hear`. */
  knows(tenantId: string, uuid: string): boolean;
  /** One webhook. `stored`: what the store has of the call, for one that is not in memory. */
  hear(input: Heard, now: number, changes: FeedChanges): HeardAnswer;
  /** What the store has now, after a sync: open calls take it over, with the facts that follow from it. */
  absorb(stored: readonly PbxCall[], now: number, changes: FeedChanges): void;
  /** A fact of the connection that is not of a call (`sync.completed`, `tenant.adopted` ...): gets the next number. */
  record(fact: Pick<NewFact, 'type' | 'data'>, now: number, changes: FeedChanges): void;
  /**
   * Time has passed. Calls whose deadline has passed come back as `overdue` once each, so that a sync can be asked for; those
   * that have been overdue for `OVERDUE_MS`, or that are named in `unanswered` (a sync that began after their deadline did
   * not end them), are closed.
   */
  tick(
    now: number,
    changes: FeedChanges,
    unanswered?: readonly string[],
  ): { readonly overdue: readonly PbxCall[] };
  /** After a start or a stall: no deadline passes within the next `ms`. */
  grace(now: number, ms: number): void;
}

/** An overdue call waits this long for a sync to tell its end, milliseconds. */
export const OVERDUE_MS = 60_000;

export interface Heard {
  readonly tenantId: string;
  readonly reading: CallReading;
  readonly stored: PbxCall | null;
}
export interface HeardAnswer {
  readonly call: PbxCall;
  /** `applied`: it told something new; `late`: nothing new, of a stage the call had passed; `duplicate`: nothing new. */
  readonly outcome: 'applied' | 'duplicate' | 'late';
}
