import type { CallState, PhoneSystemAbility, PhoneSystemProblem } from '@ringside/contracts';

/**
 * The port every phone system is reached through. A *provider* is a kind of phone system (`call-api`,
 * `asterisk`, `twilio`, `pbx`); a *connection* is one configured instance of it.
 *
 * What a provider must do is in prose beside each member, and as tests in `@ringside/telephony/conformance`.
 */
export interface Provider {
  /** The kind, as it stands in webhook addresses and in the database: `call-api`. */
  readonly kind: string;
  /** For people: `Call API at 127.0.0.1:4830`. */
  readonly label: string;
  readonly capabilities: Capabilities;
  readonly limits: Limits;

  /**
   * Asks for one call, once. It never retries and never throws for anything the phone system or the
   * network does: every ending is a {@link PlacementOutcome}. The difference between `refused` (surely
   * not placed, may be asked again) and `unknown` (may have been placed, must not) is the most important
   * thing a provider knows. `signal` aborts after the campaign's `reply_timeout`: that is `unknown` too,
   * unless surely nothing had been written yet.
   */
  originate(request: OriginateRequest, signal: AbortSignal): Promise<PlacementOutcome>;

  /** Ends a call that was placed. Present exactly when `capabilities.hangUp`. Idempotent: a call that is gone is `gone`. */
  hangUp?(call: PlacedCall, signal: AbortSignal): Promise<HangUpOutcome>;

  /**
   * What the phone system knows of these calls now; asked before a deadline closes one, and after a
   * restart or a lost stream. Present exactly when `capabilities.reconcile`. A call it has no trace of is
   * left out of the answer, unless that itself is the answer: `gone`.
   */
  reconcile?(calls: readonly PlacedCall[], signal: AbortSignal): Promise<readonly CallKnowledge[]>;

  /** What can be done with calls that are up: legs. Each member present exactly when `capabilities.legs` names it. */
  readonly legs?: LegControl;

  /** Calls that the phone system makes by itself (a PBX). Present exactly when `capabilities.records`. */
  readonly feed?: CallFeed;

  /** How webhooks of this kind are trusted and read. Absent when the phone system sends none. */
  readonly webhook?: WebhookReader;

  /**
   * Opens the phone system's event stream and yields until it ends or `signal` aborts. Present exactly
   * when `capabilities.stream`. First comes `open`: from there on nothing is missed. When the stream cannot be opened, or
   * breaks, it throws a {@link StreamError}; the host connects again with backoff and reconciles what was in flight, so
   * that a gap loses nothing. While no stream is open `originate` answers `refused`: a call nobody can follow is not made.
   */
  stream?(signal: AbortSignal): AsyncIterable<StreamEvent>;

  /** Releases sockets and timers. The provider is not used afterwards. */
  close(): Promise<void>;
}

export interface Capabilities {
  /** False: it makes calls of its own only; `originate` answers `failed`. */
  readonly originate: boolean;
  readonly hangUp: boolean;
  readonly reconcile: boolean;
  readonly records: boolean;
  readonly stream: boolean;
  /** It can tell an answering machine from a person, when `originate` asks for it. */
  readonly detectMachine: boolean;
  /** What it can do with calls that are up. */
  readonly legs: readonly LegAbility[];
  /**
   * How long the phone system refuses to place the same call id twice, milliseconds after the first
   * request: 0 = not idempotent (a lost reply is never retried), Infinity = for ever.
   */
  readonly idempotentForMs: number;
  /** States it can report; a state left out is never waited for. */
  readonly reports: readonly CallState[];
}

export interface Limits {
  /** Most new calls a second it takes; null = it imposes none. Ringside paces itself below it. */
  readonly callsPerSecond: number | null;
  /** Most calls at once; null = it imposes none. */
  readonly maxConcurrent: number | null;
}

export interface OriginateRequest {
  /** Our own id, made before anything is asked; the provider passes it on wherever it can. */
  readonly callId: string;
  /** Digits, with `+` if known to be international. Already checked; never an emergency number. */
  readonly to: string;
  readonly from: string | null;
  /** Where statuses of this call are to be sent, with its token: absolute. */
  readonly webhookUrl: string;
  readonly ringTimeoutMs: number;
  /** Whether to find out if a machine answers; only where `capabilities.detectMachine`. */
  readonly detectMachine: boolean;
}

/** How a request to place a call ended; DECISIONS D8 is the table. */
export type PlacementOutcome =
  /** Surely taken. */
  | { readonly kind: 'accepted'; readonly providerCallId: string | null }
  /** Surely not placed, and never will be: bad number, 4xx, an error in a 200. `reason` is the phone system's own words. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** Surely not placed, now: 429, 503, connection refused, name or TLS failure before the request was written. */
  | { readonly kind: 'refused'; readonly reason: string; readonly retryAfterMs: number | null }
  /** It may have been placed: timeout, reset, 408, 5xx, a reply that cannot be read. */
  | { readonly kind: 'unknown'; readonly reason: string };

export interface PlacedCall {
  readonly callId: string;
  readonly providerCallId: string | null;
}

/** How acting on a call ended. `gone`: the call, or one of the calls, is over. */
export type LegOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'failed'; readonly reason: string };
export type HangUpOutcome = LegOutcome;

/** `whisper`, `barge`, `hold`, `mute`, `dtmf` and `record` are names that are kept free: no member has them yet. */
export type LegAbility = Exclude<PhoneSystemAbility, 'hang_up' | 'reconcile' | 'records' | 'detect_machine'>;

/**
 * Acting on legs. A *leg* is one party's connection to the phone system: the call to a contact, the phone of a caller, the
 * phone of somebody who listens. Each was placed by `originate` and is answered. Ids of bridges and of listenings are ours.
 * Everything may be asked twice; nothing throws for what the phone system or the network does.
 */
export interface LegControl {
  /**
   * Puts these legs together, so that each hears all the others; legs that are in it already stay. One that ends leaves it.
   * A leg can be in one bridge. `gone` when one of them is over: then the others are not bridged with it.
   */
  bridge?(bridgeId: string, legs: readonly PlacedCall[], signal: AbortSignal): Promise<LegOutcome>;
  /** Takes the bridge apart; its legs stay up, alone. `gone`: there is no such bridge. */
  unbridge?(bridgeId: string, signal: AbortSignal): Promise<LegOutcome>;
  /** From now on `listener` hears both directions of `heard`, and is heard by nobody. Ends with either leg. */
  listen?(
    listeningId: string,
    heard: PlacedCall,
    listener: PlacedCall,
    signal: AbortSignal,
  ): Promise<LegOutcome>;
  /** `gone`: there is no such listening. */
  stopListening?(listeningId: string, signal: AbortSignal): Promise<LegOutcome>;
  /**
   * Plays to this leg, and resolves when it was heard to its end. `media` is in the phone system's words (`sound:hello-world`).
   * Aborting stops the sound: that is `failed`. `gone`: the leg ended first.
   */
  play?(leg: PlacedCall, media: string, signal: AbortSignal): Promise<LegOutcome>;
}

/** A status of one call, in our words, from whatever the phone system sent. */
export interface CallSignal {
  /** Never `placing` or `unknown`: a signal says what has happened. */
  readonly state: Exclude<CallState, 'placing' | 'unknown' | 'abandoned'>;
  /** The phone system's own time, epoch milliseconds, if it gave one. */
  readonly at: number | null;
  readonly providerCallId: string | null;
  readonly reason: string | null;
  readonly answeredBy: 'human' | 'machine' | null;
  /** The network says that this number wants no such calls: SIP 607 (unwanted), 608 (rejected). */
  readonly doNotCall?: true;
}

export interface CallReport {
  readonly callId: string;
  readonly signal: CallSignal;
}

/**
 * What a phone system answers when it is asked after a call. `gone`: it surely does not have the call any more, and cannot tell
 * how it ended; not to be said of a call whose placement may still be on its way.
 */
export type CallKnowledge = CallReport | { readonly callId: string; readonly gone: true };

/** What an event stream tells. */
export type StreamEvent =
  /** It is open now. `engine`: what the phone system says it is. */
  | {
      readonly kind: 'open';
      readonly engine: { readonly name: string; readonly version: string } | null;
      /** What is wrong with how it is set up; calls may be made all the same. */
      readonly warnings: readonly StreamWarning[];
    }
  | { readonly kind: 'report'; readonly report: CallReport }
  /** Something turned out to be wrong with how it is set up. */
  | { readonly kind: 'warning'; readonly warning: StreamWarning };

/** `detail`: one sentence, what is wrong and what to do. */
export interface StreamWarning {
  readonly code: PhoneSystemProblem;
  readonly detail: string;
}

/** The event stream cannot be opened, or broke. The message is one sentence: what is wrong, and what to do. */
export class StreamError extends Error {
  override readonly name = 'StreamError';
  constructor(
    /** After `taken_over` another program has our calls' events: going on would be guessing, the process must stop. */
    readonly code: PhoneSystemProblem,
    detail: string,
  ) {
    super(detail);
  }
}

/**
 * What a phone system tells of calls that it makes by itself, twice: by webhook while they happen, and by its own records
 * (CDRs) when it is asked. Both are read into the same {@link CallReading}.
 */
export interface CallFeed {
  /** Reads one webhook that is already trusted. It never throws. */
  read(webhook: RawWebhook): FeedReading;

  /**
   * Its records since a time (null: all), as they arrive, in memory that does not grow with their number. A phone system that
   * cannot select gives them all, every time. One bad record is a reading like any other; an answer that is bad as a whole
   * throws a {@link RecordsError}, however much was given before: what was given is then not to be used.
   */
  records(since: Date | null, signal: AbortSignal): AsyncIterable<RecordsPart>;
}

/** Some of the records of one answer. */
export interface RecordsPart {
  /** Whose records these are: the same in every part of an answer. Null: the phone system did not say. */
  readonly tenant: string | null;
  /** How many it announced; null as long as it has not said. */
  readonly announced: number | null;
  readonly records: readonly RecordReading[];
}

export type RecordReading =
  | { readonly kind: 'call'; readonly call: CallReading; readonly raw: string }
  | { readonly kind: 'unreadable'; readonly field: string; readonly detail: string; readonly raw: string };

export type FeedReading =
  | { readonly kind: 'call'; readonly tenant: string | null; readonly call: CallReading }
  /** Well formed, of a call, but with an event we do not know: stored, answered 2xx, changes nothing. */
  | {
      readonly kind: 'unknown_status';
      readonly tenant: string | null;
      readonly uuid: string;
      readonly status: string;
    }
  | {
      readonly kind: 'unreadable';
      readonly tenant: string | null;
      readonly field: string;
      readonly detail: string;
    };

/** What one webhook or record says of a call; null is "it does not say". Times are epoch milliseconds. */
export interface CallReading {
  /** The phone system's id of the call, 1 to 200 characters. */
  readonly uuid: string;
  /** The event or record in the phone system's word: `RING`. */
  readonly status: string;
  /** Stages that it says were reached, see {@link HEARD}; several at once in a record. */
  readonly heard: number;
  readonly dialingAt: number | null;
  readonly ringingAt: number | null;
  readonly answeredAt: number | null;
  readonly endedAt: number | null;
  /** The number called and the number that called, character by character as given. */
  readonly phone: string | null;
  readonly from: string | null;
  readonly callerName: string | null;
  /** In lower case. */
  readonly direction: string | null;
  /** As given, and only when it says the end: before that it means nothing. */
  readonly duration: string | null;
  readonly recording: string | null;
}

/** Bits of `heard`: what was said to have happened to a call, in whatever order it was said. */
export const HEARD = { dialing: 1, ringing: 2, answered: 4, ended: 8 } as const;

/** Records could not be had as a whole. `code` is a `SyncProblem` of the contracts. */
export class RecordsError extends Error {
  override readonly name = 'RecordsError';
  constructor(
    readonly code: 'unreachable' | 'timeout' | 'http_status' | 'not_json' | 'incomplete' | 'too_large',
    detail: string,
  ) {
    super(detail);
  }
}

/** A webhook as it came: nothing parsed, nothing trusted. */
export interface RawWebhook {
  readonly method: string;
  /** The address as the phone system called it, built from PUBLIC_URL. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Uint8Array;
}

export interface WebhookReader {
  /**
   * `token`: the address carries an HMAC of the call id, which the host checks; nothing else vouches for it.
   * `signature`: `verify` checks the raw bytes as well, in constant time, before anything is parsed.
   */
  readonly trust: 'token' | 'signature';
  verify?(webhook: RawWebhook): boolean;
  /** Reads a webhook that is already trusted. It never throws. */
  read(webhook: RawWebhook): WebhookReading;
}

export type WebhookReading =
  | { readonly kind: 'signal'; readonly signal: CallSignal }
  /** Well formed, but a status we do not know: stored, answered 2xx, changes nothing. */
  | { readonly kind: 'unknown_status'; readonly status: string }
  /** Not what this phone system sends: answered 400. */
  | { readonly kind: 'unreadable'; readonly field: string; readonly detail: string };
