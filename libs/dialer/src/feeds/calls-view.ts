import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { CallsFrame, CallsPosition } from '@ringside/contracts';
import type { Sync } from '@ringside/engine';
import { randomUUID } from 'node:crypto';
import type { Subscription } from 'rxjs';
import { DialerHost } from '../dialer.host.js';
import { rfc3339 } from '../views.js';
import { FeedHost } from './feed-host.js';
import type { HostedTenant } from './hosted-feed.js';
import { callView, syncView, tenantView, type AnyCall } from './views.js';

/**
 * A small frame for a small room follows the last one after a twentieth of a second, as frames of campaigns do (ADR 0010); where
 * much happens, or many look on, a tenth is shared.
 */
const INTERVAL_MS = { small: 50, large: 100 };
const SMALL_FRAME = 100;
const SMALL_ROOM = 50;
/** More calls than this are read again as a page instead. */
const MOST_CALLS = 500;

/** Where frames of calls go: one room an account. */
export interface CallsRooms {
  size(accountId: string): number;
  emit(accountId: string, frame: CallsFrame): void;
}

/** What changed since the last frame. */
interface Pending {
  reload: boolean;
  /** By call id, in their last state. */
  readonly calls: Map<string, AnyCall>;
  readonly syncs: Map<string, Sync>;
  readonly tenants: Set<HostedTenant>;
}

interface Account {
  /** Of the last frame, sent or not. */
  seq: number;
  pending: Pending | null;
  sentAt: number;
  /** Calls in the last frame, or Infinity when they were too many for it. */
  sentCalls: number;
  timer: NodeJS.Timeout | null;
}

/**
 * The live view of every call of an account, whoever makes it: gathers what commits changed into numbered frames.
 *
 * A client that follows, then reads a page, then applies the frames after the page's `as_of` misses nothing. A change is
 * gathered only after its commit, and `as_of` is read before the page. So a change that the page lacks was committed after
 * the page was read, is gathered after that, and is in a frame with a number above `as_of`. What the page has already may come once more, in a
 * state that is older than the page's; then a later frame follows with the newer one, because that was gathered later. A call
 * never goes back, so a client passes over a state of lower rank than it has. While nobody follows there are no frames, but each change takes a number all the same: whoever follows again sees by the number that
 * something is missing.
 */
@Injectable()
export class CallsView implements OnModuleInit, OnModuleDestroy {
  rooms: CallsRooms | null = null;
  /** Numbers count from 0 in each run of the service. */
  private readonly epoch = randomUUID();
  private readonly accounts = new Map<string, Account>();
  private readonly subscriptions: Subscription[] = [];

  constructor(
    private readonly host: DialerHost,
    private readonly feeds: FeedHost,
  ) {}

  onModuleInit(): void {
    this.subscriptions.push(
      this.host.commits.subscribe(({ newCalls, changedCalls }) => {
        for (const calls of [newCalls, changedCalls])
          for (const call of calls.values()) this.gather(call.accountId, { origin: 'campaign', call });
      }),
      this.feeds.news.subscribe(({ calls, tenants, sync, reload }) => {
        for (const call of calls.values()) this.gather(call.accountId, { origin: 'pbx', call });
        for (const hosted of tenants) this.change(hosted.tenant.accountId)?.tenants.add(hosted);
        const pending = sync && this.change(sync.accountId);
        if (!pending) return;
        pending.syncs.set(sync.id, sync);
        if (reload) readAgain(pending);
      }),
    );
  }

  onModuleDestroy(): void {
    for (const subscription of this.subscriptions) subscription.unsubscribe();
    for (const { timer } of this.accounts.values()) if (timer) clearTimeout(timer);
  }

  /** Number of the last frame; what has been gathered and not been sent comes in the next one. */
  position(accountId: string): CallsPosition {
    return { epoch: this.epoch, seq: this.account(accountId).seq };
  }

  private gather(accountId: string, call: AnyCall): void {
    const pending = this.change(accountId);
    if (!pending || pending.reload) return;
    pending.calls.set(call.call.id, call);
    if (pending.calls.size > MOST_CALLS) readAgain(pending);
  }

  /** What is pending for this account, to add a change to; null when nobody follows: the change is only counted. */
  private change(accountId: string): Pending | null {
    const account = this.account(accountId);
    if (!this.rooms?.size(accountId)) {
      account.seq += 1;
      account.pending = null;
      return null;
    }
    account.pending ??= { reload: false, calls: new Map(), syncs: new Map(), tenants: new Set() };
    this.plan(accountId, account);
    return account.pending;
  }

  private plan(accountId: string, account: Account): void {
    if (account.timer) return;
    const isLarge = account.sentCalls > SMALL_FRAME || (this.rooms?.size(accountId) ?? 0) > SMALL_ROOM;
    const interval = isLarge ? INTERVAL_MS.large : INTERVAL_MS.small;
    const wait = Math.max(0, account.sentAt + interval - performance.now());
    account.timer = setTimeout(() => {
      account.timer = null;
      // Rows of campaigns are live references: they are read when memory is what is durable.
      void this.host.writer.settled(() => this.flush(accountId, account));
    }, wait);
  }

  private flush(accountId: string, account: Account): void {
    const { pending } = account;
    if (!pending) return;
    account.pending = null;
    account.sentAt = performance.now();
    account.sentCalls = pending.reload ? Infinity : pending.calls.size;
    account.seq += 1;
    const now = this.host.options.now();
    const { reload, calls, syncs, tenants } = pending;
    this.rooms?.emit(accountId, {
      epoch: this.epoch,
      from: account.seq,
      to: account.seq,
      at: rfc3339(now),
      changes: {
        calls: [...calls.values()].map((call) => callView(call, now)),
        ...(reload && { reload }),
        ...(syncs.size > 0 && { syncs: [...syncs.values()].map(syncView) }),
        ...(tenants.size > 0 && {
          tenants: [...tenants].map(({ tenant, held }) => tenantView(tenant, held)),
        }),
      },
    });
  }

  private account(accountId: string): Account {
    let account = this.accounts.get(accountId);
    if (!account) {
      account = { seq: 0, pending: null, sentAt: -Infinity, sentCalls: 0, timer: null };
      this.accounts.set(accountId, account);
    }
    return account;
  }
}

function readAgain(pending: Pending): void {
  pending.reload = true;
  pending.calls.clear();
}
