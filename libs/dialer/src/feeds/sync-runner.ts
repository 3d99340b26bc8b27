import type { FactData, FactType } from '@ringside/contracts';
import type { FeedBatch, Sync, Tenant } from '@ringside/engine';
import { setTimeout as wait } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { DialerError } from '../dialer.error.js';
import type { DialerLog, FeedTimes } from '../dialer.options.js';
import { persist } from '../persist.js';
import type { Writer } from '../writer.js';
import { absorbSync, unansweredBy } from './absorb-sync.js';
import type { FeedWork } from './feed-batch.js';
import { fetchRecords, type Fetched } from './fetch-records.js';
import type { HostedFeed } from './hosted-feed.js';
import { asSyncFailure, fromStore, isLasting, SyncFailure } from './sync-failure.js';
import { SyncPlan } from './sync-plan.js';

/** Progress is written down at most this often; live views hear of all of it. Milliseconds. */
const SAVE_EVERY_MS = 1000;
/** A sync that is merging when the dialer closes is waited for this long. */
const CLOSE_MS = 10_000;

export interface SyncDeps {
  readonly writer: Pick<Writer<FeedWork, FeedBatch>, 'submit' | 'give'>;
  readonly now: () => number;
  readonly times: FeedTimes;
  readonly log: DialerLog;
  /** The sync as it is now; `reload`: calls changed that nobody was told of one by one. */
  readonly tell: (sync: Sync, reload: boolean) => void;
  /** Gives the follower the time; overdue calls come back to `askForEnds`. */
  readonly tick: (now: number, batch: FeedWork, unanswered: readonly string[]) => void;
}

/** The syncs of one connection, one at a time: by hand, by schedule, and when the end of a call is overdue. */
export class SyncRunner {
  private current: Sync | null = null;
  private starting: Promise<Sync> | null = null;
  private running: Promise<void> = Promise.resolve();
  private readonly stopping = new AbortController();
  /** What has been merged may still be told while the dialer closes, for a while. */
  private readonly gone = new AbortController();
  /** Ends the wait before the next attempt. */
  private hurry = new AbortController();
  private readonly plan: SyncPlan;
  private savedAt = 0;
  private saving: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly feed: HostedFeed,
    private readonly deps: SyncDeps,
  ) {
    this.plan = new SyncPlan(deps.times.syncEveryMs);
  }

  /** The sync under way, or null. */
  get sync(): Sync | null {
    return this.current;
  }

  /** When the next sync starts by itself; null: none does, or one is under way. */
  get nextAt(): number | null {
    return this.current ? null : this.plan.scheduledAt;
  }

  /** Goes on with what a dead process left, and plans the first scheduled one. */
  async open(): Promise<void> {
    const { store, connection } = this.feed;
    const last = await store.lastSyncAt(connection.id);
    this.plan.countFrom(last ?? -Infinity, this.deps.now());
    const [newest, ...older] = [...(await store.unfinishedSyncs(connection.id))].sort(
      (a, b) => b.startedAt - a.startedAt,
    );
    for (const sync of older) await store.saveSync(this.failed(sync, new SyncFailure('interrupted')));
    if (!newest) return;
    const resumed: Sync = { ...newest, ...FRESH, attempt: newest.attempt + 1 };
    await store.saveSync(resumed);
    this.run(resumed);
  }

  /** Leaves a sync that is fetching as it is, for the next start; one that is merging may end. */
  async close(): Promise<void> {
    this.stopping.abort();
    await Promise.race([this.running, wait(CLOSE_MS, undefined, { ref: false })]);
    this.gone.abort();
  }

  /** Starts a sync, or answers the one under way, which does not wait any longer then; resolves once it is written down. */
  async start(trigger: Sync['trigger']): Promise<Sync> {
    if (this.stopping.signal.aborted) throw new DialerError('not_ready', 'Ringside is shutting down.');
    const { current } = this;
    if (current && isUnderWay(current) && !(await this.hasMerged(current))) {
      if (trigger === 'manual') this.hurry.abort();
      return current;
    }
    // One that is over may still be telling of it.
    this.starting ??= this.running.then(() => this.begin(trigger)).finally(() => (this.starting = null));
    return this.starting;
  }

  /** Wants a sync that fetches from now on: one under way does not count. */
  want(trigger: Sync['trigger'], now: number): void {
    this.plan.want(trigger, now);
    this.look(now);
  }

  /** Calls are overdue whose end a record may know. */
  askForEnds(now: number): void {
    this.plan.wantEnds(now);
    this.look(now);
  }

  /** Starts what is due; called every second. */
  look(now: number): void {
    if (this.current || this.starting || this.stopping.signal.aborted) return;
    const trigger = this.plan.due(now);
    if (trigger === null) return;
    this.plan.begun(trigger, now);
    this.start(trigger).catch((error: Error) => {
      this.plan.putOff(this.deps.now());
      this.deps.log.warn({ connection: this.feed.connection.id, error: error.message }, 'no sync was begun');
    });
  }

  /** Whether a sync that is merging has been done, as whoever reads the store can see before we are told. */
  private async hasMerged({ id, phase, connectionId }: Sync): Promise<boolean> {
    if (phase !== 'merging') return false;
    const unfinished = await this.feed.store.unfinishedSyncs(connectionId).catch(() => null);
    return unfinished !== null && unfinished.every((sync) => sync.id !== id);
  }

  private async begin(trigger: Sync['trigger']): Promise<Sync> {
    const { connection, store } = this.feed;
    const startedAt = this.deps.now();
    const sync: Sync = {
      id: uuidv7(),
      accountId: connection.accountId,
      connectionId: connection.id,
      trigger,
      ...FRESH,
      attempt: 1,
      startedAt,
    };
    try {
      await store.saveSync(sync);
    } catch (error) {
      throw new DialerError('store_unavailable', (error as Error).message);
    }
    // Whatever becomes of it, the schedule counts from here.
    this.plan.countFrom(startedAt, startedAt);
    void this.record('sync.started', { sync_id: sync.id });
    this.run(sync);
    return sync;
  }

  private run(sync: Sync): void {
    this.become(sync);
    this.running = this.attempts().catch((error: Error) => {
      this.deps.log.error({ sync: sync.id, error: error.message }, 'a sync went wrong');
      this.current = null;
    });
  }

  /** Tries until it is done, or has failed for good; leaves it under way when the dialer closes. */
  private async attempts(): Promise<void> {
    const waits = [...this.deps.times.syncRetryMs];
    for (;;) {
      const began = this.deps.now();
      this.plan.fetching(began);
      const failure = await this.attempt(began);
      if (this.stopping.signal.aborted || !this.current) return;
      if (failure === null) break;
      const retryMs = isLasting(failure) ? undefined : waits.shift();
      if (retryMs === undefined) return this.giveUp(failure);
      const { code, message: detail } = failure;
      const retryAt = this.deps.now() + retryMs;
      this.deps.log.warn({ sync: this.current.id, code, detail }, 'a sync failed and will be tried again');
      this.hurry = new AbortController();
      await this.save({ state: 'waiting', phase: null, problem: { code, detail }, retryAt });
      const signal = AbortSignal.any([this.stopping.signal, this.hurry.signal]);
      await wait(Math.max(0, retryAt - this.deps.now()), undefined, { signal }).catch(() => undefined);
      if (this.stopping.signal.aborted) return;
      await this.save({ ...FRESH, attempt: this.current.attempt + 1 });
    }
    this.current = null;
  }

  /** One attempt; answers what went wrong, or null. */
  private async attempt(began: number): Promise<SyncFailure | null> {
    const { now, times } = this.deps;
    if (!this.current) return null;
    let fetched: Fetched;
    try {
      fetched = await fetchRecords(this.feed, this.current, {
        now,
        signal: this.stopping.signal,
        deadlines: { ringMs: times.ringDeadlineMs, talkMs: times.talkDeadlineMs },
        tenant: (uuid) => this.tenant(uuid),
        fetched: (count, announced) => this.progress({ fetched: count, announced }),
        merging: async () => {
          await this.saving;
          await fromStore(this.saveOnce({ phase: 'merging' }));
        },
      });
    } catch (error) {
      return asSyncFailure(error);
    }
    await this.complete(fetched, began);
    return null;
  }

  private async complete(fetched: Fetched, began: number): Promise<void> {
    const { log, writer, tick } = this.deps;
    const { sync, tenant } = fetched;
    this.current = sync;
    await absorbSync(this.feed, fetched, {
      persist: (act) => persist(act, { signal: this.gone.signal, log }),
      give: (work) => writer.give(work),
    });
    await writer.give((now, batch) => tick(now, batch, unansweredBy(this.feed.follower, tenant.id, began)));
    await this.record('sync.completed', { sync_id: sync.id });
    const { new: fresh = 0, updated = 0, completed = 0 } = sync.report ?? {};
    this.deps.tell(sync, fresh + updated + completed > 0);
    log.info({ sync: sync.id, fetched: sync.fetched, ...sync.report }, 'a sync has completed');
  }

  private async giveUp(failure: SyncFailure): Promise<void> {
    const sync = this.current && this.failed(this.current, failure);
    if (!sync) return;
    this.deps.log.warn({ sync: sync.id, ...sync.problem }, 'a sync has failed');
    await this.save(sync);
    await this.record('sync.failed', { sync_id: sync.id, code: failure.code });
    this.current = null;
  }

  private failed(sync: Sync, { code, message: detail }: SyncFailure): Sync {
    const endedAt = this.deps.now();
    return { ...sync, state: 'failed', phase: null, problem: { code, detail }, retryAt: null, endedAt };
  }

  private async tenant(uuid: string): Promise<Tenant> {
    const hosted =
      this.feed.tenants.find(uuid) ??
      (await this.deps.writer.submit((now, batch) => this.feed.tenants.meet(uuid, now, batch)));
    if (!hosted) throw new SyncFailure('tenant_held', 'too many tenants have been seen');
    return hosted.tenant;
  }

  private record<T extends FactType>(type: T, data: FactData[T]): Promise<boolean> {
    return this.deps.writer.give((now, batch) => this.feed.follower.record({ type, data }, now, batch));
  }

  private progress(change: Partial<Sync>): void {
    if (!this.current) return;
    this.become({ ...this.current, ...change });
    const now = this.deps.now();
    if (now - this.savedAt < SAVE_EVERY_MS) return;
    this.savedAt = now;
    // Progress that could not be written down is of no consequence: the next one is.
    const sync = this.current;
    this.saving = this.saving.then(() => this.feed.store.saveSync(sync)).catch(() => undefined);
  }

  /** Writes a change of state down, however long it takes. */
  private async save(change: Partial<Sync>): Promise<void> {
    await this.saving;
    await persist(() => this.saveOnce(change), { signal: this.stopping.signal, log: this.deps.log });
  }

  private async saveOnce(change: Partial<Sync>): Promise<void> {
    if (!this.current) return;
    this.become({ ...this.current, ...change });
    await this.feed.store.saveSync(this.current);
  }

  private become(sync: Sync): void {
    this.current = sync;
    this.deps.tell(sync, false);
  }
}

function isUnderWay({ state }: Sync): boolean {
  return state === 'running' || state === 'waiting';
}

/** How an attempt begins. */
const FRESH = {
  state: 'running',
  phase: 'fetching',
  fetched: 0,
  announced: null,
  report: null,
  problem: null,
  retryAt: null,
  endedAt: null,
} as const;
