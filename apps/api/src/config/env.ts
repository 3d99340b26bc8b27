import { resolve } from 'node:path';
import { DEFAULT_MIN_PHONE_DIGITS } from '@ringside/contracts';
import {
  BadSetting,
  allowEntry,
  base,
  brake,
  callerId,
  choice,
  endpoint,
  media,
  number,
  origin,
  password,
  secret,
  url,
  word,
} from './parsers.js';
import { PHONE_SYSTEMS, phoneSystemProblems, phoneSystemSettings } from './phone-system.js';
import type { PhoneSystemSettings } from './phone-system.js';

/** Everything that can be set from outside, as the service uses it. Times are milliseconds. */
export interface Settings {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  /** Null: the embedded PostgreSQL in `dataDir`. */
  readonly databaseUrl: string | null;
  /** Null: the address the service listens on. No slash at the end. */
  readonly publicUrl: string | null;
  /** What campaigns are dialed through. */
  readonly phoneSystem: PhoneSystemSettings;
  /** A phone system whose own calls are followed; null: the bundled mock's, or none where the mock is not dialed through. */
  readonly pbxUrl: string | null;
  /** Between two fetches of its records; null: only by hand. */
  readonly pbxSyncEveryMs: number | null;
  /** A call of it that nothing is heard of for so long is closed: one that rings, and one that was answered. */
  readonly pbxRingDeadlineMs: number;
  readonly pbxTalkDeadlineMs: number;
  readonly credentials: { readonly apiKey: string; readonly apiAuth: string } | null;
  readonly allowHosts: readonly string[];
  readonly minPhoneDigits: number;
  readonly restartGraceMs: number;
  readonly mockPort: number;
  /** How many times faster than people the mock's people are. */
  readonly mockSpeed: number;
  /** Calls a minute that the mock makes by itself. */
  readonly mockPbxRate: number;
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
  readonly maxLines: number | null;
  readonly maxCallsPerSecond: number | null;
  readonly maxCallsPerDay: number | null;
  /** Most requests a minute of one key or session; null: no limit. */
  readonly rateLimit: number | null;
  /** Days that messages to developers are kept after they were delivered; 0: for ever. */
  readonly messageDays: number;
  /** Origins whose pages may use the API with a key; `*` for all. */
  readonly corsOrigins: readonly string[];
}

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export const LOG_FORMATS = ['pretty', 'json'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** What differs by where the service runs. */
export interface Surroundings {
  readonly cwd: string;
  /** Whether somebody watches: then the log is quiet and readable, otherwise complete and JSON. */
  readonly terminal: boolean;
}

interface Setting<T> {
  /** Shown by --help. */
  readonly help: string;
  /** How --help names the default. */
  readonly shown: string;
  /** `text` is trimmed and not empty; null: not set. */
  readonly read: (text: string | null, around: Surroundings) => T;
}

const LOOPBACK = ['127.0.0.0/8', '::1/128'];

/** The one table: reading, defaults and `--help` come from it. */
const TABLE = {
  PORT: {
    help: 'port the service listens on',
    shown: '3000',
    read: number({ min: 0, max: 65_535, whole: true, fallback: 3000 }),
  },
  HOST: {
    help: 'address it listens on; 0.0.0.0 for every network',
    shown: '127.0.0.1',
    read: (text) => text ?? '127.0.0.1',
  },
  DATA_DIR: {
    help: 'folder of the embedded database',
    shown: './.ringside',
    read: (text, { cwd }) => resolve(cwd, text ?? '.ringside'),
  },
  DATABASE_URL: {
    help: 'a PostgreSQL of your own, instead of the embedded one',
    shown: 'embedded',
    read: url(['postgres:', 'postgresql:']),
  },
  PUBLIC_URL: {
    help: 'where browsers and phone systems reach the service',
    shown: 'http://HOST:PORT',
    read: url(['http:', 'https:']),
  },
  PHONE_SYSTEM: {
    help: `what is dialed through: ${PHONE_SYSTEMS.join(', ')}`,
    shown: 'mock, or call-api with CALL_API_URL',
    read: (text) => choice(PHONE_SYSTEMS, text),
  },
  CALL_API_URL: {
    help: 'call-api: its base address, or ending in /call',
    shown: 'none',
    read: url(['http:', 'https:']),
  },
  ARI_URL: {
    help: 'asterisk: address of its HTTP server',
    shown: 'http://127.0.0.1:8088',
    read: (text) => base(['http:', 'https:'])(text) ?? 'http://127.0.0.1:8088',
  },
  ARI_USER: {
    help: 'asterisk: user of its ari.conf',
    shown: 'none',
    read: secret(1),
  },
  ARI_PASSWORD: {
    help: 'asterisk: the password of that user',
    shown: 'none',
    read: password,
  },
  ARI_ENDPOINT: {
    help: 'asterisk: how a number is dialed, such as PJSIP/{number}@trunk',
    shown: 'none',
    read: endpoint,
  },
  ARI_APP: {
    help: 'asterisk: name of our application in it; no two programs may share one',
    shown: 'ringside',
    read: (text) => word(text) ?? 'ringside',
  },
  ARI_CALLER_ID: {
    help: 'asterisk: caller ID of the calls, such as "Ringside" <+12025550100>',
    shown: 'its own',
    read: callerId,
  },
  ARI_CALLS_PER_SECOND: {
    help: 'asterisk: most new calls a second that it, or its carrier, takes',
    shown: 'no limit',
    read: (text) => (text === null ? null : number({ min: 0.1, max: 1000, fallback: 0 })(text)),
  },
  ARI_MESSAGE: {
    help: 'asterisk: played to whoever answers, then the call ends: sound:hello-world',
    shown: 'none: the line stays open',
    read: media,
  },
  PBX_URL: {
    help: 'a PBX whose own calls are shown and synced: its base address',
    shown: 'the bundled mock where it is dialed through, else none',
    read: url(['http:', 'https:']),
  },
  PBX_SYNC_EVERY: {
    help: 'seconds between two fetches of its records; 0: only by hand',
    shown: '300',
    read: number({ min: 0, max: 86_400, fallback: 300 }),
  },
  PBX_RING_DEADLINE: {
    help: 'seconds until its call that rings, and is not heard of, is closed',
    shown: '120',
    read: number({ min: 1, max: 86_400, fallback: 120 }),
  },
  PBX_TALK_DEADLINE: {
    help: 'the same for its call that was answered',
    shown: '3600',
    read: number({ min: 1, max: 864_000, fallback: 3600 }),
  },
  API_KEY: {
    help: 'API key of the first account; with API_AUTH or not at all',
    shown: 'generated',
    read: secret(3),
  },
  API_AUTH: {
    help: 'its secret',
    shown: 'generated',
    read: secret(8),
  },
  ALLOW_HOSTS: {
    help: 'non-public addresses that may be reached: hosts, host:ports, CIDR blocks, by comma',
    shown: `${LOOPBACK.join(',')} (loopback, for development)`,
    read: (text) => (text === null ? LOOPBACK : text.split(',').map((entry) => allowEntry(entry.trim()))),
  },
  MIN_PHONE_DIGITS: {
    help: 'fewest digits of a number; lower it for extensions of a PBX',
    shown: String(DEFAULT_MIN_PHONE_DIGITS),
    read: number({ min: 1, max: 15, whole: true, fallback: DEFAULT_MIN_PHONE_DIGITS }),
  },
  MAX_LINES: {
    help: 'brake of the first account: most calls at once',
    shown: 'none',
    read: brake(100_000),
  },
  MAX_CALLS_PER_SECOND: {
    help: 'brake of the first account: most new calls a second',
    shown: 'none',
    read: brake(100_000),
  },
  MAX_CALLS_PER_DAY: {
    help: 'brake of the first account: most calls a day',
    shown: 'none',
    read: brake(1_000_000_000),
  },
  RATE_LIMIT: {
    help: 'most requests a minute of one API key or one session; 0: no limit',
    shown: '30000',
    read: number({ min: 0, max: 10_000_000, whole: true, fallback: 30_000 }),
  },
  MESSAGE_DAYS: {
    help: 'days that webhook messages are kept after they were delivered; 0: for ever',
    shown: '30',
    read: number({ min: 0, max: 36_500, whole: true, fallback: 30 }),
  },
  CORS_ORIGINS: {
    help: 'origins whose web pages may use the API with a key, by comma; * for all',
    shown: 'none',
    read: (text) => (text === null ? [] : text.split(',').map((entry) => origin(entry.trim()))),
  },
  RESTART_GRACE: {
    help: 'seconds after a start before any deadline passes',
    shown: '15',
    read: number({ min: 0, max: 600, fallback: 15 }),
  },
  MOCK_PORT: {
    help: 'port of the bundled mock phone system; a free one when it is taken',
    shown: '3030',
    read: number({ min: 0, max: 65_535, whole: true, fallback: 3030 }),
  },
  MOCK_SPEED: {
    help: 'how many times faster than real the mock people are',
    shown: '1',
    read: number({ min: 0.01, max: 1000, fallback: 1 }),
  },
  MOCK_PBX_RATE: {
    help: 'calls a minute that the mock makes by itself, as a PBX does; 0: none',
    shown: '6',
    read: number({ min: 0, max: 6000, fallback: 6 }),
  },
  LOG_LEVEL: {
    help: LOG_LEVELS.join(', '),
    shown: 'warn in a terminal, else info',
    read: (text, { terminal }) => choice(LOG_LEVELS, text) ?? (terminal ? 'warn' : 'info'),
  },
  LOG_FORMAT: {
    help: LOG_FORMATS.join(' or '),
    shown: 'pretty in a terminal, else json',
    read: (text, { terminal }) => choice(LOG_FORMATS, text) ?? (terminal ? 'pretty' : 'json'),
  },
} satisfies Record<string, Setting<unknown>>;

type Key = keyof typeof TABLE;
type Values = { [K in Key]: ReturnType<(typeof TABLE)[K]['read']> };

/** Reads the environment: the settings, or everything that is wrong with it, each in a sentence naming its key. */
export function readSettings(
  env: Readonly<Record<string, string | undefined>>,
  around: Surroundings,
): { readonly ok: true; readonly settings: Settings } | { readonly ok: false; readonly problems: string[] } {
  const problems: string[] = [];
  const values: Partial<Record<Key, unknown>> = {};
  for (const key of Object.keys(TABLE) as Key[]) {
    const text = env[key]?.trim();
    try {
      values[key] = TABLE[key].read(text === undefined || text === '' ? null : text, around);
    } catch (error) {
      if (!(error instanceof BadSetting)) throw error;
      problems.push(`${key} ${error.message}`);
    }
  }
  const set = (key: Key): boolean => (env[key]?.trim() ?? '') !== '';
  if (set('API_KEY') !== set('API_AUTH')) {
    const [there, missing] = set('API_KEY') ? ['API_KEY', 'API_AUTH'] : ['API_AUTH', 'API_KEY'];
    problems.push(`${missing} must be set because ${there} is`);
  }
  problems.push(...phoneSystemProblems(values as Values, set));
  return problems.length > 0 ? { ok: false, problems } : { ok: true, settings: toSettings(values as Values) };
}

/** The settings of this process: the only reader of `process.env`. */
export function readProcessSettings(): ReturnType<typeof readSettings> {
  return readSettings(process.env, { cwd: process.cwd(), terminal: process.stdout.isTTY === true });
}

/** The text of `--help`. */
export function settingsHelp(): string {
  const rows = Object.entries<Setting<unknown>>(TABLE);
  const width = Math.max(...rows.map(([key]) => key.length));
  const lines = rows.map(([key, { help, shown }]) => `  ${key.padEnd(width)}  ${help} [${shown}]`);
  return [
    'Ringside dials lists of phone numbers and shows every call live.',
    '',
    'Settings are environment variables:',
    '',
    ...lines,
    '',
    'Example: PORT=8080 CALL_API_URL=http://127.0.0.1:4830 npm start',
    '',
    'Locked out? npm start -- --sign-in-link prints a link that signs one browser in, whether the service runs or not.',
    '',
  ].join('\n');
}

function toSettings(values: Values): Settings {
  return {
    port: values.PORT,
    host: values.HOST,
    dataDir: values.DATA_DIR,
    databaseUrl: values.DATABASE_URL,
    publicUrl: values.PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    phoneSystem: phoneSystemSettings(values),
    pbxUrl: values.PBX_URL,
    pbxSyncEveryMs: values.PBX_SYNC_EVERY === 0 ? null : values.PBX_SYNC_EVERY * 1000,
    pbxRingDeadlineMs: values.PBX_RING_DEADLINE * 1000,
    pbxTalkDeadlineMs: values.PBX_TALK_DEADLINE * 1000,
    credentials:
      values.API_KEY !== null && values.API_AUTH !== null
        ? { apiKey: values.API_KEY, apiAuth: values.API_AUTH }
        : null,
    allowHosts: values.ALLOW_HOSTS,
    minPhoneDigits: values.MIN_PHONE_DIGITS,
    restartGraceMs: values.RESTART_GRACE * 1000,
    mockPort: values.MOCK_PORT,
    mockSpeed: values.MOCK_SPEED,
    mockPbxRate: values.MOCK_PBX_RATE,
    logLevel: values.LOG_LEVEL,
    logFormat: values.LOG_FORMAT,
    maxLines: values.MAX_LINES,
    maxCallsPerSecond: values.MAX_CALLS_PER_SECOND,
    maxCallsPerDay: values.MAX_CALLS_PER_DAY,
    rateLimit: values.RATE_LIMIT === 0 ? null : values.RATE_LIMIT,
    messageDays: values.MESSAGE_DAYS,
    corsOrigins: values.CORS_ORIGINS,
  };
}
