import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { PlacedCall } from '@ringside/telephony';
import type { Behaviour, FakePhoneSystem, ReportedState, SeenRequest } from '@ringside/telephony/conformance';
import { FakeEngine } from './fake-engine.js';
import type { FakeReply, FakeRequest } from './fake-engine.js';

export interface FakeAriOptions {
  /** What it says it is; from 20.14, 21.9 and 22.4 on it answers over the WebSocket, too. */
  readonly version: string;
  /** How numbers stand in the endpoint: `Local/(.*)@carrier`. */
  readonly endpoint?: RegExp;
  /** Where it listens; a free one when left out. */
  readonly port?: number;
}

export const FAKE_USER = { user: 'dialer', password: 'fake-loopback-test' };
export const FAKE_READER = { user: 'monitor', password: 'fake-loopback-test' };

export interface FakeAri extends FakePhoneSystem {
  /** To be told as ARI_URL. */
  readonly url: string;
  readonly engine: FakeEngine;
  /** `GET channels/x` for each request, and `ws ` before it when it came over the WebSocket. */
  readonly requests: string[];
  /** Sends this to whoever follows the application. */
  send(text: string | Buffer): void;
  /** Requests that fit are answered so, instead; null: not at all. */
  intercept(how: ((request: FakeRequest) => FakeReply | 'hang' | null) | null): void;
  move(call: PlacedCall, state: ReportedState): void;
  wasHungUp(call: PlacedCall): boolean;
  streams(): number;
  dropStreams(): void;
  playing(call: PlacedCall): readonly string[];
  /** Pings that were read so far. */
  pings(): number;
  /** From now on it reads no pings. */
  fallSilent(): void;
  /** Whether it notices the end of connections; if not, it may still execute what came over them. */
  noticesEnds(does: boolean): void;
}

/** A made-up Asterisk behind real sockets: HTTP, and the WebSocket of an application. */
export async function startFakeAri(options: FakeAriOptions): Promise<FakeAri> {
  const sockets = new Set<Socket>();
  const followers = new Set<WebSocket>();
  const asked: SeenRequest[] = [];
  const requests: string[] = [];
  const placed = new Set<string>();
  const state = { noticesEnds: true, pings: 0 };
  const filters: { allowed: readonly string[] | null } = { allowed: null };
  let behaviour: Behaviour = { kind: 'accept' };
  let interceptor: ((request: FakeRequest) => FakeReply | 'hang' | null) | null = null;

  const send = (text: string | Buffer): void => {
    for (const follower of followers) follower.send(text, { binary: false });
  };
  const engine = new FakeEngine(options.version, (event) => {
    if (filters.allowed?.includes(String(event['type'])) ?? true) send(JSON.stringify(event));
  });

  /** The reply, or what becomes of the connection instead. */
  const answer = async (request: FakeRequest, user: string): Promise<FakeReply | Behaviour> => {
    if (user === '') return { status: 401, body: { message: 'Authentication required' } };
    const instead = interceptor?.(request) ?? null;
    if (instead === 'hang') return { kind: 'hang' };
    if (instead !== null) return instead;
    if (user !== FAKE_USER.user && request.method !== 'GET')
      return { status: 403, body: { message: 'Write access denied' } };
    if (/^applications\/[^/]+\/eventFilter$/.test(request.path)) {
      const { allowed } = request.body as { allowed?: readonly { type: string }[] };
      filters.allowed = allowed?.map(({ type }) => type) ?? null;
      return { status: 200, body: { name: 'ringside' } };
    }
    const id = /^channels\/([^/]+)$/.exec(request.path)?.[1];
    if (request.method !== 'POST' || id === undefined) return engine.ask(request);
    return originate(decodeURIComponent(id), request.body);
  };

  const originate = async (
    id: string,
    body: Readonly<Record<string, unknown>>,
  ): Promise<FakeReply | Behaviour> => {
    const text = (name: string): string | null => {
      const value = body[name];
      return typeof value === 'string' ? value : null;
    };
    const endpoint = text('endpoint') ?? '';
    asked.push({
      to: (options.endpoint ?? /^Local\/(.*)@carrier$/).exec(endpoint)?.[1] ?? endpoint,
      from: text('callerId'),
      callId: id,
      webhookUrl: null,
    });
    const now = behaviour;
    switch (now.kind) {
      case 'accept': {
        if (now.afterMs !== undefined) await new Promise((resolve) => setTimeout(resolve, now.afterMs));
        return place(id, body);
      }
      case 'reset_in_answer':
        place(id, body);
        return now;
      case 'fail':
        return { status: 400, body: { message: now.reason } };
      case 'refuse':
        return { status: now.retryAfterSeconds === null ? 503 : 429 };
      case 'garbage':
        return { status: 200, body: 'nonsense' };
      case 'status':
        return { status: now.status };
      default:
        return now;
    }
  };
  const place = (id: string, body: Readonly<Record<string, unknown>>): FakeReply => {
    const reply = engine.place(id, body);
    if (reply.status === 200) placed.add(id);
    return reply;
  };

  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('error', () => undefined);
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => void byHttp(incoming, Buffer.concat(chunks).toString(), response));
  });
  const byHttp = async (incoming: IncomingMessage, body: string, response: ServerResponse): Promise<void> => {
    const request = readRequest(incoming.method ?? '', incoming.url ?? '', body);
    if (request === null) return void response.writeHead(404, { 'content-type': 'text/html' }).end('<html>');
    requests.push(`${request.method} ${request.path}`);
    const now = behaviour;
    const reply = await answer(request, userOf(incoming));
    if ('status' in reply && !('kind' in reply)) {
      const wait = now.kind === 'refuse' && reply.status === 429 ? now.retryAfterSeconds : null;
      response
        .writeHead(reply.status, wait === null ? {} : { 'retry-after': String(wait) })
        .end(reply.body === undefined ? '' : JSON.stringify(reply.body));
    } else if (reply.kind === 'reset') response.socket?.resetAndDestroy();
    else if (reply.kind === 'reset_in_answer')
      response.socket?.write('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"id":', () =>
        response.socket?.resetAndDestroy(),
      );
  };

  const upgrader = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  server.on('upgrade', (incoming: IncomingMessage, socket: Socket, head: Buffer) => {
    const user = userOf(incoming);
    if (user === '' || !incoming.url?.startsWith('/ari/events?app=')) {
      socket.end(
        `HTTP/1.1 ${user === '' ? '401 Unauthorized' : '404 Not Found'}\r\ncontent-length: 0\r\n\r\n`,
      );
      return;
    }
    upgrader.handleUpgrade(incoming, socket, head, (follower) => {
      for (const other of followers) other.send('{"type":"ApplicationReplaced","application":"ringside"}');
      followers.clear();
      followers.add(follower);
      filters.allowed = null;
      follower.on('error', () => undefined);
      follower.on('ping', () => (state.pings += 1));
      const names = new URL(incoming.url ?? '', 'http://fake').searchParams.get('app') ?? '';
      const [followed = '', ...own] = names.split(',');
      for (const name of [followed, ...own]) engine.applications.add(name);
      follower.on('close', () => {
        // The one that is followed may be another's by now.
        const gone = followers.delete(follower) ? [followed, ...own] : own;
        if (state.noticesEnds) for (const name of gone) engine.applications.delete(name);
      });
      if (answersOverSocket(options.version))
        follower.on('message', (data: Buffer) => void bySocket(follower, socket, data.toString(), user));
    });
  });
  const bySocket = async (follower: WebSocket, socket: Socket, text: string, user: string): Promise<void> => {
    const asking = JSON.parse(text) as Readonly<Record<string, string>>;
    const request = readRequest(
      asking['method'] ?? '',
      `/ari/${asking['uri']}`,
      asking['message_body'] ?? '',
    );
    if (request === null) return;
    requests.push(`ws ${request.method} ${request.path}`);
    const reply = await answer(request, user);
    if ('status' in reply && !('kind' in reply)) {
      // Withheld like any event that the application's filter does not let through: so does Asterisk 22.10.
      if (filters.allowed?.includes('RESTResponse') === false) return;
      follower.send(
        JSON.stringify({
          ...{ type: 'RESTResponse', transaction_id: '', request_id: asking['request_id'] },
          ...{ status_code: reply.status, reason_phrase: '', uri: request.path },
          ...(reply.body === undefined ? {} : { message_body: JSON.stringify(reply.body) }),
        }),
      );
    } else if (reply.kind === 'reset') socket.resetAndDestroy();
    else if (reply.kind === 'reset_in_answer')
      // A text frame that announces more than there is.
      socket.write(Buffer.from([0x81, 0x50, ...Buffer.from('{"type":"RESTResponse"')]), () =>
        socket.resetAndDestroy(),
      );
  };

  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = (): Promise<void> => {
    engine.close();
    for (const socket of sockets) socket.resetAndDestroy();
    return new Promise((resolve) => server.close(() => resolve()));
  };

  return {
    url: `http://127.0.0.1:${port}`,
    engine,
    requests,
    asked,
    get placed() {
      return placed.size;
    },
    send,
    answer: (next) => (behaviour = next),
    intercept: (how) => (interceptor = how),
    fallSilent: () => {
      for (const socket of sockets) socket.pause();
    },
    noticesEnds: (does) => (state.noticesEnds = does),
    connections: () => sockets.size,
    goDown: stop,
    close: stop,
    move: ({ callId }, state) => engine.move(callId, state),
    answerBy: ({ callId }, by) => engine.answerBy(callId, by),
    wasHungUp: ({ callId }) => engine.hungUp.has(callId),
    streams: () => followers.size,
    pings: () => state.pings,
    dropStreams: () => {
      for (const follower of followers) follower.terminate();
    },
    bridges: () =>
      [...engine.bridges.values()].map(({ members }) =>
        [...members].filter((id) => engine.channels.get(id)?.snoopsOn === null),
      ),
    hears: ({ callId }) => engine.hears(callId),
    playing: ({ callId }: PlacedCall) => [...(engine.channels.get(callId)?.playing.values() ?? [])],
  };
}

function answersOverSocket(version: string): boolean {
  return version.startsWith('22.10');
}

/** Null: it is not below `/ari/`. */
function readRequest(method: string, url: string, body: string): FakeRequest | null {
  const { pathname, searchParams } = new URL(url, 'http://fake');
  if (!pathname.startsWith('/ari/')) return null;
  const parsed = body === '' ? {} : (JSON.parse(body) as Record<string, unknown>);
  return { method, path: pathname.slice('/ari/'.length), query: searchParams, body: parsed };
}

/** '' when it is nobody. */
function userOf({ headers }: IncomingMessage): string {
  const given = Buffer.from(headers.authorization?.replace('Basic ', '') ?? '', 'base64').toString();
  return [FAKE_USER, FAKE_READER].find(({ user, password }) => given === `${user}:${password}`)?.user ?? '';
}
