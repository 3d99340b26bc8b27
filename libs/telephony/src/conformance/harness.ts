import type {
  CallSignal,
  Capabilities,
  PlacedCall,
  Provider,
  RawWebhook,
  WebhookReader,
} from '../provider.js';
import type { Following } from './following.js';

/** A state that a phone system can report. */
export type ReportedState = CallSignal['state'];

/** What the suite must know of a provider before it runs, and how to start one. */
export interface ProviderHarness {
  /** What the provider says it can do; tests of optional members stand and fall with it. */
  readonly capabilities: Capabilities;
  /** How its webhooks are trusted; null: it has none. */
  readonly webhooks: WebhookReader['trust'] | null;
  /** False when calls are not asked for by HTTP, or HTTP statuses have another meaning there than in DECISIONS D8. */
  readonly plainHttp?: boolean;
  /**
   * Longest time, in milliseconds, for anything to come about; 2,000 when left out. A real phone system needs more; then Jest's
   * timeout must be well above it, too.
   */
  readonly patienceMs?: number;
  /** What can be played there, in the phone system's words. Needed for `play`. */
  readonly media?: SampleMedia;
  /** Starts a fake phone system and a provider that talks to it; called for every test. */
  start(): Promise<Rig>;
}

export interface SampleMedia {
  /** Heard to its end within the patience of the harness. */
  readonly short: string;
  /** Goes on long enough to be looked at: several seconds. */
  readonly long: string;
  /** There is no such thing. */
  readonly missing: string;
}

/** A provider and the fake phone system behind it. The suite opens the event stream, before it places calls. */
export interface Rig {
  readonly provider: Provider;
  readonly system: FakePhoneSystem;
  /** Present when the provider reads webhooks. */
  readonly webhooks?: WebhookSamples;
  /** Present when the phone system makes calls of its own. */
  readonly feed?: FeedSamples;
  /** After `provider.close()`: closes what the harness had opened for it, like a shared HTTP client. */
  release?(): Promise<void>;
}

/** The rig of the running test, and the stream that was opened for it: null where there is none. */
export interface RunningRig extends Rig {
  readonly stream: Following | null;
}

/** Hands the rig of the running test to its checks. */
export type CurrentRig = () => RunningRig;

/** How the fake answers requests to place a call. */
export type Behaviour =
  /** `afterMs`: how long the answer takes. `early`: statuses sent as webhooks, and answered, before it. */
  | { readonly kind: 'accept'; readonly afterMs?: number; readonly early?: readonly ReportedState[] }
  /** For good, with its own words: an error in a 200, a 4xx. */
  | { readonly kind: 'fail'; readonly reason: string }
  /** For now. */
  | { readonly kind: 'refuse'; readonly retryAfterSeconds: number | null }
  /** Takes the request and never answers. */
  | { readonly kind: 'hang' }
  /** Takes the request and resets the connection. */
  | { readonly kind: 'reset' }
  /** Begins to answer that it took the call, and resets the connection. */
  | { readonly kind: 'reset_in_answer' }
  /** Answers with success and nonsense. */
  | { readonly kind: 'garbage' }
  /** Answers with this HTTP status and an empty body. */
  | { readonly kind: 'status'; readonly status: number };

/** A request to place a call, as the phone system saw it; null: not a part of it. */
export interface SeenRequest {
  readonly to: string;
  readonly from: string | null;
  readonly callId: string | null;
  readonly webhookUrl: string | null;
}

type Awaitable<T> = T | Promise<T>;

/**
 * The phone system that the harness controls: made of real sockets, or a real one that tells what it has. What is asked of it here
 * is answered from the phone system's own view, never from the provider's requests; the suite asks until it holds.
 */
export interface FakePhoneSystem {
  /** From now on; `accept` until told otherwise. */
  answer(behaviour: Behaviour): void;
  /** Whole requests to place a call that reached it, in order. */
  readonly asked: readonly SeenRequest[];
  /** Calls it made; fewer than asked for when some were not accepted, or were asked for twice. */
  readonly placed: number;
  /** Connections that are open now, event streams included. */
  connections(): number;
  /** Stops listening: connections are refused, and those that are open break. */
  goDown(): Promise<void>;
  close(): Promise<void>;

  /**
   * The far end, or the network, brings the call into this state, by way of others where it must. A call that is answered stays up
   * until it is told otherwise. `canceled`: it is ended from our side before it was answered. Needed for `hangUp`, `reconcile`, `stream` and legs.
   */
  move?(call: PlacedCall, state: ReportedState): Awaitable<void>;
  /** The call is answered by one of these, as far as can be heard. Needed for `detectMachine`. */
  answerBy?(call: PlacedCall, by: 'human' | 'machine'): Awaitable<void>;
  /** Whether it ended this call because it was told to. Needed for `hangUp`. */
  wasHungUp?(call: PlacedCall): Awaitable<boolean>;
  /** Event streams that are open and will be told what happens. Needed for `stream`. */
  streams?(): Awaitable<number>;
  /** Breaks the event streams from its side; they can be opened again. Needed for `stream`. */
  dropStreams?(): Awaitable<void>;
  /**
   * Sets of calls, by `callId`, that hear each other now. One who only listens is in no set with whom they hear. Needed for
   * `bridge` and `listen`.
   */
  bridges?(): Awaitable<readonly (readonly string[])[]>;
  /** Calls, by `callId`, that this one hears now by listening. Needed for `listen`. */
  hears?(listener: PlacedCall): Awaitable<readonly string[]>;
  /** Media that are being played to this call now. Needed for `play`. */
  playing?(call: PlacedCall): Awaitable<readonly string[]>;
  /** From now on: how it answers when it is asked for its records. Needed for `records`. */
  answerRecords?(answer: RecordsAnswer): void;
}

/** Webhooks as the phone system sends them, signed where it signs. */
export interface WebhookSamples {
  status(state: ReportedState): RawWebhook;
  /** Well formed, with a status that nobody knows. */
  unknown(status: string): RawWebhook;
}

/** How the fake answers when it is asked for its records. */
export type RecordsAnswer =
  /** With this status (200 when left out), whole. */
  | {
      readonly kind: 'answer';
      readonly status?: number;
      readonly body: string;
      readonly tenant: string | null;
    }
  /** Sends this much and resets the connection. */
  | { readonly kind: 'cut'; readonly body: string }
  /** Takes the request and never answers. */
  | { readonly kind: 'hang' };

/** A call that the phone system made by itself. Numbers are digits; times are epoch milliseconds, null: it did not come to that. */
export interface SampleCall {
  readonly uuid: string;
  readonly phone: string | null;
  readonly from: string | null;
  readonly dialingAt: number | null;
  readonly ringingAt: number | null;
  readonly answeredAt: number | null;
  readonly endedAt: number | null;
}

/** What is not known may be null, or left out. */
export type Absent = 'null' | 'left out';

/** Calls as the phone system tells of them. */
export interface FeedSamples {
  /** Its record of a call that is over, as text. */
  record(call: SampleCall, absent: Absent): string;
  /** The same call by webhook, when it ended. */
  webhook(call: SampleCall, absent: Absent, tenant: string | null): RawWebhook;
  /** A webhook that is well formed, with an event that nobody knows. */
  unknown(status: string): RawWebhook;
  /** A record that is well formed and says nothing that can be used. */
  readonly bad: string;
  /** The whole answer around its records. */
  document(records: readonly string[]): string;
}
