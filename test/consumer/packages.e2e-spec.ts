import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { publint } from 'publint';
import { PUBLISHED, pack, type Published } from './packages.js';

const folder = mkdtempSync(join(tmpdir(), 'ringside-packages-'));
let packed: ReadonlyMap<Published, string>;
beforeAll(() => {
  packed = pack(PUBLISHED, folder);
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(PUBLISHED)('@ringside/%s as it is published', (name) => {
  it('is declared as it is (publint)', async () => {
    const { messages } = await publint({ pkgDir: resolve('libs', name), strict: true, pack: false });
    expect(messages).toEqual([]);
  });

  it('has types wherever it can be imported, from ES modules and from CommonJS (attw)', () => {
    const attw = resolve('node_modules/@arethetypeswrong/cli/dist/index.js');
    const args = [attw, packed.get(name) ?? '', '--profile', 'esm-only', '--no-color', '--format', 'ascii'];
    const { stdout, stderr, status } = spawnSync(process.execPath, args, {
      encoding: 'utf8',
      timeout: 240_000,
    });
    expect({ status, report: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, report: '' });
  }, 300_000);

  it('holds its licence, what is built, and nothing else', () => {
    const files = execFileSync('tar', ['-tzf', packed.get(name) ?? ''], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map((file) => file.replace(/^package\//, ''));
    expect(files).toEqual(expect.arrayContaining(['package.json', 'LICENSE']));
    expect(
      files.filter((file) => !/^(package\.json|README\.md|LICENSE|dist\/.*\.(js|d\.ts)(\.map)?)$/.test(file)),
    ).toEqual([]);
    // Only the store lends out what its own specs run on.
    const testing = files.filter((file) => /[.]spec[.]|\/testing\//.test(file));
    expect(testing.filter((file) => name !== 'store' || !file.startsWith('dist/testing/'))).toEqual([]);
  });
});

describe('@ringside/client in a browser', () => {
  /** Bytes of an entry, minified and compressed, with all that it needs except the socket. */
  async function size(entry: string): Promise<number> {
    const { outputFiles } = await build({
      stdin: { contents: `export * from '${entry}'`, resolveDir: resolve('.') },
      bundle: true,
      write: false,
      minify: true,
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
      external: ['socket.io-client'],
      logLevel: 'error',
    });
    return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length;
  }

  it('is under 25 kB without socket.io-client, rxjs included', async () => {
    const bytes = await size('@ringside/client');
    expect(bytes).toBeGreaterThan(5000);
    expect(bytes).toBeLessThan(25_000);
  });

  it('verifies webhooks in 2 kB, with nothing but the platform', async () => {
    expect(await size('@ringside/client/webhooks')).toBeLessThan(2000);
  });
});
