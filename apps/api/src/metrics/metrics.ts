import type { CommitBatch, DialerStore, FeedBatch, FeedStore, OutgoingStore } from '@ringside/engine';
import type { PlacementOutcome, Provider } from '@ringside/telephony';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** What can be measured of the service. The names are fixed (DECISIONS, named now 6). */
export class Metrics {
  readonly registry = new Registry();
  /** Refused placements since the last one that was not. */
  refusedInARow = 0;
  /** Set when there is a dialer: lines in use, derived from what is in flight. */
  linesInUse: () => number = () => 0;
  /** Set when there is a dialer: whether the phone system dialed through is connected; null: it has no event stream. */
  connected: () => boolean | null = () => null;

  /** Set when there is a store: messages that wait, and when the oldest of them was made. */
  backlog: OutgoingStore['backlog'] = () => Promise.resolve({ waiting: 0, oldestAt: null });

  private waiting: number | null = null;
  private oldestAt: number | null = null;
  private readonly loop = monitorEventLoopDelay({ resolution: 20 });
  private lastPlacementAt: number | null = null;
  private readonly placements: Counter;
  private readonly webhooks: Counter;
  private readonly feedWebhooks: Counter;
  private readonly messageTries: Counter;
  private readonly syncs: Histogram;
  /** When each sync that runs was started. */
  private readonly syncsSince = new Map<string, number>();
  private readonly commits: Histogram;
  private readonly inboxLag: Histogram;

  constructor(private readonly now: () => number) {
    const registers = [this.registry];
    this.placements = new Counter({
      name: 'ringside_placements_total',
      help: 'Requests to the phone system by outcome',
      labelNames: ['outcome'],
      registers,
    });
    this.webhooks = new Counter({
      name: 'ringside_webhooks_total',
      help: 'Stored webhooks by what they did',
      labelNames: ['outcome'],
      registers,
    });
    this.feedWebhooks = new Counter({
      name: 'ringside_feed_webhooks_total',
      help: 'Stored webhooks of calls that phone systems make by themselves, by what they did',
      labelNames: ['outcome'],
      registers,
    });
    this.messageTries = new Counter({
      name: 'ringside_message_tries_total',
      help: 'Posts to the servers of developers by outcome: failed ones are made again, after dead ones the message is given up',
      labelNames: ['outcome'],
      registers,
    });
    this.syncs = new Histogram({
      name: 'ringside_sync_seconds',
      help: 'Time of a sync with the records of a phone system, retries included',
      labelNames: ['outcome'],
      buckets: [0.1, 0.5, 1, 5, 10, 30, 60, 120, 300, 600],
      registers,
    });
    const buckets = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
    this.commits = new Histogram({
      name: 'ringside_commit_seconds',
      help: 'Time of a group commit',
      buckets,
      registers,
    });
    this.inboxLag = new Histogram({
      name: 'ringside_inbox_lag_seconds',
      help: 'Time from the arrival of a webhook until it is durable',
      buckets,
      registers,
    });
    this.gauge('ringside_lines_in_use', 'Calls in flight', () => this.linesInUse());
    this.gauge(
      'ringside_last_placement_age_seconds',
      'Time since the last request to the phone system',
      () => (this.lastPlacementAt === null ? NaN : (this.now() - this.lastPlacementAt) / 1000),
    );
    this.gauge(
      'ringside_phone_system_connected',
      'Whether the event stream of the phone system is open: 1, or 0 and nothing is dialed',
      () => {
        const connected = this.connected();
        return connected === null ? NaN : Number(connected);
      },
    );
    this.gauge(
      'ringside_messages_waiting',
      'Messages that the servers of developers have not taken yet',
      () => this.waiting ?? NaN,
    );
    this.gauge('ringside_oldest_message_age_seconds', 'Time since the oldest of them was made', () =>
      this.oldestAt === null ? NaN : (this.now() - this.oldestAt) / 1000,
    );
    this.gauge('ringside_event_loop_lag_seconds', '99th percentile since the last look', () => {
      const lag = this.loop.percentile(99) / 1e9;
      this.loop.reset();
      return lag;
    });
    collectDefaultMetrics({ register: this.registry });
    this.loop.enable();
  }

  /** The text that Prometheus reads. */
  async text(): Promise<string> {
    // Without the database these two are not known, and the rest is worth reading.
    const backlog = await this.backlog().catch(() => null);
    this.waiting = backlog?.waiting ?? null;
    this.oldestAt = backlog?.oldestAt ?? null;
    return this.registry.metrics();
  }

  close(): void {
    this.loop.disable();
    this.registry.clear();
  }

  /** The provider, measured. */
  ofProvider(provider: Provider): Provider {
    return around(provider, 'originate', async (originate, ...args) => {
      this.lastPlacementAt = this.now();
      const outcome = await originate(...args);
      this.placed(outcome);
      return outcome;
    });
  }

  /** The store, measured. */
  ofStore(store: DialerStore): DialerStore {
    return around(store, 'commit', async (commit, number, batch) => {
      const began = performance.now();
      await commit(number, batch);
      this.committed(batch, performance.now() - began);
    });
  }

  /** The feeds' store, measured. */
  ofFeedStore(store: FeedStore): FeedStore {
    return around(store, 'commit', async (commit, number, batch) => {
      await commit(number, batch);
      this.fed(batch);
    });
  }

  /** The messages' store, measured. */
  ofOutgoingStore(store: OutgoingStore): OutgoingStore {
    return around(store, 'settle', async (settle, message, result) => {
      await settle(message, result);
      const outcome = result.error === null ? 'delivered' : result.retryInMs === null ? 'dead' : 'failed';
      this.messageTries.inc({ outcome });
    });
  }

  private fed({ inbox, facts }: FeedBatch): void {
    for (const { kind, outcome } of inbox) if (kind === 'webhook') this.feedWebhooks.inc({ outcome });
    for (const { type, at, data } of facts) {
      if (!('sync_id' in data)) continue;
      const since = this.syncsSince.get(data.sync_id);
      if (type === 'sync.started') this.syncsSince.set(data.sync_id, at);
      else this.syncsSince.delete(data.sync_id);
      // One that an earlier run of the service began was cut off: its time says nothing.
      if (type === 'sync.started' || since === undefined) continue;
      this.syncs.observe(
        { outcome: type === 'sync.completed' ? 'completed' : 'failed' },
        (at - since) / 1000,
      );
    }
  }

  private placed({ kind }: PlacementOutcome): void {
    this.placements.inc({ outcome: kind });
    this.refusedInARow = kind === 'refused' ? this.refusedInARow + 1 : 0;
  }

  private committed({ inbox }: CommitBatch, ms: number): void {
    this.commits.observe(ms / 1000);
    const now = this.now();
    for (const { outcome, receivedAt } of inbox) {
      this.webhooks.inc({ outcome });
      this.inboxLag.observe(Math.max(0, now - receivedAt) / 1000);
    }
  }

  private gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }
}

type Method<T, K extends keyof T> = T[K] extends (...args: never[]) => unknown ? T[K] : never;

/** `target` with one method wrapped; everything else is its own. */
function around<T extends object, K extends keyof T>(
  target: T,
  name: K,
  wrap: (inner: Method<T, K>, ...args: Parameters<Method<T, K>>) => ReturnType<Method<T, K>>,
): T {
  return new Proxy(target, {
    get(object, property) {
      const value: unknown = Reflect.get(object, property, object);
      if (typeof value !== 'function') return value;
      const bound = value.bind(object) as Method<T, K>;
      return property === name ? (...args: Parameters<Method<T, K>>) => wrap(bound, ...args) : bound;
    },
  });
}
