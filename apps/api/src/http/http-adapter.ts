import cookie from '@fastify/cookie';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import type { Logger } from 'pino';
import type { Origins } from '../session/origins.js';
import { registerBodyParsers } from './body-parsers.js';
import { allowOrigins } from './cors.js';
import type { Door } from './door.js';
import { etagOf, isKnown } from './etag.js';
import { PAGE_POLICY, wantsPage } from './explorer.js';
import { sendProblem, toProblem } from './problem.filter.js';
import { ProblemError } from './problem.js';
import { securityHeaders } from './security-headers.js';

export interface HttpAdapter {
  /** For Nest. */
  readonly adapter: FastifyAdapter;
  readonly fastify: FastifyInstance;
  /** To be called once the application is initialised: requests that waited at the door come in. */
  open(): Promise<void>;
}

/** Fastify behind the door, with what every route shares: headers, bodies, errors, request ids, the request log. */
export function createHttpAdapter(
  door: Door,
  options: {
    readonly log: Logger;
    readonly secure: boolean;
    readonly closing: () => boolean;
    readonly origins: Origins;
    /** The page that shows the document of an address. */
    readonly page: (url: string, json: string) => string;
  },
): HttpAdapter {
  const headers = securityHeaders(options.secure);
  let listener: RequestListener | undefined;
  const adapter = new FastifyAdapter({
    serverFactory: (handler: RequestListener) => {
      listener = handler;
      return door.server;
    },
    // Nothing here uses Nest middleware, and webhooks should not pay for it.
    skipMiddie: true,
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    bodyLimit: Number.MAX_SAFE_INTEGER,
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
    // What the router refuses before any route: malformed escapes, over-long parameters.
    frameworkErrors: (error: FastifyError, _request: FastifyRequest, reply: FastifyReply) => {
      void reply.headers(headers);
      sendProblem(reply, toProblem(error));
    },
  });
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  registerBodyParsers(fastify);
  void fastify.register(cookie);
  // Errors before a handler runs (bodies, mostly). On each route, because Nest sets its own handler only once
  // the webhooks' plugin has already fixed those of the routes before it.
  fastify.addHook('onRoute', (route) => {
    if (route.url.startsWith('/webhooks/')) return;
    route.errorHandler ??= (error, request, reply) => {
      const problem = toProblem(error);
      if (problem.code === 'internal')
        options.log.error({ err: error, request_id: request.id }, 'request failed');
      sendProblem(reply, problem);
    };
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    // Webhooks come by the thousand, from programs; and one that is refused is lost, also while the service ends.
    if (request.url.startsWith('/webhooks/')) {
      done();
      return;
    }
    void reply.headers(headers);
    if (request.url.startsWith('/v1')) {
      void reply.headers({ 'x-request-id': request.id, 'cache-control': 'no-store', vary: 'Accept, Cookie' });
      if (allowOrigins(options.origins, request, reply)) return;
    }
    // Whoever keeps a connection open hears that the service ends.
    if (options.closing() && !request.url.startsWith('/livez') && !request.url.startsWith('/healthz')) {
      void reply.header('connection', 'close');
      sendProblem(
        reply,
        new ProblemError('not_ready', 'The service is ending.', { headers: { 'retry-after': '2' } }),
      );
      return;
    }
    done();
  });
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const type = String(reply.getHeader('content-type') ?? '');
    if (!/^(GET|HEAD)$/.test(request.method) || typeof payload !== 'string' || !type.includes('json')) {
      done(null, payload);
      return;
    }
    let shown = payload;
    if (reply.statusCode !== 401 && isExplorable(request.url) && wantsPage(request.headers.accept)) {
      shown = options.page(request.url, payload);
      void reply.headers({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': PAGE_POLICY,
      });
    }
    if (reply.statusCode === 200 && request.url.startsWith('/v1')) {
      const etag = etagOf(shown);
      void reply.header('etag', etag);
      if (request.method === 'GET' && isKnown(request.headers['if-none-match'], etag)) {
        void reply.status(304).removeHeader('content-type').removeHeader('content-length');
        done(null, null);
        return;
      }
    }
    if (shown !== payload) void reply.removeHeader('content-length');
    done(null, shown);
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    logRequest(options.log, request, reply);
    done();
  });
  return {
    adapter,
    fastify,
    async open() {
      await fastify.ready();
      if (listener !== undefined) door.serve(listener);
    },
  };
}

function isExplorable(url: string): boolean {
  return /^\/(v1|livez|healthz)\b/.test(url);
}

/** One line a request; the query is left out, for it may carry credentials or a phone number. Webhooks have no line. */
function logRequest(log: Logger, request: FastifyRequest, reply: FastifyReply): void {
  if (!request.url.startsWith('/v1')) return;
  const level = reply.statusCode >= 500 ? 'error' : request.method === 'GET' ? 'debug' : 'info';
  log[level](
    {
      request_id: request.id,
      method: request.method,
      path: request.url.split('?')[0],
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    },
    'request',
  );
}
