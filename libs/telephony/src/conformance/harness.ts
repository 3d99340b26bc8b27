import type {
  CallSignal,
  Capabilities,
  PlacedCall,
  Provider,
  RawWebhook,
  WebhookReader,
} from '../provider.js';

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
  /** Starts a fake phone system and a provider that talks to it; called for every test. */
  start(): Promise<Rig>;
}

/** A provider and the fake phone system behind it. */
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

/** Hands the rig of the running test to its checks. */
export type CurrentRig = () => Rig;

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

/** The phone system that the harness controls. It is made of real sockets. */
export interface FakePhoneSystem {
  /** From now on; `accept` until told otherwise. */
  answer(behaviour: Behaviour): void;
  /** Whole requests to place a call that reached it, in order. */
  readonly asked: readonly SeenRequest[];
  /** Calls it made; fewer than asked for when some were not accepted, or were asked for twice. */
  readonly placed: number;
  /** Connections that are open now, event streams included. */
  connections(): number;
  /** Stops listening: connections are refused. */
  goDown(): Promise<void>;
  close(): Promise<void>;

  /**
   * The call gets into this state: what `reconcile` can ask for, and what the event stream tells. Needed for
   * `hangUp`, `reconcile` and `stream`.
   */
  move?(call: PlacedCall, state: ReportedState): void;
  /** Whether it was told to end this call. Needed for `hangUp`. */
  wasHungUp?(call: PlacedCall): boolean;
  /** Event streams that are open and will be told what happens. Needed for `stream`. */
  streams?(): number;
  /** Breaks the event streams from its side. Needed for `stream`. */
  dropStreams?(): void;
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
