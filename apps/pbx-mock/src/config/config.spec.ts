import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { normalBehaviour, readBehaviour, replaceFaults, SETTING_KEYS, SETTINGS } from '../behaviour.js';
import { helpText, readConfig } from './config.js';

describe('config', () => {
  it('is 127.0.0.1:3030, seed 1, no faults, when nothing is said', () => {
    expect(readConfig([], {})).toEqual({
      kind: 'start',
      quiet: false,
      exitWithParent: false,
      options: {
        host: '127.0.0.1',
        port: 3030,
        seed: 1,
        dataDir: null,
        newTenant: false,
        allowAnyWebhook: false,
        logLimit: 100_000,
        webhookUrl: null,
        records: 0,
        behaviour: {},
      },
    });
  });

  it('reads flags and variables, and a flag wins', () => {
    const args =
      '--port 0 --reply-lost=5 --people busy --wait false --exit-with-parent --statuses completed --quiet --records 7';
    const environment = {
      PBX_MOCK_REPLY_LOST: '50',
      PBX_MOCK_HTTP_429: '7',
      PBX_MOCK_NEW_TENANT: '1',
      PBX_MOCK_WEBHOOK_URL: 'http://127.0.0.1:3000/hook',
      PBX_MOCK_CDR_500: '9',
      PORT: '80',
    };
    expect(readConfig(args.split(' '), environment)).toMatchObject({
      kind: 'start',
      quiet: true,
      exitWithParent: true,
      options: {
        port: 0,
        newTenant: true,
        webhookUrl: 'http://127.0.0.1:3000/hook',
        records: 7,
        behaviour: {
          cdr500: 9,
          replyLost: 5,
          http429: 7,
          people: 'busy',
          wait: false,
          statuses: ['completed'],
        },
      },
    });
  });

  it('names everything that is wrong, at once', () => {
    const args =
      '--lost 101 --late -1 --port x --colour red extra --speed --statuses ringing,gone --host= --webhook-url http://8.8.8.8/'.split(
        ' ',
      );
    const environment = { PBX_MOCK_EARLY: 'often', PBX_MOCK_LOSTT: '1', PBX_MOCK_NEW_TENANT: 'perhaps' };
    const reading = readConfig(args, environment);
    if (reading.kind !== 'wrong') throw new Error(`it was ${reading.kind}`);
    expect([...reading.problems].sort()).toEqual([
      '--colour: unknown',
      '--host: needs a value',
      '--late: must be 0..100',
      '--lost: must be 0..100',
      '--port: must be 0..65535',
      '--speed: needs a value',
      '--statuses: must be list of ringing,answered,completed',
      '--webhook-url: must be local: 8.8.8.8 is not a loopback or private address (see --allow-any-webhook)',
      'PBX_MOCK_EARLY: must be 0..100',
      'PBX_MOCK_LOSTT: unknown',
      'PBX_MOCK_NEW_TENANT: must be true or false',
      'extra: unknown',
    ]);
  });

  it('explains every setting in --help and in the README', () => {
    expect(readConfig(['--port', 'x', '--help'], {})).toEqual({ kind: 'help' });
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    for (const key of SETTING_KEYS) {
      expect(helpText()).toContain(`--${SETTINGS[key].wire.replaceAll('_', '-')} `);
      expect(readme).toContain(`\`${SETTINGS[key].wire}\``);
    }
  });
});

describe('behaviour', () => {
  it('names unknown settings and bad values', () => {
    expect(readBehaviour(Object.entries({ lost: 5, late: '101', speed: 0, wait: 'no', gone: 1 }))).toEqual({
      given: { lost: 5 },
      problems: [
        'late: must be 0..100',
        'speed: must be number > 0',
        'wait: must be true|false',
        'gone: unknown',
      ],
    });
  });

  it('replaces faults as a whole and leaves the world alone', () => {
    const world = { people: 'busy', speed: 10, pbxRate: 6, lostRecords: 0 } as const;
    const before = { ...normalBehaviour(), ...world, lost: 50, late: 3, cdr500: 9 };
    expect(replaceFaults(before, { late: 7 })).toEqual({
      ...normalBehaviour(),
      ...world,
      late: 7,
    });
  });
});
