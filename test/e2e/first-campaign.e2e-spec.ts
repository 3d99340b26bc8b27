import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { startApi, until, type Api } from './harness.js';
import { freePort } from './service-process.js';

// docs/guides/first-campaign.md, followed command by command in one shell, against the real service and its mock.

const guide = readFileSync(new URL('../../docs/guides/first-campaign.md', import.meta.url), 'utf8');
const blocks = [...guide.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block);
const program = /```js\n([\s\S]*?)```/.exec(guide)?.[1] ?? '';
/** The few of curl's options that the guide uses: a bare machine need not have curl. */
const CURL = `#!/usr/bin/env node
import { readFileSync } from 'node:fs';
const headers = {}; let method, body, url;
const given = process.argv.slice(2);
for (let i = 0; i < given.length; i++) {
  const option = given[i];
  if (option === '-s') continue;
  else if (option === '-u') headers.authorization = 'Basic ' + Buffer.from(given[++i]).toString('base64');
  else if (option === '-H') { const [name, ...rest] = given[++i].split(': '); headers[name.toLowerCase()] = rest.join(': '); }
  else if (option === '-X') method = given[++i];
  else if (option === '-d') body = given[++i];
  else if (option === '--data-binary' && given[++i] === '@-') body = readFileSync(0);
  else if (option.startsWith('-')) throw new Error('curl here has no ' + option);
  else url = option;
}
if (body === undefined && headers['content-type'] && method === undefined) delete headers['content-type'];
fetch('http://' + url, { method: method ?? (body === undefined ? 'GET' : 'POST'), headers, body })
  .then((answer) => answer.text()).then((text) => process.stdout.write(text + '\\n'));
`;

let api: Api;
let receiverPort: number;
/** Inside the project, so that packages are found as in the clone. */
const folder = resolve('.build', `first-campaign-${process.pid}`);
let output = '';
const shell = (() => {
  let running: ReturnType<typeof spawn> | null = null;
  let marks = 0;
  return {
    open(): void {
      running = spawn('bash', [], {
        cwd: folder,
        env: { ...process.env, PATH: `${folder}:${process.env['PATH'] ?? ''}` },
        detached: true,
      });
      for (const stream of [running.stdout, running.stderr])
        stream?.on('data', (chunk) => (output += String(chunk)));
    },
    /** Runs one block and answers what it printed. */
    async run(block: string): Promise<string> {
      const before = output.length;
      const mark = `--- done ${++marks} ---`;
      running?.stdin?.write(`${block}\necho '${mark}'\n`);
      await until(
        () => output,
        (text) => text.includes(mark),
      );
      return output.slice(before).replace(mark, '').trim();
    },
    /** Ends the shell and what it left in the background. */
    close(): void {
      if (running?.pid !== undefined) process.kill(-running.pid, 'SIGTERM');
    },
  };
})();

beforeAll(async () => {
  receiverPort = await freePort();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'curl'), CURL, { mode: 0o755 });
  api = await startApi({ mock: { seed: 3, behaviour: { people: 'answer', speed: 8 } } });
  writeFileSync(join(folder, 'receiver.mjs'), here(program));
  shell.open();
});
afterAll(async () => {
  shell.close();
  await api.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The guide's addresses and credentials as they are in this test. */
function here(text: string): string {
  return text
    .replaceAll('localhost:3000', new URL(api.url).host)
    .replaceAll('8080', String(receiverPort))
    .replaceAll('demo:demo-secret', `${api.credentials.apiKey}:${api.credentials.apiAuth}`);
}

describe('the guide to a first campaign', () => {
  it('works as it says, command by command', async () => {
    const [
      start = '',
      who = '',
      look = '',
      listen = '',
      call = '',
      follow = '',
      pause = '',
      messages = '',
      key = '',
    ] = blocks;
    expect(blocks).toHaveLength(9);
    expect(start).toBe('API_KEY=demo API_AUTH=demo-secret npm start\n');
    await shell.run(here(who));
    expect(await shell.run(here(look))).toContain('/v1/campaigns');
    await shell.run(here(listen));
    await until(
      () => output,
      (text) => text.includes('listening'),
    );
    await shell.run(here(call));
    expect(await shell.run(here(follow))).toContain('+1 212 555 0103');
    const answers = (await shell.run(here(pause))).split('\n').filter((line) => !line.startsWith('/calls/'));
    expect(answers).toEqual(['paused', '2', 'running']);
    await until(
      () => output.split(' call.completed').length - 1,
      (heard) => heard === 7,
    );
    expect(output).not.toContain('refused');
    expect(Number(await shell.run(here(messages)))).toBeGreaterThanOrEqual(20);
    expect((await shell.run(here(key))).split('\n').at(-1)).toBe('forbidden');
  });
});
