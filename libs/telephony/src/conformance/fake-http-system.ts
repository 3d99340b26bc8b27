import { createServer } from 'node:http';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { pause } from './ask.js';
import type { Behaviour, FakePhoneSystem, RecordsAnswer, ReportedState, SeenRequest } from './harness.js';

export interface HttpRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface HttpReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How a phone system speaks, for a fake of it. */
export interface FakeHttpOptions {
  /** Reads a request to place a call; null: it is none, and goes to `other`. Left out: no request is. */
  readPlacement?(request: HttpRequest): SeenRequest | null;
  /** The answer to call number `n` (1, 2, 3 ...) that was taken; a real phone system behind this one can be asked for it. */
  accept?(n: number, seen: SeenRequest, request: HttpRequest): HttpReply | Promise<HttpReply>;
  fail?(reason: string): HttpReply;
  /** Success by its status, nonsense by its body. */
  readonly garbage?: HttpReply;
  /** A status webhook of call number `n`. */
  webhook?(
    state: ReportedState,
    n: number,
    url: string,
  ): Pick<HttpRequest, 'body'> & {
    readonly headers: Readonly<Record<string, string>>;
  };
  /** A call id that was taken before is the same call. */
  readonly idempotent?: boolean;
  /** How it is asked for its records, and the header that names whose they are. */
  readonly records?: { readonly path: string; readonly tenantHeader: string };
  /** Every other request; without it, they are answered 404. */
  other?(request: HttpRequest, response: ServerResponse): void;
}

/** Of a phone system that places no calls. */
const NOT_FOUND: HttpReply = { status: 404, body: '' };

/** A fake phone system behind a real HTTP server on a free port; `url` is its origin. */
export async function startFakeHttpSystem(
  options: FakeHttpOptions,
): Promise<FakePhoneSystem & { readonly url: string }> {
  const sockets = new Set<Socket>();
  const asked: SeenRequest[] = [];
  const numbers = new Map<string, number>();
  let placed = 0;
  let behaviour: Behaviour = { kind: 'accept' };
  let recordsAnswer: RecordsAnswer = { kind: 'hang' };

  const numberOf = (seen: SeenRequest): number => {
    const known = seen.callId === null ? undefined : numbers.get(seen.callId);
    if (options.idempotent === true && known !== undefined) return known;
    placed += 1;
    if (seen.callId !== null) numbers.set(seen.callId, placed);
    return placed;
  };

  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('error', () => undefined);
    incoming.on('end', () => {
      const request = {
        method: incoming.method ?? '',
        path: incoming.url ?? '',
        headers: incoming.headers,
        body: Buffer.concat(chunks).toString(),
      };
      const seen = options.readPlacement?.(request) ?? null;
      if (seen !== null) {
        asked.push(seen);
        void behave(behaviour, seen, request, response);
      } else if (options.records !== undefined && options.records.path === request.path) {
        replyRecords(response, recordsAnswer, options.records.tenantHeader);
      } else if (options.other !== undefined) {
        options.other(request, response);
      } else {
        response.writeHead(404).end();
      }
    });
  });

  const behave = async (
    now: Behaviour,
    seen: SeenRequest,
    request: HttpRequest,
    response: ServerResponse,
  ): Promise<void> => {
    switch (now.kind) {
      case 'accept': {
        const n = numberOf(seen);
        for (const state of now.early ?? []) await sendWebhook(state, n, seen);
        if (now.afterMs !== undefined) await pause(now.afterMs);
        return reply(response, (await options.accept?.(n, seen, request)) ?? NOT_FOUND);
      }
      case 'fail':
        return reply(response, options.fail?.(now.reason) ?? NOT_FOUND);
      case 'refuse': {
        const wait = now.retryAfterSeconds;
        return reply(response, {
          status: wait === null ? 503 : 429,
          headers: wait === null ? {} : { 'retry-after': String(wait) },
          body: '',
        });
      }
      case 'hang':
        return;
      case 'reset':
        response.socket?.resetAndDestroy();
        return;
      case 'reset_in_answer': {
        const { status, body } = (await options.accept?.(numberOf(seen), seen, request)) ?? NOT_FOUND;
        const start = `HTTP/1.1 ${status} OK\r\ncontent-length: ${body.length + 10}\r\n\r\n${body.slice(0, -1)}`;
        response.socket?.write(start, () => response.socket?.resetAndDestroy());
        return;
      }
      case 'garbage':
        return reply(response, options.garbage ?? NOT_FOUND);
      case 'status':
        return reply(response, { status: now.status, body: '' });
    }
  };

  const sendWebhook = async (state: ReportedState, n: number, seen: SeenRequest): Promise<void> => {
    const webhook = seen.webhookUrl === null ? undefined : options.webhook?.(state, n, seen.webhookUrl);
    if (webhook === undefined || seen.webhookUrl === null) throw new Error('this fake sends no webhooks');
    await fetch(seen.webhookUrl, { method: 'POST', headers: webhook.headers, body: webhook.body });
  };

  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  const stop = (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  return {
    url: `http://127.0.0.1:${port}`,
    answer: (next) => {
      behaviour = next;
    },
    answerRecords: (next) => {
      recordsAnswer = next;
    },
    asked,
    get placed() {
      return placed;
    },
    connections: () => sockets.size,
    goDown: stop,
    close: stop,
  };
}

function reply(response: ServerResponse, { status, headers, body }: HttpReply): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
}

function replyRecords(response: ServerResponse, answer: RecordsAnswer, tenantHeader: string): void {
  if (answer.kind === 'hang') return;
  if (answer.kind === 'cut') {
    const length = Buffer.byteLength(answer.body) + 10;
    response.writeHead(200, { 'content-length': length });
    response.write(answer.body, () => response.socket?.resetAndDestroy());
    return;
  }
  const headers = answer.tenant === null ? {} : { [tenantHeader]: answer.tenant };
  reply(response, { status: answer.status ?? 200, headers, body: answer.body });
}
