import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ERRORS, type ErrorCode, type Problem } from '@ringside/contracts';
import type { RawWebhook } from '@ringside/telephony';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { DialerHost } from '../dialer.host.js';
import { FeedIntake, type FeedAddress } from '../feeds/feed-intake.js';
import { WebhookIntake, type WebhookAddress, type WebhookAnswer } from '../webhook-intake.js';

/** Largest webhook body, bytes. */
export const WEBHOOK_LIMIT = 64 * 1024;
/** Seconds after which a phone system may send again what the database could not take. */
const RETRY_AFTER = '5';
/** Of a call that was placed, and of the calls that a phone system makes by itself. */
const CALL_PATH = '/webhooks/:kind/:connectionId/:callId/:token';
const FEED_PATH = '/webhooks/:kind/:connectionId/:secret';

/** Takes one webhook that came to this address. */
type Receive<Address> = (address: Address, webhook: RawWebhook) => Promise<WebhookAnswer>;

/**
 * The webhook routes, mounted on the HTTP server itself: bytes are taken unparsed whatever their content type, because
 * trust is checked before anything is read, and because no guard, pipe or interceptor of the host application may
 * stand in front of it.
 */
@Injectable()
export class WebhookRoutes implements OnModuleInit {
  constructor(
    private readonly adapter: HttpAdapterHost,
    private readonly intake: WebhookIntake,
    private readonly feeds: FeedIntake,
    private readonly host: DialerHost,
  ) {}

  private readonly onCall: Receive<WebhookAddress> = (address, webhook) =>
    this.intake.receive(address, webhook);
  private readonly onFeed: Receive<FeedAddress> = (address, webhook) => this.feeds.receive(address, webhook);

  async onModuleInit(): Promise<void> {
    const { httpAdapter } = this.adapter;
    if (httpAdapter.getType() === 'fastify')
      await this.mountOnFastify(httpAdapter.getInstance<FastifyLike>());
    else {
      const express = httpAdapter.getInstance<ExpressLike>();
      this.mountOnExpress<WebhookAddress>(express, CALL_PATH, this.onCall);
      this.mountOnExpress<FeedAddress>(express, FEED_PATH, this.onFeed);
    }
  }

  private async mountOnFastify(fastify: FastifyLike): Promise<void> {
    await fastify.register(async (scope) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser(
        '*',
        { parseAs: 'buffer', bodyLimit: WEBHOOK_LIMIT },
        (_request, body, done) => done(null, body),
      );
      scope.setErrorHandler((error, _request, reply) => {
        const tooLarge = error.statusCode === 413;
        const code: ErrorCode = tooLarge
          ? 'payload_too_large'
          : error.statusCode && error.statusCode < 500
            ? 'invalid_request'
            : 'internal';
        return send(reply, { status: ERRORS[code], code });
      });
      const mount = <Address>(path: string, receive: Receive<Address>): void =>
        scope.post<Address>(path, async ({ params, raw, body }, reply) => {
          const bytes = body instanceof Uint8Array ? body : new Uint8Array();
          return send(reply, await receive(params, this.webhook(raw, bytes)));
        });
      mount<WebhookAddress>(CALL_PATH, this.onCall);
      mount<FeedAddress>(FEED_PATH, this.onFeed);
      await Promise.resolve();
    });
  }

  private mountOnExpress<Address>(express: ExpressLike, path: string, receive: Receive<Address>): void {
    express.post<Address>(
      path,
      (request, response, next) => void this.onNode(request, response, receive).catch(next),
    );
  }

  /** Express: the body comes from Nest's `rawBody`, or from the stream when nobody has read it. */
  private async onNode<Address>(
    request: ExpressRequest<Address>,
    response: ServerResponse,
    receive: Receive<Address>,
  ): Promise<void> {
    const body = request.rawBody ?? (request.readableEnded ? null : await readBody(request));
    if (body === null) {
      this.host.options.log.error(
        {},
        'webhooks need the raw body: create the application with { rawBody: true }',
      );
    }
    const answer: WebhookAnswer =
      body === null
        ? { status: 500, code: 'internal', detail: 'Create the application with { rawBody: true }.' }
        : body === 'too_large'
          ? { status: 413, code: 'payload_too_large' }
          : await receive(request.params, this.webhook(request, body));
    response.statusCode = answer.status;
    if (answer.status === 503) response.setHeader('retry-after', RETRY_AFTER);
    if (!('code' in answer)) return void response.end();
    response.setHeader('content-type', 'application/problem+json');
    response.end(JSON.stringify(problem(answer)));
  }

  private webhook(request: IncomingMessage, body: Uint8Array): RawWebhook {
    return {
      method: request.method ?? 'POST',
      url: `${this.host.options.publicUrl}${request.url ?? ''}`,
      headers: request.headers,
      body,
    };
  }
}

function send(reply: ReplyLike, answer: WebhookAnswer): unknown {
  reply.code(answer.status);
  if (answer.status === 503) void reply.header('retry-after', RETRY_AFTER);
  if (!('code' in answer)) return reply.send();
  return reply.header('content-type', 'application/problem+json').send(JSON.stringify(problem(answer)));
}

function problem(answer: Extract<WebhookAnswer, { code: ErrorCode }>): Problem {
  return {
    type: 'about:blank',
    title: answer.code,
    status: answer.status,
    code: answer.code,
    ...(answer.detail && { detail: answer.detail }),
    ...(answer.field && { errors: [{ field: answer.field, code: 'invalid', detail: answer.detail ?? '' }] }),
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer | 'too_large'> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > WEBHOOK_LIMIT) return 'too_large';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The little of Fastify and Express that is used, so that the library depends on neither. */
interface ReplyLike {
  code(status: number): ReplyLike;
  header(name: string, value: string): ReplyLike;
  send(body?: string): unknown;
}
interface FastifyLike {
  register(plugin: (scope: FastifyLike) => Promise<void>): PromiseLike<unknown>;
  removeAllContentTypeParsers(): void;
  addContentTypeParser(
    type: string,
    options: { parseAs: 'buffer'; bodyLimit: number },
    parse: (request: unknown, body: Buffer, done: (error: Error | null, body?: Buffer) => void) => void,
  ): void;
  setErrorHandler(
    handler: (error: Error & { statusCode?: number }, request: unknown, reply: ReplyLike) => unknown,
  ): void;
  post<Address>(
    path: string,
    handler: (
      request: { readonly params: Address; readonly raw: IncomingMessage; readonly body: unknown },
      reply: ReplyLike,
    ) => Promise<unknown>,
  ): void;
}
interface ExpressRequest<Address> extends IncomingMessage {
  readonly params: Address;
  readonly rawBody?: Buffer;
}
interface ExpressLike {
  post<Address>(
    path: string,
    handler: (
      request: ExpressRequest<Address>,
      response: ServerResponse,
      next: (error: unknown) => void,
    ) => void,
  ): void;
}
