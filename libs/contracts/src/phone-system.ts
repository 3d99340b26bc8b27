import type { Resource } from './campaign.js';

/**
 * How a phone system stands. `connected`: its event stream is open. `connecting`, `disconnected`: it is not, and nothing is dialed.
 * A phone system that tells by webhooks has no stream: it is `reachable` or `unreachable` as of the last request to it, and
 * `not_asked` before the first.
 */
export const PHONE_SYSTEM_STATES = [
  'connecting',
  'connected',
  'disconnected',
  'not_asked',
  'reachable',
  'unreachable',
] as const;
export type PhoneSystemState = (typeof PHONE_SYSTEM_STATES)[number];

/** What a phone system can do besides placing calls; the words a console and a program match. */
export const PHONE_SYSTEM_ABILITIES = [
  'hang_up',
  'reconcile',
  'records',
  'detect_machine',
  'bridge',
  'listen',
  'play',
  'whisper',
  'barge',
  'hold',
  'mute',
  'dtmf',
  'record',
] as const;
export type PhoneSystemAbility = (typeof PHONE_SYSTEM_ABILITIES)[number];

/** Why a phone system is not connected, or what is wrong with how it is set up. */
export const PHONE_SYSTEM_PROBLEMS = {
  unreachable: 'it does not answer',
  unauthorized: 'it refuses the user or the password',
  read_only: 'the user may only read',
  taken_over: 'another program took over the event stream',
  broken: 'the event stream broke',
  incompatible: 'it does not speak as it should',
  unknown_endpoint: 'it has no such endpoint',
  dialplan: 'its dialplan lacks something',
} as const;
export type PhoneSystemProblem = keyof typeof PHONE_SYSTEM_PROBLEMS;

/** `GET /v1/phone-systems`: one configured phone system, as it stands now. */
export interface PhoneSystemResource extends Resource {
  /** The connection's id. */
  readonly id: string;
  /** For people: `Asterisk at 127.0.0.1:8088`. */
  readonly name: string;
  /** The kind of provider: `asterisk`, `call-api`, `pbx`. */
  readonly provider: string;
  readonly mock: boolean;
  /** Whether campaigns are dialed through it. */
  readonly dials: boolean;
  readonly state: PhoneSystemState;
  /** Since when it stands so, RFC 3339. */
  readonly since: string;
  /** What it says it is, once it was connected: `Asterisk`, `22.10.1`. */
  readonly engine: { readonly name: string; readonly version: string } | null;
  /** Calls of campaigns in flight on it, and those of them that are answered. */
  readonly calls_in_flight: number;
  readonly calls_up: number;
  /** Requests for new calls a second, over the last 10 s. */
  readonly calls_per_second: number;
  /** Most it takes; null: it says nothing of a limit. */
  readonly calls_per_second_limit: number | null;
  readonly max_concurrent: number | null;
  readonly abilities: readonly PhoneSystemAbility[];
  /** The last thing that went wrong with it; stays after it was mended. */
  readonly last_error: PhoneSystemNotice | null;
  /** What is wrong with how it is set up, as of the last connection. */
  readonly warnings: readonly PhoneSystemNotice[];
}
export interface PhoneSystemNotice {
  readonly code: PhoneSystemProblem;
  /** One sentence: what is wrong, and what to do. */
  readonly detail: string;
  /** RFC 3339. */
  readonly at: string;
}

export type PhoneSystemView = Omit<PhoneSystemResource, 'uri' | 'actions' | 'resources'>;

/** All phone systems of the account; whole every time. */
export interface PhoneSystemsSnapshot {
  /** RFC 3339, server time. */
  readonly at: string;
  readonly phone_systems: readonly PhoneSystemView[];
}
