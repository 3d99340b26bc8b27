import type { CallFact, Fact } from '@ringside/contracts';
import type { NewFact, PbxCall } from '@ringside/engine';
import { postgresStore, type PostgresStore } from '@ringside/store';
import { testDatabase } from '@ringside/store/testing';
import {
  HEARD,
  type CallReading,
  type FeedReading,
  type Provider,
  type RecordReading,
  type RecordsPart,
} from '@ringside/telephony';
import { DialerHost } from '../../dialer.host.js';
import { resolveDialerOptions, type FeedTimes } from '../../dialer.options.js';
import type { WebhookAnswer } from '../../webhook-intake.js';
import { webhookTokens } from '../../webhook-token.js';
import { CallsView } from '../calls-view.js';
import { FeedHost, type FeedNews, type OpenFeed } from '../feed-host.js';
import { FeedIntake } from '../feed-intake.js';
import { FeedService } from '../feed.service.js';

export const TENANT = 'tenant-1';

/** A reading with nothing in it but what is said here. */
export function reading(
  uuid: string,
  status: keyof typeof STAGES,
  more: Partial<CallReading> = {},
): CallReading {
  return {
    uuid,
    status,
    heard: STAGES[status],
    dialingAt: null,
    ringingAt: null,
    answeredAt: null,
    endedAt: null,
    phone: null,
    from: null,
    callerName: null,
    direction: null,
    duration: null,
    recording: null,
    ...more,
  };
}
const STAGES = {
  ORIGINATE: HEARD.dialing,
  RING: HEARD.dialing | HEARD.ringing,
  ANSWERED: HEARD.dialing | HEARD.ringing | HEARD.answered,
  HANGUP: HEARD.dialing | HEARD.ended,
};

/** A record as a script has it: `uuid` of a call that was made, answered and ended. */
export function record(uuid: string, more: Partial<CallReading> = {}): RecordReading {
  const at = Date.UTC(2026, 0, 1);
  const times = { dialingAt: at, ringingAt: at + 1000, answeredAt: at + 2000, endedAt: at + 10_000 };
  const call = reading(uuid, 'ANSWERED', { ...times, heard: 15, phone: '100', from: '200', ...more });
  return { kind: 'call', call, raw: JSON.stringify(call) };
}

/** What `records()` gives: parts, an error, or whatever waits for its signal. */
export type Script = (signal: AbortSignal) => AsyncIterable<RecordsPart>;

export function document(...records: readonly RecordReading[]): Script {
  return of(TENANT, records);
}

export function of(tenant: string | null, records: readonly RecordReading[]): Script {
  return async function* () {
    yield { tenant, announced: records.length, records };
  };
}

/** Some of a document, and then this error. */
export function breaksOff(error: Error, ...records: readonly RecordReading[]): Script {
  return async function* () {
    if (records.length > 0) yield { tenant: TENANT, announced: null, records };
    throw error;
  };
}

/** Some of a document, and then nothing more until it is aborted. */
export function hangs(...records: readonly RecordReading[]): Script {
  return async function* (signal) {
    yield { tenant: TENANT, announced: 100, records };
    await new Promise((_resolve, reject) => {
      if (signal.aborted) return reject(new Error('aborted'));
      signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
    });
  };
}

/** The hosts of feeds as they run in a service, on a real database, with a phone system that does what the script says. */
export interface World {
  readonly store: PostgresStore;
  readonly feeds: FeedHost;
  readonly service: FeedService;
  readonly view: CallsView;
  readonly accountId: string;
  readonly feed: OpenFeed;
  /** What the phone system answers next; the last one stays. */
  readonly scripts: Script[];
  readonly facts: NewFact[];
  readonly news: FeedNews[];
  /** How often the store was asked for calls. */
  readonly lookups: number;
  /** Moves the clock. */
  pass(ms: number): void;
  /** A webhook, as JSON of a `FeedReading` without its tenant. */
  send(body: object | string, tenant?: string | null, secret?: string): Promise<WebhookAnswer>;
  /** The calls of the first tenant, as stored. */
  calls(...uuids: readonly string[]): Promise<readonly PbxCall[]>;
  /** Ends the hosts, and starts others on the same database. */
  restart(): Promise<void>;
  end(): Promise<void>;
}

export async function openWorld(times: Partial<FeedTimes> = {}): Promise<World> {
  const { databaseUrl, drop } = await testDatabase();
  let offset = 0;
  const now = (): number => Date.now() + offset;
  const store = postgresStore({ databaseUrl });
  await store.start();
  const { accountId, connection } = await store.directory.setUp({
    apiKey: 'key',
    apiAuth: 'auth',
    connection: { provider: 'scripted', name: 'Scripted' },
  });
  const { id, secret } = connection;
  const scripts: Script[] = [];
  const provider = scriptedProvider(scripts);
  const facts: NewFact[] = [];
  const news: FeedNews[] = [];
  let lookups = 0;
  const feedStore = {
    ...store.feed,
    calls: (...asked: Parameters<PostgresStore['feed']['calls']>) => {
      lookups += 1;
      return store.feed.calls(...asked);
    },
  };

  const launch = async () => {
    const dialer = new DialerHost(
      resolveDialerOptions({
        store: { dialer: store.dialer, feed: feedStore, for: (account) => store.for(account) },
        connections: [{ id, accountId, provider, secret }],
        publicUrl: 'http://ringside.test',
        restartGraceMs: 0,
        feed: { syncEveryMs: null, syncRetryMs: [50, 50], ...times },
        now,
      }),
    );
    const feeds = new FeedHost(dialer);
    const view = new CallsView(dialer, feeds);
    view.onModuleInit();
    feeds.news.subscribe((told) => {
      news.push(told);
      facts.push(...told.facts);
    });
    await dialer.open();
    await feeds.open();
    return { dialer, feeds, view, intake: new FeedIntake(feeds), service: new FeedService(feeds, view) };
  };
  let running = await launch();
  const close = async (): Promise<void> => {
    await running.feeds.close();
    await running.dialer.close();
    running.view.onModuleDestroy();
  };

  return {
    store,
    accountId,
    scripts,
    facts,
    news,
    get lookups() {
      return lookups;
    },
    get feeds() {
      return running.feeds;
    },
    get service() {
      return running.service;
    },
    get view() {
      return running.view;
    },
    get feed() {
      const feed = running.feeds.find(id);
      if (!feed) throw new Error('the feed is not open');
      return feed;
    },
    pass: (ms) => (offset += ms),
    send: (body, tenant = TENANT, token = webhookTokens(secret).of('feed')) =>
      running.intake.receive(
        { kind: 'scripted', connectionId: id, secret: token },
        {
          method: 'POST',
          url: '',
          headers: tenant === null ? {} : { 'tenant-uuid': tenant },
          body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
        },
      ),
    async calls(...uuids) {
      const [tenant] = await store.feed.tenants(id);
      return tenant ? store.feed.calls(tenant.id, uuids) : [];
    },
    async restart() {
      await close();
      running = await launch();
    },
    async end() {
      await close();
      await store.stop();
      await drop();
    },
  };
}

/** Types of facts of calls, and what they are about. */
export function brief(facts: readonly NewFact[]): string[] {
  return facts.map(({ type, data }) => {
    const { reason } = data as Partial<CallFact>;
    return reason ? `${type} ${reason}` : type;
  }) satisfies (Fact['type'] | string)[];
}

function scriptedProvider(scripts: Script[]): Provider {
  return {
    kind: 'scripted',
    label: 'Scripted',
    capabilities: {
      originate: false,
      hangUp: false,
      reconcile: false,
      records: true,
      stream: false,
      detectMachine: false,
      legs: [],
      idempotentForMs: 0,
      reports: [],
    },
    limits: { callsPerSecond: null, maxConcurrent: null },
    originate: () => Promise.resolve({ kind: 'failed', reason: 'calls_not_supported' }),
    feed: {
      read: ({ headers, body }): FeedReading => {
        const tenant = (headers['tenant-uuid'] as string | undefined) ?? null;
        try {
          const said = JSON.parse(Buffer.from(body).toString()) as CallReading | { unknown: string };
          return 'unknown' in said
            ? { kind: 'unknown_status', tenant, uuid: said.unknown, status: 'TRANSFER' }
            : { kind: 'call', tenant, call: said };
        } catch {
          return { kind: 'unreadable', tenant, field: 'body', detail: 'is not JSON' };
        }
      },
      async *records(_since, signal) {
        const script = scripts.length > 1 ? scripts.shift() : scripts[0];
        if (script) yield* script(signal);
      },
    },
    close: () => Promise.resolve(),
  };
}
