import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Origins } from '../session/origins.js';

const HEADERS = {
  'access-control-allow-methods': 'GET, HEAD, POST, PATCH, DELETE',
  'access-control-allow-headers':
    'Content-Type, X-Api-Key, X-Api-Auth, Authorization, Idempotency-Key, If-None-Match',
  'access-control-max-age': '7200',
};
const EXPOSED = 'ETag, Location, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id';

/**
 * Lets pages of other origins use the API with a key (`CORS_ORIGINS`). The console's cookie is never among what they may
 * send: no page but our own acts for a browser that is signed in. True: it was a preflight, and is answered.
 */
export function allowOrigins(origins: Origins, request: FastifyRequest, reply: FastifyReply): boolean {
  if (origins.others.length === 0) return false;
  void reply.header('vary', 'Accept, Cookie, Origin');
  const { origin } = request.headers;
  if (origin === undefined || !origins.mayUseKey(origin)) return false;
  void reply.headers({ 'access-control-allow-origin': origin, 'access-control-expose-headers': EXPOSED });
  if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) {
    return false;
  }
  void reply.status(204).headers(HEADERS).send();
  return true;
}
