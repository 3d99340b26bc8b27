import { afterEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ServiceProcess } from './service-process.js';

/** What an operator sees when it cannot start: one line that says what to do. */
const MAIN = resolve(import.meta.dirname, '../../apps/api/dist/main.js');
let service: ServiceProcess | null = null;
afterEach(async () => {
  await service?.dispose();
  service = null;
});

function run(env: Record<string, string>): Promise<{ code: number | null; output: string }> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [MAIN], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('close', (code) => done({ code, output }));
  });
}

function mustBeOneClearLine({ code, output }: { code: number | null; output: string }, about: RegExp): void {
  const lines = output.split('\n').filter((line) => line.trim() !== '' && !line.endsWith('...'));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(about);
  expect(output).not.toMatch(/\n\s+at /);
  expect(code).not.toBe(0);
}

describe('starting', () => {
  it('a second process on the same data folder is refused, and the first goes on', async () => {
    service = await ServiceProcess.create({ CALL_API_URL: 'http://127.0.0.1:9' });
    await service.start();
    mustBeOneClearLine(
      await run({ DATA_DIR: service.dataDir, PORT: '0', CALL_API_URL: 'http://127.0.0.1:9' }),
      /already/i,
    );
    expect((await fetch(`${service.url}/healthz`)).status).toBe(200);
    expect(await service.stop()).toBe(0);
  });

  it('on a port that is taken names the port', async () => {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const folder = await mkdtemp(join(tmpdir(), 'ringside-e2e-'));
    mustBeOneClearLine(await run({ PORT: String(port), DATA_DIR: folder }), new RegExp(String(port)));
    await new Promise((done) => server.close(done));
    await rm(folder, { recursive: true, force: true });
  });

  it('with a folder that cannot be written names the folder', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ringside-e2e-'));
    await writeFile(join(folder, 'file'), '');
    mustBeOneClearLine(await run({ PORT: '0', DATA_DIR: join(folder, 'file/data') }), /file\/data/);
    await rm(folder, { recursive: true, force: true });
  });

  it('with bad settings names every one of them', async () => {
    const result = await run({
      PORT: 'many',
      LOG_LEVEL: 'loud',
      CALL_API_URL: 'ftp://x',
      API_KEY: 'only-half',
    });
    mustBeOneClearLine(result, /PORT/);
    for (const name of ['LOG_LEVEL', 'CALL_API_URL', 'API_AUTH']) expect(result.output).toContain(name);
  });
});
