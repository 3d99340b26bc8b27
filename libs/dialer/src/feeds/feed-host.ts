import { Injectable } from '@nestjs/common';
import {
  createPbxFollower,
  type FeedBatch,
  type FeedStore,
  type NewFact,
  type PbxCall,
  type Sync,
} from '@ringside/engine';
import { Subject, type Observable } from 'rxjs';
import { ClockWatch } from '../clock-watch.js';
import { DialerHost } from '../dialer.host.js';
import type { OpenConnection, ResolvedOptions } from '../dialer.options.js';
import { persist } from '../persist.js';
import { Writer } from '../writer.js';
import { applyHeld } from './adoption.js';
import { callIdAt } from './call-id.js';
import { CallLookup } from './call-lookup.js';
import { FEEDS, type FeedWork } from './feed-batch.js';
import { Tenants, type HostedFeed, type HostedTenant } from './hosted-feed.js';
import { RareWarning } from './rare-warning.js';
import { SyncRunner } from './sync-runner.js';
import { WebhookCounts } from './webhook-counts.js';

/** How often calls of phone systems that are no longer followed are looked at, milliseconds. */
const LEFT_EVERY_MS = 60_000;

/** A feed that is open, with its syncs. */
export interface OpenFeed extends HostedFeed {
  readonly syncs: SyncRunner;
}

/** What has changed, for live views and handlers; everything in it is durable, except the progress of a sync. */
export interface FeedNews {
  readonly facts: readonly NewFact[];
  readonly calls: ReadonlyMap<string, PbxCall>;
  readonly tenants: ReadonlySet<HostedTenant>;
  readonly sync: Sync | null;
  /** Calls changed that are not among `calls`: those of this account are to be read again. */
  readonly reload: boolean;
}

/**
 * Hosts the feeds of phone systems that make calls of their own, beside the campaigns: a writer and a commit connection of its
 * own, so that a flood of their webhooks never delays the dialing. Everything it knows can be rebuilt from the store.
 */
@Injectable()
export class FeedHost {
  readonly options: ResolvedOptions;
  readonly writer: Writer<FeedWork, FeedBatch>;
  private readonly subject = new Subject<FeedNews>();
  /** In commit order. */
  readonly news: Observable<FeedNews> = this.subject.asObservable();
  private readonly feeds = new Map<string, OpenFeed>();
  private readonly adopting = new Map<string, Promise<void>>();
  private readonly stopping = new AbortController();
  private watch: ClockWatch | null = null;
  private leftTimer: NodeJS.Timeout | undefined;
  private opened = false;

  constructor(private readonly host: DialerHost) {
    this.options = host.options;
    this.writer = new Writer({
      kind: FEEDS,
      commit: (number, rows) => this.store.commit(number, rows),
      now: this.options.now,
      tell: (batch) => this.tell(batch),
      fatal: (error) => this.options.onFatal(error),
    });
  }

  /** After the dialer has opened: takes up every feed where it was left. */
  async open(): Promise<void> {
    const { connections, now, restartGraceMs, log } = this.options;
    const feeding = connections.filter(({ provider }) => provider.feed);
    this.closeLeft();
    this.leftTimer = setInterval(() => this.closeLeft(), LEFT_EVERY_MS).unref();
    if (feeding.length === 0) return;
    await this.store.open();
    this.opened = true;
    for (const connection of feeding) {
      const feed = await this.load(connection);
      feed.follower.grace(now(), restartGraceMs);
      this.feeds.set(connection.id, feed);
    }
    for (const feed of this.feeds.values()) {
      for (const tenant of feed.tenants.all)
        if (tenant.tenant.state === 'adopted' && tenant.held > 0) this.applyHeld(feed, tenant);
      await feed.syncs.open();
    }
    this.watch = new ClockWatch(now, (stalled) => this.wake(stalled));
    this.plan();
    log.info({ connections: feeding.length }, 'following the calls of phone systems');
  }

  /** Before the dialer closes. Finishes what was submitted; syncs go on at the next start. */
  async close(): Promise<void> {
    this.watch?.stop();
    clearInterval(this.leftTimer);
    this.stopping.abort();
    await Promise.all([
      ...[...this.feeds.values()].map(({ syncs }) => syncs.close()),
      ...this.adopting.values(),
    ]);
    await this.writer.close();
    this.subject.complete();
    if (this.opened) await this.store.close();
  }

  connection(id: string): OpenConnection | null {
    return this.options.connections.find((connection) => connection.id === id) ?? null;
  }

  /** The feed of this connection, once it is open. */
  find(connectionId: string): OpenFeed | null {
    return this.feeds.get(connectionId) ?? null;
  }

  of(accountId: string): OpenFeed[] {
    return [...this.feeds.values()].filter(({ connection }) => connection.accountId === accountId);
  }

  /** Takes the calls of a held tenant from now on. What was held aside is applied in the background, then a sync is made. */
  async adopt(feed: OpenFeed, tenant: HostedTenant): Promise<void> {
    const adopted = await this.writer.submit((now, batch) => feed.tenants.adopt(tenant, now, batch));
    if (!adopted) return;
    this.applyHeld(feed, tenant);
    feed.syncs.want('manual', this.options.now());
  }

  private get store(): FeedStore {
    const { feed } = this.options.store;
    if (!feed) throw new Error('A connection with a feed needs a store with one.');
    return feed;
  }

  private async load(connection: OpenConnection): Promise<OpenFeed> {
    const { store, options } = this;
    const { accountId, id, provider } = connection;
    if (!provider.feed) throw new Error(`connection ${id} has no feed`);
    const { ringDeadlineMs, talkDeadlineMs } = options.feed;
    const follower = createPbxFollower(
      { accountId, connectionId: id, newId: callIdAt, ringDeadlineMs, talkDeadlineMs },
      { open: await store.openCalls(id), seq: await store.lastSeq(`connection:${id}`) },
    );
    const tenants = (await options.store.for(accountId).tenants()).filter(
      ({ connectionId }) => connectionId === id,
    );
    const feed: HostedFeed = {
      connection,
      feed: provider.feed,
      store,
      follower,
      tenants: new Tenants(
        connection,
        follower,
        tenants.map(({ held, ...tenant }) => ({ tenant, held })),
      ),
      lookup: new CallLookup(store),
      counts: new WebhookCounts(),
      warning: new RareWarning(id, options.log),
      lastWebhookAt: null,
    };
    const syncs: SyncRunner = new SyncRunner(feed, {
      writer: this.writer,
      now: options.now,
      times: options.feed,
      log: options.log,
      tell: (sync, reload) => {
        const heard = wasReached(sync);
        if (heard !== null) this.host.phoneSystems.askedForRecords(id, heard === true ? null : heard.detail);
        this.subject.next({ ...NO_NEWS, sync, reload });
      },
      tick: (now, batch, unanswered) => this.tick({ follower, syncs }, now, batch, unanswered),
    });
    return Object.assign(feed, { syncs });
  }

  private applyHeld(feed: HostedFeed, tenant: HostedTenant): void {
    const { id } = tenant.tenant;
    const { log } = this.options;
    const done = applyHeld(feed, tenant, {
      writer: this.writer,
      persist: (act) => persist(act, { signal: this.stopping.signal, log }),
      tell: (changed) => this.subject.next({ ...NO_NEWS, tenants: new Set([changed]) }),
    })
      .catch((error: Error) => log.error({ tenant: id, error: error.message }, 'adopting failed'))
      .then(() => void this.adopting.delete(id));
    this.adopting.set(id, done);
  }

  /** A PBX that is no longer in the settings leaves calls that nobody will tell the end of: their deadlines hold all the same. */
  private closeLeft(): void {
    const { connections, now, log, store } = this.options;
    const followed = connections.filter(({ provider }) => provider.feed).map(({ id }) => id);
    store.feed
      ?.closeLeft(followed, now())
      .then((calls) => {
        if (calls > 0) log.info({ calls }, 'closed calls of a phone system that is no longer followed');
      })
      .catch((error: Error) =>
        log.warn({ error: error.message }, 'calls that were left could not be closed'),
      );
  }

  private wake(stalled: boolean): void {
    const { now, restartGraceMs } = this.options;
    for (const feed of this.feeds.values()) {
      const { follower, syncs } = feed;
      if (stalled) follower.grace(now(), restartGraceMs);
      if (follower.nextWakeAt !== null && follower.nextWakeAt <= now())
        void this.writer.give((at, batch) => this.tick(feed, at, batch));
      syncs.look(now());
    }
    this.plan();
  }

  private tick(
    { follower, syncs }: Pick<OpenFeed, 'follower' | 'syncs'>,
    now: number,
    batch: FeedWork,
    unanswered: readonly string[] = [],
  ): void {
    const { overdue } = follower.tick(now, batch, unanswered);
    if (overdue.length > 0) syncs.askForEnds(now);
  }

  private tell({ facts, calls, touched }: FeedWork): void {
    if (facts.length > 0 || calls.size > 0 || touched.size > 0)
      this.subject.next({ ...NO_NEWS, facts, calls, tenants: touched });
    this.plan();
  }

  /** The next deadline that lies ahead; what is due already was given to the writer, or will be within a second. */
  private plan(): void {
    const now = this.options.now();
    let next: number | null = null;
    for (const { follower, syncs } of this.feeds.values()) {
      for (const at of [follower.nextWakeAt, syncs.nextAt]) {
        if (at !== null && at > now && (next === null || at < next)) next = at;
      }
    }
    this.watch?.plan(next);
  }
}

const NO_NEWS: FeedNews = { facts: [], calls: new Map(), tenants: new Set(), sync: null, reload: false };

/** Whether the phone system answered a sync, well or badly; what is wrong when it could not be reached; null: nobody knows yet. */
function wasReached({ state, problem }: Sync): true | { readonly detail: string } | null {
  if (problem === null) return state === 'completed' || null;
  const { code, detail } = problem;
  if (code === 'unreachable' || code === 'timeout') return { detail };
  return code === 'store_unavailable' || code === 'interrupted' ? null : true;
}
