import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';

/** The program as it is run; `npm test` builds it first. */
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
let children: ChildProcess[] = [];

beforeAll(() => {
  if (!existsSync(MAIN)) throw new Error('not built: run tsc -b apps/pbx-mock first');
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children = [];
});

interface Running {
  readonly child: ChildProcess;
  readonly url: string;
}

const run = (...args: string[]): ChildProcess => {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('PBX_MOCK_')),
  );
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: 'pipe', env });
  children.push(child);
  return child;
};
const start = async (...args: string[]): Promise<Running> => {
  const child = run('--port', '0', ...args);
  const [line] = (await once(child.stdout ?? child, 'data')) as [Buffer];
  return { child, url: /http:\/\/\S+/.exec(line.toString())?.[0] ?? '' };
};
const wordsOf = async (child: ChildProcess): Promise<{ code: unknown; words: string }> => {
  let words = '';
  child.stderr?.on('data', (chunk: Buffer) => (words += chunk.toString()));
  const [code] = (await once(child, 'close')) as [unknown];
  return { code, words };
};

describe('the program', () => {
  it('says where it is, works, and ends when told to', async () => {
    const { child, url } = await start('--http-429', '100');
    const response = await fetch(`${url}/call`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ phone: '13018040009', webhookURL: 'http://127.0.0.1:1/' }),
    });
    expect(response.status).toBe(429);
    child.kill('SIGTERM');
    expect((await once(child, 'exit'))[0]).toBe(0);
  });

  it('ends when its parent is gone, if asked to', async () => {
    const { child } = await start('--exit-with-parent');
    child.stdin?.end();
    expect((await once(child, 'exit'))[0]).toBe(0);
  });

  it('says in one line that its port is taken', async () => {
    const { url } = await start();
    const { port } = new URL(url);
    expect(await wordsOf(run('--port', port))).toEqual({
      code: 1,
      words: `pbx-mock: 127.0.0.1:${port} is taken; choose another port with --port\n`,
    });
  });

  it('says in one line what is wrong with its flags', async () => {
    expect(await wordsOf(run('--lost', '101', '--nothing'))).toEqual({
      code: 2,
      words: 'pbx-mock: --nothing: unknown; --lost: must be 0..100 (--help lists the settings)\n',
    });
  });
});
