import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ServiceProcess } from './service-process.js';

/** Lost credentials: the built program prints a way in, beside the service and without it. */
const MAIN = resolve(import.meta.dirname, '../../apps/api/dist/main.js');
let service: ServiceProcess;

beforeAll(async () => {
  service = await ServiceProcess.create({ PHONE_SYSTEM: 'mock', MOCK_PORT: '0', MOCK_PBX_RATE: '0' });
});
afterAll(() => service.dispose());

interface Printed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}
function signInLink(env: Readonly<Record<string, string>>): Promise<Printed> {
  return new Promise((done) => {
    const all = { ...process.env, ...env };
    execFile(process.execPath, [MAIN, '--sign-in-link'], { env: all, timeout: 60_000 }, (error, out, err) =>
      done({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });
}
const own = (): Record<string, string> => ({ DATA_DIR: service.dataDir, PORT: new URL(service.url).port });

/** Follows a printed link; answers where it leads. */
async function follow({ out }: Printed): Promise<string | null> {
  const [link = ''] = /http:\S+/.exec(out) ?? [];
  expect(link.startsWith(`${service.url}/sign-in?token=`)).toBe(true);
  const response = await fetch(link, { redirect: 'manual' });
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0];
  if (cookie !== undefined) {
    const session = await fetch(`${service.url}/v1/session`, { headers: { cookie } });
    expect(await session.json()).toMatchObject({ kind: 'link', permissions: ['read', 'dial', 'admin'] });
  }
  return response.headers.get('location');
}

describe('--sign-in-link', () => {
  it('says in one line that there is nothing yet, and makes nothing', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'ringside-none-'));
    const { code, out, err } = await signInLink({ DATA_DIR: dataDir });
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/^ringside: There is nothing in [^\n]+: start the service, it prints a link\.\n$/);
    expect(await readdir(dataDir)).toEqual([]);
    await rm(dataDir, { recursive: true });
  });

  it('prints a link beside a running service, which goes on', async () => {
    await service.start();
    const printed = await signInLink(own());
    expect([printed.code, printed.err]).toEqual([0, '']);
    expect(printed.out.trimEnd().split('\n')).toHaveLength(1);
    expect(await follow(printed)).toBe('/');
    expect(await follow(printed)).toBe('/sign-in?used=1');
    expect(await service.rest('GET', '/v1')).toMatchObject({ uri: '/v1' });
  });

  it('prints one for the service that is started next', async () => {
    expect(await service.stop()).toBe(0);
    const printed = await signInLink(own());
    expect([printed.code, printed.err]).toEqual([0, '']);
    await service.start();
    expect(await follow(printed)).toBe('/');
  });
});
