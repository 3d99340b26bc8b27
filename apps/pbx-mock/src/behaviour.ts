import { CALL_STATUSES, type CallStatus, PEOPLE, type People } from './people.js';

/**
 * How the phone system behaves, faults included. Every field can be set from the command line, from the
 * environment, by `POST /mock/faults`, and for a single request in its query.
 */
export interface Behaviour {
  readonly people: People;
  readonly speed: number;
  readonly statuses: readonly CallStatus[];
  readonly wait: boolean;
  readonly early: number;
  readonly late: number;
  readonly lateMs: number;
  readonly doubled: number;
  readonly reordered: number;
  readonly lost: number;
  readonly never: number;
  readonly machines: number;
  readonly error: number;
  readonly http429: number;
  readonly http503: number;
  readonly http500: number;
  readonly retryAfter: number;
  readonly replyLost: number;
  readonly replySlow: number;
  readonly replySlowMs: number;
  readonly garbled: number;
  readonly restartAfter: number;
  readonly refuseAfter: number;
  readonly refuseMs: number;
  readonly cdrBatch: number;
  readonly pbxCalls: number;
  readonly pbxRate: number;
  readonly neverHangup: number;
  readonly lostRecords: number;
  readonly unknown: Unknown;
  readonly oddDates: number;
  readonly badRecords: number;
  readonly badWebhooks: number;
  readonly noTenant: number;
  readonly cdrSlow: number;
  readonly cdrSlowMs: number;
  readonly cdr500: number;
  readonly cdrHtml: number;
  readonly cdrBroken: number;
  readonly cdrHalf: number;
}

/** What a CDR has in place of what is not known: a null, or nothing. */
const UNKNOWNS = ['null', 'omit'] as const;
export type Unknown = (typeof UNKNOWNS)[number];

/** One setting: its name on the wire, what it takes, and what it does. */
export interface Setting<T> {
  /** snake_case: `reply_lost`; the flag is `--reply-lost`, the variable `PBX_MOCK_REPLY_LOST`. */
  readonly wire: string;
  /** What a value looks like, for `--help` and error messages. */
  readonly takes: string;
  readonly normal: T;
  readonly does: string;
  /** The value, or null when the text is not one. */
  readonly read: (text: string) => T | null;
}

const numberIn =
  (min: number, max: number, whole: boolean) =>
  (text: string): number | null => {
    const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
    return value >= min && value <= max && (!whole || Number.isInteger(value)) ? value : null;
  };
const number = (
  wire: string,
  takes: string,
  normal: number,
  does: string,
  read: (text: string) => number | null,
): Setting<number> => ({ wire, takes, normal, does, read });
const percent = (wire: string, does: string, normal = 0) =>
  number(wire, '0..100', normal, does, numberIn(0, 100, false));
const count = (wire: string, normal: number, does: string) =>
  number(wire, '0..1000000', normal, does, numberIn(0, 1_000_000, true));
const ms = (wire: string, normal: number, does: string) =>
  number(wire, 'milliseconds', normal, does, numberIn(0, 3_600_000, false));
const every = (wire: string, does: string) =>
  number(wire, 'calls', 0, does, numberIn(0, 1_000_000_000, true));

const oneOf =
  <T extends string>(values: readonly T[]) =>
  (text: string): T | null =>
    values.find((value) => value === text) ?? null;
const readStatuses = (text: string): readonly CallStatus[] | null => {
  const chosen = text.split(',').map((part) => oneOf(CALL_STATUSES)(part.trim()));
  return chosen.every((status) => status !== null) ? chosen : null;
};
const readBoolean = (text: string): boolean | null =>
  text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : null;

export const SETTINGS: { readonly [K in keyof Behaviour]: Setting<Behaviour[K]> } = {
  people: {
    wire: 'people',
    takes: PEOPLE.join('|'),
    normal: 'mixed',
    does: 'who is at the far end',
    read: oneOf(PEOPLE),
  },
  speed: number(
    'speed',
    'number > 0',
    1,
    'divides the times of people, and late_ms',
    numberIn(0.001, 100_000, false),
  ),
  statuses: {
    wire: 'statuses',
    takes: 'list of ' + CALL_STATUSES.join(','),
    normal: CALL_STATUSES,
    does: 'which statuses are reported at all',
    read: readStatuses,
  },
  wait: {
    wire: 'wait',
    takes: 'true|false',
    normal: true,
    does: 'a call goes on only after its last status was answered',
    read: readBoolean,
  },
  early: percent('early', 'of calls: the first status comes before the reply'),
  late: percent('late', 'of statuses: come up to late_ms later'),
  lateMs: ms('late_ms', 5000, 'the latest a late status comes'),
  doubled: percent('doubled', 'of statuses: sent twice'),
  reordered: percent('reordered', 'of statuses: sent after the next one'),
  lost: percent('lost', 'of statuses: not sent'),
  never: percent('never', 'of calls: never complete'),
  machines: percent('machines', 'of those who answer: a machine does, for who asks to find out', 20),
  error: percent('error', 'of requests: 200 with an error, not placed'),
  http429: percent('http_429', 'of requests: 429 with Retry-After, not placed'),
  http503: percent('http_503', 'of requests: 503 with Retry-After, not placed'),
  http500: percent('http_500', 'of requests: 500, not placed'),
  retryAfter: number('retry_after', 'seconds', 1, 'the Retry-After of 429 and 503', numberIn(0, 3600, true)),
  replyLost: percent('reply_lost', 'of calls: placed, then the connection breaks without a reply'),
  replySlow: percent('reply_slow', 'of calls: placed, the reply takes reply_slow_ms'),
  replySlowMs: ms('reply_slow_ms', 15_000, 'how long a slow reply takes; not divided by speed'),
  garbled: percent('garbled', 'of calls: placed, the reply is not JSON'),
  restartAfter: every('restart_after', 'restart after so many calls, again and again: ids begin again'),
  refuseAfter: every(
    'refuse_after',
    'refuse connections for refuse_ms after so many requests, again and again',
  ),
  refuseMs: ms('refuse_ms', 2000, 'how long connections are refused; not divided by speed'),
  cdrBatch: count('cdr_batch', 5, 'more records at each GET /get_cdr'),
  pbxCalls: count('pbx_calls', 5, 'calls at each GET /trigger_webhooks'),
  pbxRate: number(
    'pbx_rate',
    'calls a minute',
    0,
    'calls a minute that it makes by itself; not divided by speed',
    numberIn(0, 1_000_000, false),
  ),
  neverHangup: percent('never_hangup', 'of its own calls: the HANGUP is not sent', 20),
  lostRecords: percent('lost_records', 'of its own calls: there is no record of them', 10),
  unknown: {
    wire: 'unknown',
    takes: UNKNOWNS.join('|'),
    normal: 'null',
    does: 'what a CDR has where a field is not known: a null, or no such field',
    read: oneOf(UNKNOWNS),
  },
  oddDates: percent('odd_dates', 'of its own calls: strange but readable times or duration'),
  badRecords: percent('bad_records', 'of records: no uuid, no date, or a number beyond 2^53'),
  badWebhooks: percent('bad_webhooks', 'of webhooks of its own calls: the same'),
  noTenant: percent('no_tenant', 'of these webhooks, and of answers to GET /get_cdr: no tenant header'),
  cdrSlow: percent('cdr_slow', 'of GET /get_cdr: begins late, and stops in the middle for a while'),
  cdrSlowMs: ms('cdr_slow_ms', 15_000, 'how much longer a slow one takes; not divided by speed'),
  cdr500: percent('cdr_500', 'of GET /get_cdr: 500'),
  cdrHtml: percent('cdr_html', 'of GET /get_cdr: 200 with a page of HTML'),
  cdrBroken: percent('cdr_broken', 'of GET /get_cdr: the connection breaks in the middle of the JSON'),
  cdrHalf: percent(
    'cdr_half',
    'of GET /get_cdr: the answer ends in the middle of the JSON, well formed HTTP',
  ),
};

/** Settings that say what the world is; the others are faults, which `POST /mock/faults` replaces as a whole. */
export const WORLD_SETTINGS = [
  ...(['people', 'speed', 'statuses', 'wait', 'cdrBatch', 'pbxCalls', 'pbxRate'] as const),
  ...(['neverHangup', 'lostRecords', 'unknown', 'machines'] as const),
] as const satisfies (keyof Behaviour)[];

export const SETTING_KEYS = Object.keys(SETTINGS) as (keyof Behaviour)[];
const KEY_OF_WIRE = new Map(SETTING_KEYS.map((key) => [SETTINGS[key].wire, key]));

type Draft = { -readonly [K in keyof Behaviour]?: Behaviour[K] };

/** Some settings as they were given, and what was wrong with the others. */
export interface BehaviourReading {
  readonly given: Partial<Behaviour>;
  readonly problems: readonly string[];
}

/** Reads settings by their wire names; every bad one is named. */
export function readBehaviour(entries: Iterable<readonly [string, unknown]>): BehaviourReading {
  const given: Draft = {};
  const problems: string[] = [];
  for (const [wire, value] of entries) {
    const key = KEY_OF_WIRE.get(wire);
    if (key === undefined) problems.push(`${wire}: unknown`);
    else if (!assign(given, key, value)) problems.push(`${wire}: must be ${SETTINGS[key].takes}`);
  }
  return { given, problems };
}

/** Everything as it is when nothing is asked for. */
export function normalBehaviour(): Behaviour {
  return Object.fromEntries(SETTING_KEYS.map((key) => [key, SETTINGS[key].normal])) as unknown as Behaviour;
}

/** The behaviour after `POST /mock/faults`: faults that are not named are off, the world stays unless named. */
export function replaceFaults(current: Behaviour, given: Partial<Behaviour>): Behaviour {
  const world = Object.fromEntries(WORLD_SETTINGS.map((key) => [key, current[key]]));
  return { ...normalBehaviour(), ...world, ...given };
}

/** camelCase -> wire. */
export function behaviourToWire(behaviour: Behaviour): Record<string, unknown> {
  return Object.fromEntries(SETTING_KEYS.map((key) => [SETTINGS[key].wire, behaviour[key]]));
}

function assign<K extends keyof Behaviour>(draft: Draft, key: K, value: unknown): boolean {
  const setting: Setting<Behaviour[K]> = SETTINGS[key];
  const read = setting.read(Array.isArray(value) ? value.join(',') : String(value));
  if (read === null) return false;
  draft[key] = read;
  return true;
}
