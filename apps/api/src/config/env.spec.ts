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
      callApiUrl: null,
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
      callApiUrl: null,
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

/** Order of the table; problems that concern two keys come last. */
const keyOrder = [
  'PORT',
  'HOST',
  'DATA_DIR',
  'DATABASE_URL',
  'PUBLIC_URL',
  'CALL_API_URL',
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
