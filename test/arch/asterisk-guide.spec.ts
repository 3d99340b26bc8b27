import { describe, expect, it } from '@jest/globals';
import { PHONE_SYSTEM_PROBLEMS } from '@ringside/contracts';
import { readFileSync } from 'node:fs';
import { readSettings, settingsHelp } from '../../apps/api/src/config/env.js';

/**
 * What the guide tells people to put into their Asterisk is what the engine of test/asterisk runs with: its specs follow the
 * guide. Whoever changes `[ringside]` in one place is told here, without an Asterisk.
 */
const guide = readFileSync('docs/guides/asterisk.md', 'utf8');
const lab = readFileSync('test/asterisk/lab/etc/extensions.conf', 'utf8');

/** The guide's blocks of a configuration file, which each begin with its name. */
function blocks(file: string): string {
  return [...guide.matchAll(/```ini\n; (\S+)\n([\s\S]*?)```/g)]
    .filter(([, name]) => name === file)
    .map(([, , text = '']) => text)
    .join('\n');
}

/** The lines of one section, without comments, written as Asterisk reads them. */
function section(text: string, name: string): string[] {
  const lines = text.split('\n').map((line) => line.replace(/^\s*;.*$/, '').trim());
  const at = lines.indexOf(`[${name}]`);
  if (at === -1) return [];
  const end = lines.findIndex((line, i) => i > at && line.startsWith('['));
  return lines.slice(at + 1, end === -1 ? undefined : end).filter((line) => line !== '');
}

describe('the guide to Asterisk', () => {
  it('has the dialplan that the live specs run with', () => {
    const [ours, theirs] = [section(blocks('extensions.conf'), 'ringside'), section(lab, 'ringside')];
    expect(ours.length).toBeGreaterThan(4);
    expect(ours).toEqual(theirs);
  });

  it('has a far end to try with, for numbers with and without +', () => {
    const extensions = section(blocks('extensions.conf'), 'ringside-try').join('\n');
    expect(extensions).toMatch(/^exten => _X\.,1,/m);
    expect(extensions).toMatch(/^exten => _\+X\.,1,/m);
  });

  it('starts with settings that the service takes', () => {
    const [, command = ''] = /```sh\n(PHONE_SYSTEM=.*) npm start\n```/.exec(guide) ?? [];
    const env = Object.fromEntries(
      [...command.matchAll(/([A-Z_]+)=('[^']*'|\S+)/g)].map(([, key = '', value = '']) => [
        key,
        value.replaceAll("'", ''),
      ]),
    );
    const reading = readSettings(env, { cwd: '/', terminal: false });
    expect(reading).toMatchObject({ ok: true, settings: { phoneSystem: { kind: 'asterisk' } } });
    const user = section(blocks('ari.conf'), env['ARI_USER'] ?? '');
    expect(user).toEqual(['type = user', 'read_only = no', `password = ${env['ARI_PASSWORD']}`]);
    expect(section(blocks('http.conf'), 'general')).toContain('bindaddr = 127.0.0.1');
  });

  it('has a line for every setting and every problem', () => {
    const settings = [...settingsHelp().matchAll(/^ {2}(ARI_[A-Z_]+) /gm)].map(([, name = '']) => name);
    expect(settings.length).toBeGreaterThan(6);
    for (const name of settings) expect(guide).toMatch(new RegExp(`^\\|[^|]*\`${name}\`[^|]*\\|`, 'm'));
    for (const code of Object.keys(PHONE_SYSTEM_PROBLEMS)) expect(guide).toContain(`| \`${code}\` |`);
  });
});
