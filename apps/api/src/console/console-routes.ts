import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { randomBytes } from 'node:crypto';
import { extname } from 'node:path';
import { consolePolicy } from '../http/security-headers.js';
import type { Console } from './console-files.js';

/** Addresses that are never a screen of the console. */
const NOT_SCREENS = /^\/(v1|webhooks|socket\.io|livez|healthz|metrics)(\/|$)/;

/** Serves the console: its files, and its page for every address that is one of its screens. */
export function registerConsole(fastify: FastifyInstance, console: Console | null): void {
  fastify.get('/*', async (request, reply) => {
    const path = pathOf(request);
    if (NOT_SCREENS.test(path)) return reply.callNotFound();
    const file = console?.files.get(path.slice(1));
    if (file === undefined) {
      return extname(path) === '' ? sendConsolePage(request, reply, console) : reply.callNotFound();
    }
    void reply.headers({
      'cache-control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
      etag: file.etag,
      vary: 'Accept-Encoding',
    });
    if (request.headers['if-none-match'] === file.etag) return reply.status(304).send();
    const { encoding, bytes } = await file.body(request.headers['accept-encoding']);
    if (encoding !== null) void reply.header('content-encoding', encoding);
    return reply.type(file.type).send(bytes);
  });
}

/** The console's page under its policy, with a nonce of its own each time. */
export function sendConsolePage(
  request: FastifyRequest,
  reply: FastifyReply,
  console: Console | null,
): FastifyReply {
  const nonce = randomBytes(18).toString('base64');
  const page =
    console?.page.replaceAll('__CSP_NONCE__', nonce) ??
    '<!doctype html><title>Ringside</title><p>The console has not been built: <code>npm run build</code>. The API is at <a href="/v1">/v1</a>.';
  return reply
    .headers({
      'content-security-policy': consolePolicy(nonce, request.headers.host ?? ''),
      'cache-control': 'no-store',
    })
    .type('text/html; charset=utf-8')
    .send(page);
}

function pathOf(request: FastifyRequest): string {
  const path = request.url.split('?')[0] ?? '/';
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
