import { parseArgs } from 'node:util';
import { readBehaviour, SETTING_KEYS, SETTINGS } from '../behaviour.js';
import { MEDIA } from '../media.js';
import { DEFAULT_LOG_LIMIT, DEFAULT_PORT, type PbxMockOptions } from '../pbx-mock.js';
import { readWebhookAddress } from '../webhook-address.js';

/** What the command line and the environment ask for, or everything that is wrong with them. */
export type ConfigReading =
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly problems: readonly string[] }
  | {
      readonly kind: 'start';
      readonly options: PbxMockOptions;
      readonly quiet: boolean;
      readonly exitWithParent: boolean;
    };

/** A setting of the program itself; those of its behaviour are in `behaviour.ts`. */
interface Flag {
  readonly takes: string;
  readonly normal: string;
  readonly does: string;
}
const FLAGS = {
  host: { takes: 'address', normal: '127.0.0.1', does: 'where to listen' },
  port: { takes: '0..65535', normal: String(DEFAULT_PORT), does: 'where to listen; 0 = any free port' },
  seed: {
    takes: 'whole number',
    normal: '1',
    does: 'the world: the same seed and numbers give the same calls',
  },
  'data-dir': {
    takes: 'folder',
    normal: '',
    does: 'keeps the tenant there; without it, it is new each time',
  },
  'log-limit': {
    takes: '1..10000000',
    normal: String(DEFAULT_LOG_LIMIT),
    does: 'how many calls the log keeps, about 150 bytes each; and of its own calls, about 1 kB each',
  },
  'webhook-url': { takes: 'address', normal: '', does: 'where webhooks of its own calls go' },
  records: {
    takes: '0..100000000',
    normal: '0',
    does: 'how many call records it begins with; they take no memory',
  },
} as const satisfies Record<string, Flag>;
const SWITCHES = {
  'new-tenant': 'makes a new tenant even if one is kept',
  'allow-any-webhook': 'posts statuses to public addresses too, not only to loopback and private ones',
  quiet: 'does not print how webhooks of its own calls were answered',
  'exit-with-parent': 'ends when its standard input closes',
} as const;
type FlagName = keyof typeof FLAGS;
type SwitchName = keyof typeof SWITCHES;
const FLAG_NAMES = Object.keys(FLAGS) as FlagName[];
const SWITCH_NAMES = Object.keys(SWITCHES) as SwitchName[];

const PREFIX = 'PBX_MOCK_';
const flagOf = (wire: string): string => `--${wire.replaceAll('_', '-')}`;
const variableOf = (wire: string): string => PREFIX + wire.replaceAll('-', '_').toUpperCase();

/** A value and the name under which it was given, for messages. */
interface Given {
  readonly name: string;
  readonly value: string;
}

/** Reads the command line and the environment; a flag wins over its variable. */
export function readConfig(
  args: readonly string[] = process.argv.slice(2),
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ConfigReading {
  const problems: string[] = [];
  const given = new Map<string, Given>();
  readEnvironment(environment, given, problems);
  if (readArguments(args, given, problems)) return { kind: 'help' };

  const text = (name: FlagName): string => given.get(name)?.value ?? FLAGS[name].normal;
  const wrong = (name: FlagName): void => {
    problems.push(`${given.get(name)?.name ?? flagOf(name)}: must be ${FLAGS[name].takes}`);
  };
  const whole = (name: FlagName, min: number, max: number): number => {
    const value = /^\d{1,16}$/.test(text(name)) ? Number(text(name)) : NaN;
    if (!(value >= min && value <= max)) wrong(name);
    return value;
  };
  const on = (name: SwitchName): boolean => {
    const { name: shown = '', value = 'false' } = given.get(name) ?? {};
    if (!['true', '1', 'false', '0'].includes(value)) problems.push(`${shown}: must be true or false`);
    return value === 'true' || value === '1';
  };
  if (text('host') === '') wrong('host');
  const allowAnyWebhook = on('allow-any-webhook');
  const webhookUrl = text('webhook-url') === '' ? null : text('webhook-url');
  const webhook = webhookUrl === null ? null : readWebhookAddress(webhookUrl, allowAnyWebhook);
  if (webhook?.ok === false) problems.push(`${given.get('webhook-url')?.name ?? ''}: ${webhook.problem}`);
  const behaviour = readBehaviour(
    SETTING_KEYS.flatMap((key) => {
      const value = given.get(SETTINGS[key].wire)?.value;
      return value === undefined ? [] : [[SETTINGS[key].wire, value] as const];
    }),
  );
  for (const problem of behaviour.problems) {
    const wire = problem.slice(0, problem.indexOf(':'));
    problems.push((given.get(wire)?.name ?? wire) + problem.slice(wire.length));
  }
  const options: PbxMockOptions = {
    host: text('host'),
    port: whole('port', 0, 65_535),
    seed: whole('seed', 0, Number.MAX_SAFE_INTEGER),
    dataDir: text('data-dir') === '' ? null : text('data-dir'),
    newTenant: on('new-tenant'),
    allowAnyWebhook,
    logLimit: whole('log-limit', 1, 10_000_000),
    webhookUrl,
    records: whole('records', 0, 100_000_000),
    behaviour: behaviour.given,
  };
  const [exitWithParent, quiet] = [on('exit-with-parent'), on('quiet')];
  return problems.length > 0
    ? { kind: 'wrong', problems }
    : { kind: 'start', options, quiet, exitWithParent };
}

/** The text of `--help`. */
export function helpText(): string {
  const line = (flag: string, does: string): string => `  ${flag.padEnd(40)} ${does}`;
  const settings = SETTING_KEYS.map((key) => SETTINGS[key]);
  const normalOf = (normal: unknown): string => (normal === '' ? '' : ` (${String(normal)})`);
  return [
    'pbx-mock: a mock phone system. POST /call {"phone","webhookURL"} -> {"id"}, then statuses to webhookURL.',
    'It also makes calls of its own: GET /trigger_webhooks, then webhooks to --webhook-url; GET /get_cdr.',
    '',
    'Calls can be controlled, beyond the call API: POST /call takes "call_id" and "detect_machine":true, and then',
    '  GET, DELETE /calls/<call_id>   POST /calls/<call_id>/play {"media":"hello"}   GET /calls?ids=<id>,<id>',
    '  POST /bridges/<id> {"calls":["a","b"]}   POST /listenings/<id> {"heard":"a","listener":"c"}   DELETE them',
    `  media: ${Object.keys(MEDIA).join(', ')}, seconds:<n>`,
    '',
    'Usage: pbx-mock [flags]; every flag is also a variable: --reply-lost 5 is PBX_MOCK_REPLY_LOST=5.',
    ...FLAG_NAMES.map((name) =>
      line(`${flagOf(name)} <${FLAGS[name].takes}>`, FLAGS[name].does + normalOf(FLAGS[name].normal)),
    ),
    ...SWITCH_NAMES.map((name) => line(flagOf(name), SWITCHES[name])),
    line('--help', 'this text'),
    '',
    'Its behaviour; also for one request (POST /call?lost=5&early=20, GET /get_cdr?cdr_500=50) and by',
    'POST /mock/faults:',
    ...settings.map(({ wire, takes, does, normal }) =>
      line(`${flagOf(wire)} <${takes.split(' ')[0] === 'list' ? 'list' : takes}>`, does + normalOf(normal)),
    ),
    '',
    'Numbers that end in 555-01D0 to 555-01D9 choose who answers, by their tens digit D:',
    '  0 answers  1 busy  2 never answers  3 hangs up at once  4 talks a minute  5 never ends',
    '  6 not in service (an error)  7 everything at once  8 an answering machine  9 as --people says',
    '',
    "The tester's side: GET /mock lists it.",
  ].join('\n');
}

function readEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  given: Map<string, Given>,
  problems: string[],
): void {
  const names = [...FLAG_NAMES, ...SWITCH_NAMES, ...SETTING_KEYS.map((key) => SETTINGS[key].wire)];
  const nameOf = new Map(names.map((name) => [variableOf(name), name]));
  for (const [variable, value] of Object.entries(environment)) {
    if (value === undefined || !variable.startsWith(PREFIX)) continue;
    const name = nameOf.get(variable);
    if (name === undefined) problems.push(`${variable}: unknown`);
    else if (value !== '') given.set(name, { name: variable, value });
  }
}

/** Reads flags; the result is whether help was asked for. */
function readArguments(args: readonly string[], given: Map<string, Given>, problems: string[]): boolean {
  const nameOf = new Map<string, string>([
    ...FLAG_NAMES.map((name) => [flagOf(name), name] as const),
    ...SETTING_KEYS.map((key) => [flagOf(SETTINGS[key].wire), SETTINGS[key].wire] as const),
  ]);
  const { tokens } = parseArgs({
    args: [...args],
    options: {
      ...Object.fromEntries([...nameOf.keys()].map((flag) => [flag.slice(2), { type: 'string' as const }])),
      ...Object.fromEntries(SWITCH_NAMES.map((name) => [name, { type: 'boolean' as const }])),
      help: { type: 'boolean', short: 'h' },
    },
    strict: false,
    tokens: true,
  });
  let afterUnknown = false;
  for (const token of tokens) {
    const skip = afterUnknown;
    afterUnknown = false;
    if (token.kind === 'positional') {
      if (!skip) problems.push(`${token.value}: unknown`);
    } else if (token.kind === 'option') {
      const { rawName, name, value } = token;
      const known = nameOf.get(rawName);
      if (name === 'help') return true;
      if (SWITCH_NAMES.some((other) => other === name))
        given.set(name, { name: rawName, value: value ?? 'true' });
      else if (known === undefined) {
        problems.push(`${rawName}: unknown`);
        afterUnknown = value === undefined;
      } else if (value === undefined || value === '') problems.push(`${rawName}: needs a value`);
      else if (token.inlineValue === false && value.startsWith('--')) {
        // It took the next flag for its value.
        problems.push(`${rawName}: needs a value`);
        return readArguments(args.slice(token.index + 1), given, problems);
      } else given.set(known, { name: rawName, value });
    }
  }
  return false;
}
