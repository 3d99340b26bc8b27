import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { until } from './harness.js';
import { freePort, pause } from './service-process.js';

/** The service as a process of its own, as `npm start` runs it, with its embedded database and its mock. */

const MAIN = resolve(import.meta.dirname, '../../apps/api/dist/main.js');
const children: ChildProcess[] = [];
const folders: string[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }
});
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

interface Ran {
  readonly child: ChildProcess;
  out: string;
  err: string;
  readonly code: Promise<number | null>;
}
function run(env: Readonly<Record<string, string>>, args: readonly string[] = []): Ran {
  const { PATH = '', HOME = '', TMPDIR = '' } = process.env;
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: {
      PATH,
      HOME,
      ...(TMPDIR === '' ? {} : { TMPDIR }),
      PORT: '0',
      MOCK_PORT: '0',
      MOCK_SPEED: '50',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const ran: Ran = {
    child,
    out: '',
    err: '',
    code: once(child, 'exit').then(([code]: unknown[]) => code as number | null),
  };
  child.stdout?.on('data', (chunk: Buffer) => (ran.out += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (ran.err += chunk.toString()));
  return ran;
}
async function ready(ran: Ran): Promise<URL> {
  await until(
    () => ({ out: ran.out, err: ran.err, ended: ran.child.exitCode }),
    ({ out, ended }) => out.includes('is ready: ') || ended !== null,
  );
  return new URL(/is ready: (\S+)/.exec(ran.out)?.[1] ?? `failed:${ran.err}`);
}
async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'ringside-start-'));
  folders.push(dir);
  return dir;
}

describe('a start', () => {
  it('says one link, the key once, and that no real phone rings; ends in time and starts again', async () => {
    const env = { DATA_DIR: join(await folder(), 'data') };
    const first = run(env);
    const link = await ready(first);
    expect(link.pathname).toBe('/sign-in');
    expect(first.out).toMatch(/API key (\S+) with secret (\S+) \(shown once\)/);
    expect(first.out).toMatch(/mock.*no real phone rings/);
    const [, key = '', secret = ''] = /API key (\S+) with secret (\S+)/.exec(first.out) ?? [];
    const headers = { 'x-api-key': key, 'x-api-auth': secret };
    const { items } = (await (await fetch(new URL('/v1/campaigns', link), { headers })).json()) as {
      items: { name: string; total: number; state: string; lines: number }[];
    };
    expect(items).toMatchObject([{ name: 'Sample numbers', total: 24, state: 'idle', lines: 3 }]);

    const began = performance.now();
    first.child.kill('SIGTERM');
    expect(await first.code).toBe(0);
    expect(performance.now() - began).toBeLessThan(10_000);

    const second = run(env);
    const again = await ready(second);
    expect(second.out).not.toContain('API key');
    expect(again.search).not.toBe(link.search);
    expect((await fetch(new URL('/v1', again), { headers })).status).toBe(200);
    expect(first.err + second.err).not.toContain(secret);
  });

  it('says the whole address to set in a PBX, once, and the same at the next start', async () => {
    const env = {
      DATA_DIR: join(await folder(), 'data'),
      PBX_URL: 'http://127.0.0.1:9',
      PUBLIC_URL: 'https://dial.example.com',
    };
    const told: string[] = [];
    for (let i = 0; i < 2; i++) {
      const ran = run(env);
      await ready(ran);
      const [, address = ''] =
        /^PBX at 127\.0\.0\.1:9: set (\S+) as its webhook address$/m.exec(ran.out) ?? [];
      expect(address).toMatch(/^https:\/\/dial\.example\.com\/webhooks\/pbx\/[0-9a-f-]{36}\/[\w-]{22}$/);
      expect(ran.err).not.toContain(address.split('/').at(-1));
      told.push(address);
      ran.child.kill('SIGTERM');
      expect(await ran.code).toBe(0);
    }
    expect(told[0]).toBe(told[1]);
  });

  it('shows the bundled mock making calls of its own', async () => {
    const ran = run({
      DATA_DIR: join(await folder(), 'data'),
      MOCK_PBX_RATE: '600',
      API_KEY: 'mock-key',
      API_AUTH: 'mock-secret',
    });
    const link = await ready(ran);
    const headers = { 'x-api-key': 'mock-key', 'x-api-auth': 'mock-secret' };
    await until(
      async () =>
        (await (await fetch(new URL('/v1/calls?origin=pbx&state=completed', link), { headers })).json()) as {
          items: { has_record: boolean }[];
        },
      ({ items }) => items.length > 3 && items.some(({ has_record }) => has_record),
    );
    expect(ran.out).not.toContain('/webhooks/');
  });

  it('on a data folder or a port that is in use is refused in one line', async () => {
    const env = { DATA_DIR: join(await folder(), 'data') };
    const link = await ready(run(env));
    const sameFolder = run(env);
    expect(await sameFolder.code).toBe(1);
    expect(sameFolder.err).toMatch(/^ringside: Another Ringside is already running[^\n]*\n$/);
    const samePort = run({ DATA_DIR: join(await folder(), 'other'), PORT: link.port });
    expect(await samePort.code).toBe(1);
    expect(samePort.err).toMatch(/^ringside: Port \d+ is taken[^\n]*\n$/);
    expect((await fetch(new URL('/livez', link))).status).toBe(200);
  });

  it.each([
    ['a folder that cannot be written', { DATA_DIR: '/proc/ringside' }, 1, /data folder \/proc\/ringside/],
    ['a database that does not answer', { DATABASE_URL: 'postgres://127.0.0.1:1/none' }, 1, /cannot be used/],
    ['an address of another machine', { HOST: '192.0.2.1' }, 1, /no address 192\.0\.2\.1/],
    ['bad settings', { PORT: 'x', LOG_LEVEL: 'loud', API_KEY: 'key' }, 2, /PORT.*LOG_LEVEL.*API_AUTH/],
  ])('with %s is refused in one line', async (_what, env, code, words) => {
    const ran = run(env);
    expect(await ran.code).toBe(code);
    expect(ran.err).toMatch(/^ringside: [^\n]*\n$/);
    expect(ran.err).toMatch(words);
  });

  it('goes on when the terminal it was started from is closed', async () => {
    const port = await freePort();
    const { child, code } = run({ DATA_DIR: join(await folder(), 'data'), PORT: String(port) });
    child.stdout?.destroy();
    child.stderr?.destroy();
    await until(
      () =>
        fetch(`http://127.0.0.1:${port}/livez`).then(
          ({ status }) => status,
          () => null,
        ),
      (status) => status === 200,
    );
    // What it says once it is ready has been written to nobody by now.
    await pause(500);
    expect((await fetch(`http://127.0.0.1:${port}/livez`)).status).toBe(200);
    child.kill('SIGTERM');
    expect(await code).toBe(0);
  });

  it('with a file for a folder is refused in one line', async () => {
    const file = join(await folder(), 'file');
    await writeFile(file, '');
    const ran = run({ DATA_DIR: join(file, 'data') });
    expect(await ran.code).toBe(1);
    expect(ran.err).toMatch(/^ringside: [^\n]*\n$/);
  });

  it('finds another port for the mock when its own is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    try {
      const ran = run({ DATA_DIR: join(await folder(), 'data'), MOCK_PORT: String(port) });
      await ready(ran);
      expect(ran.out).toMatch(/mock at http:\/\/127\.0\.0\.1:\d+/);
      expect(ran.out).not.toContain(`:${port},`);
    } finally {
      taken.close();
    }
  });

  it('logs what is asked of it, and neither secrets nor numbers', async () => {
    const ran = run({
      DATA_DIR: join(await folder(), 'data'),
      LOG_LEVEL: 'trace',
      API_KEY: 'logged-key',
      API_AUTH: 'logged-secret',
    });
    const link = await ready(ran);
    const query = 'api_key=logged-key&api_auth=logged-secret';
    const made = await fetch(new URL('/v1/call', link), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-api-key': 'logged-key',
        'x-api-auth': 'logged-secret',
        referer: `http://x/?${query}`,
      },
      body: JSON.stringify({ dialer_type: 'Fixed', phone_number: '+1 202 555 0177', ring_timeout: 5 }),
    });
    const { uri } = (await made.json()) as { uri: string };
    await until(
      async () => (await fetch(new URL(`${uri}?${query}`, link))).json() as Promise<{ state: string }>,
      ({ state }) => state === 'completed',
    );
    await fetch(new URL(`${uri}/contacts?search=2025550177&${query}`, link));
    await fetch(new URL(`/nothing?${query}`, link), { method: 'POST' });
    await fetch(link, { redirect: 'manual' });
    const lines = ran.err
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toContainEqual(
      expect.objectContaining({ msg: 'request', method: 'POST', path: '/v1/call', status: 201 }),
    );
    expect(ran.err).not.toMatch(/logged-secret|555 ?0177|webhooks\//);
    expect(ran.err).not.toContain(link.searchParams.get('token'));
    expect(ran.out).not.toContain('logged-secret');
  });

  it('--help lists the settings', async () => {
    const ran = run({}, ['--help']);
    expect(await ran.code).toBe(0);
    for (const key of [
      'PORT',
      'HOST',
      'DATA_DIR',
      'DATABASE_URL',
      'PUBLIC_URL',
      'CALL_API_URL',
      'API_KEY',
      'API_AUTH',
    ]) {
      expect(ran.out).toMatch(new RegExp(`^  ${key} `, 'm'));
    }
  });
});
