import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fastify, type FastifyInstance } from 'fastify';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { loadConsole } from './console-files.js';
import { registerConsole } from './console-routes.js';

const script = `console.log(${JSON.stringify('x'.repeat(5000))});`;
let dir: string;
let server: FastifyInstance;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'console-'));
  await mkdir(join(dir, 'media'));
  await writeFile(
    join(dir, 'index.html'),
    '<app-root ngCspNonce="__CSP_NONCE__"></app-root><style nonce="__CSP_NONCE__"></style>',
  );
  await writeFile(join(dir, 'main-ABCD1234.js'), script);
  await writeFile(join(dir, 'media', 'icon.svg'), '<svg/>');
  server = fastify();
  registerConsole(server, await loadConsole(dir));
  await server.ready();
});
afterAll(async () => {
  await server.close();
  await rm(dir, { recursive: true });
});

const get = (url: string, headers: Record<string, string> = {}) =>
  server.inject({ url, headers: { host: 'h:1', ...headers } });

describe('the console', () => {
  it('is the same page at each of its addresses, with a nonce that is never used twice', async () => {
    const nonces = new Set<string>();
    for (const url of ['/', '/campaigns/01900000', '/a/b/c?x=1', '/sign-out']) {
      const response = await get(url);
      const nonce = /'nonce-([^']+)'/.exec(String(response.headers['content-security-policy']))?.[1] ?? '';
      expect(response.body).toBe(
        `<app-root ngCspNonce="${nonce}"></app-root><style nonce="${nonce}"></style>`,
      );
      expect(response.headers['cache-control']).toBe('no-store');
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(4);
  });

  it('keeps hashed files for ever, others only as long as they are the same', async () => {
    const hashed = await get('/main-ABCD1234.js');
    expect(hashed.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    const icon = await get('/media/icon.svg');
    expect(icon.headers).toMatchObject({ 'content-type': 'image/svg+xml', 'cache-control': 'no-cache' });
    const again = await get('/media/icon.svg', { 'if-none-match': String(icon.headers.etag) });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });

  it('is compressed as the browser likes', async () => {
    const brotli = await get('/main-ABCD1234.js', { 'accept-encoding': 'gzip, deflate, br' });
    expect(brotli.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(brotli.rawPayload).toString()).toBe(script);
    const gzip = await get('/main-ABCD1234.js', { 'accept-encoding': 'gzip, br;q=0' });
    expect(gzip.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(gzip.rawPayload).toString()).toBe(script);
    expect((await get('/main-ABCD1234.js')).body).toBe(script);
  });

  it('is nothing else: no file that is not its own, no address of the API', async () => {
    for (const url of [
      '/missing.js',
      '/v1/nothing',
      '/metrics',
      '/webhooks/x',
      '/socket.io/',
      '/..%2f..%2fetc/passwd.txt',
      '/%2e%2e/index.html.map',
    ]) {
      expect([url, (await get(url)).statusCode]).toEqual([url, 404]);
    }
  });

  it('that has not been built says so', async () => {
    const bare = fastify();
    registerConsole(bare, null);
    const response = await bare.inject({ url: '/' });
    expect(response.body).toContain('npm run build');
    await bare.close();
  });
});
