import { describe, expect, it } from '@jest/globals';
import { readSettings, settingsHelp, type Settings } from './env.js';

const around = { cwd: '/srv/ringside', terminal: false };

function read(env: Record<string, string>): Settings {
  const result = readSettings(env, around);
  if (!result.ok) throw new Error(result.problems.join('; '));
  return result.settings;
}
function problems(env: Record<string, string>): string[] {
  const result = readSettings(env, around);
  return result.ok ? [] : result.problems;
}

describe('settings', () => {
  it('need nothing', () => {
    expect(read({})).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      dataDir: '/srv/ringside/.ringside',
      databaseUrl: null,
      publicUrl: null,
      phoneSystem: { kind: 'mock' },
      pbxUrl: null,
      pbxSyncEveryMs: 300_000,
      pbxRingDeadlineMs: 120_000,
      pbxTalkDeadlineMs: 3_600_000,
      mockPbxRate: 6,
      credentials: null,
      allowHosts: ['127.0.0.0/8', '::1/128'],
      minPhoneDigits: 7,
      restartGraceMs: 15_000,
      logLevel: 'info',
      logFormat: 'json',
      maxLines: null,
    });
  });

  it('are quiet and readable in a terminal', () => {
    const result = readSettings({}, { ...around, terminal: true });
    expect(result).toMatchObject({ ok: true, settings: { logLevel: 'warn', logFormat: 'pretty' } });
  });

  it('take an empty or blank variable as not set', () => {
    expect(read({ PORT: '', CALL_API_URL: '  ', API_KEY: '', API_AUTH: '' })).toMatchObject({
      port: 3000,
      phoneSystem: { kind: 'mock' },
      credentials: null,
    });
  });

  it('name every bad key at once', () => {
    const found = problems({
      PORT: 'http',
      PUBLIC_URL: 'example.com',
      DATABASE_URL: 'mysql://x/y',
      MAX_LINES: '0',
      MIN_PHONE_DIGITS: '3.5',
      PBX_URL: 'pbx.example:3030',
      PBX_SYNC_EVERY: '-1',
      PBX_RING_DEADLINE: '0',
      MOCK_PBX_RATE: 'many',
      LOG_FORMAT: 'xml',
      ALLOW_HOSTS: '10.0.0.0/99',
      API_KEY: 'key',
    });
    expect(found.map((problem) => problem.split(' ')[0])).toEqual(
      [
        'PUBLIC_URL',
        'DATABASE_URL',
        'API_AUTH',
        'PBX_URL',
        'PBX_SYNC_EVERY',
        'PBX_RING_DEADLINE',
        'MOCK_PBX_RATE',
        'PORT',
        'MAX_LINES',
        'MIN_PHONE_DIGITS',
        'LOG_FORMAT',
        'ALLOW_HOSTS',
      ].sort((a, b) => keyOrder.indexOf(a) - keyOrder.indexOf(b)),
    );
  });

  it('never repeat a value, which may be a secret', () => {
    expect(problems({ API_KEY: 'sneaky: secret', API_AUTH: 'short' }).join(' ')).not.toMatch(
      /sneaky|short\b/,
    );
  });

  it.each(['10.0.0.0/8', 'pbx.internal', 'pbx.internal:8088', '::1/128', '[::1]:80', '192.168.0.7'])(
    'allow %s to be reached',
    (entry) => {
      expect(read({ ALLOW_HOSTS: entry }).allowHosts).toEqual([entry]);
    },
  );

  it('name the origins of other web pages', () => {
    expect(read({ CORS_ORIGINS: 'https://a.example/, http://localhost:4200' }).corsOrigins).toEqual([
      'https://a.example',
      'http://localhost:4200',
    ]);
    expect(read({ CORS_ORIGINS: '*' }).corsOrigins).toEqual(['*']);
    for (const bad of ['a.example', 'https://a.example/path', 'ftp://a.example', 'null', 'https://a,'])
      expect(problems({ CORS_ORIGINS: bad })).toEqual([
        expect.stringMatching(/^CORS_ORIGINS must be origins/),
      ]);
  });

  it('limit requests generously, or not at all', () => {
    expect(read({}).rateLimit).toBe(30_000);
    expect(read({ RATE_LIMIT: '0' }).rateLimit).toBeNull();
  });

  it('keep delivered messages for some days, or for ever', () => {
    expect(read({}).messageDays).toBe(30);
    expect(read({ MESSAGE_DAYS: '0' }).messageDays).toBe(0);
    expect(problems({ MESSAGE_DAYS: '1.5' })).toEqual([expect.stringMatching(/^MESSAGE_DAYS must be/)]);
  });

  it('cut the slash from PUBLIC_URL', () => {
    expect(read({ PUBLIC_URL: 'https://dial.example.com/' }).publicUrl).toBe('https://dial.example.com');
  });

  it('sync a PBX only by hand when asked every 0 seconds', () => {
    expect(read({ PBX_SYNC_EVERY: '0' }).pbxSyncEveryMs).toBeNull();
    expect(read({ PBX_SYNC_EVERY: '0.5' }).pbxSyncEveryMs).toBe(500);
  });

  it('are all in the help', () => {
    for (const key of keyOrder) expect(settingsHelp()).toContain(`  ${key}`);
  });
});

describe('the phone system', () => {
  const asterisk = {
    PHONE_SYSTEM: 'asterisk',
    ARI_USER: 'ringside',
    ARI_PASSWORD: 'a: long one',
    ARI_ENDPOINT: 'PJSIP/{number}@trunk',
  };

  it('is the mock, or the call API whose address is given', () => {
    expect(read({}).phoneSystem).toEqual({ kind: 'mock' });
    const url = 'http://127.0.0.1:4830';
    expect(read({ CALL_API_URL: url }).phoneSystem).toEqual({ kind: 'call-api', url });
    expect(read({ CALL_API_URL: url, PHONE_SYSTEM: 'call-api' }).phoneSystem).toEqual({
      kind: 'call-api',
      url,
    });
    expect(read({ PHONE_SYSTEM: 'Mock' }).phoneSystem).toEqual({ kind: 'mock' });
  });

  it('is an Asterisk, with defaults for what can have one', () => {
    expect(read(asterisk).phoneSystem).toEqual({
      kind: 'asterisk',
      url: 'http://127.0.0.1:8088',
      user: 'ringside',
      password: 'a: long one',
      app: 'ringside',
      endpoint: 'PJSIP/{number}@trunk',
      callerId: null,
      callsPerSecond: null,
      message: null,
    });
  });

  it('is an Asterisk, with all that can be said of it', () => {
    const more = {
      ARI_URL: 'https://pbx.example:8089/asterisk/',
      ARI_APP: 'ringside-2',
      ARI_CALLER_ID: '"Ringside" <+12025550100>',
      ARI_CALLS_PER_SECOND: '2.5',
      ARI_MESSAGE: 'sound:hello-world',
    };
    expect(read({ ...asterisk, ...more }).phoneSystem).toMatchObject({
      url: 'https://pbx.example:8089/asterisk',
      app: 'ringside-2',
      callerId: '"Ringside" <+12025550100>',
      callsPerSecond: 2.5,
      message: 'sound:hello-world',
    });
  });

  it.each([
    'PJSIP/{number}@trunk',
    'PJSIP/trunk/sip:{number}@pbx.example',
    'Local/{number}@ringside-try',
    'DAHDI/g1/{number}',
  ])('dials %s', (ARI_ENDPOINT) =>
    expect(read({ ...asterisk, ARI_ENDPOINT }).phoneSystem).toMatchObject({ endpoint: ARI_ENDPOINT }),
  );

  it.each([
    ['ARI_ENDPOINT', 'PJSIP/trunk'],
    ['ARI_ENDPOINT', 'PJSIP/{number}@{number}'],
    ['ARI_ENDPOINT', '{number}'],
    ['ARI_ENDPOINT', 'PJSIP/{number} @trunk'],
    ['ARI_ENDPOINT', 'PJSIP/{number}@{trunk}'],
    ['ARI_URL', 'ws://127.0.0.1:8088'],
    ['ARI_URL', 'http://ringside:password@127.0.0.1:8088'],
    ['ARI_URL', 'http://127.0.0.1:8088/?api_key=x'],
    ['ARI_USER', 'with:colon'],
    ['ARI_APP', 'ring side'],
    ['ARI_APP', 'a,b'],
    ['ARI_APP', '-a'],
    ['ARI_CALLER_ID', 'a\r\nb'],
    ['ARI_CALLS_PER_SECOND', '0'],
    ['ARI_MESSAGE', 'hello-world'],
  ])('with %s=%j is refused, by that name and in one line', (key, value) => {
    const found = problems({ ...asterisk, [key]: value });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(new RegExp(`^${key} must `));
    expect(found[0]).not.toContain('\n');
  });

  it.each([
    [{ PHONE_SYSTEM: 'asterisk' }, ['ARI_USER', 'ARI_PASSWORD', 'ARI_ENDPOINT']],
    [{ ...asterisk, ARI_PASSWORD: '' }, ['ARI_PASSWORD']],
    [{ ...asterisk, PHONE_SYSTEM: '' }, ['PHONE_SYSTEM']],
    [{ ARI_URL: 'http://127.0.0.1:8088' }, ['PHONE_SYSTEM']],
    [{ ...asterisk, CALL_API_URL: 'http://127.0.0.1:4830' }, ['CALL_API_URL']],
    [
      { PHONE_SYSTEM: 'mock', CALL_API_URL: 'http://127.0.0.1:4830', ARI_APP: 'x' },
      ['CALL_API_URL', 'ARI_APP'],
    ],
    [{ PHONE_SYSTEM: 'call-api' }, ['CALL_API_URL']],
    [{ ...asterisk, PHONE_SYSTEM: 'freeswitch' }, ['PHONE_SYSTEM']],
  ])('that %j describe is refused, by name', (env, keys) => {
    expect(problems(env).map((problem) => problem.split(' ')[0])).toEqual(keys);
  });

  it('keeps its password to itself', () => {
    const found = problems({ ...asterisk, ARI_PASSWORD: 'hidden\u0007', ARI_USER: 'a:b' }).join(' ');
    expect(found).not.toMatch(/hidden|a:b/);
  });
});

/** Order of the table; problems that concern two keys come last. */
const keyOrder = [
  'PORT',
  'HOST',
  'DATA_DIR',
  'DATABASE_URL',
  'PUBLIC_URL',
  'PHONE_SYSTEM',
  'CALL_API_URL',
  'ARI_URL',
  'ARI_USER',
  'ARI_PASSWORD',
  'ARI_ENDPOINT',
  'ARI_APP',
  'ARI_CALLER_ID',
  'ARI_CALLS_PER_SECOND',
  'ARI_MESSAGE',
  'PBX_URL',
  'PBX_SYNC_EVERY',
  'PBX_RING_DEADLINE',
  'PBX_TALK_DEADLINE',
  'API_KEY',
  'ALLOW_HOSTS',
  'MIN_PHONE_DIGITS',
  'MAX_LINES',
  'MAX_CALLS_PER_SECOND',
  'MAX_CALLS_PER_DAY',
  'RESTART_GRACE',
  'MOCK_PORT',
  'MOCK_SPEED',
  'MOCK_PBX_RATE',
  'LOG_LEVEL',
  'LOG_FORMAT',
  'API_AUTH',
];
