import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer, type RawData } from 'ws';

/** A request to place a call, by whichever way it came. */
export interface Originate {
  readonly callId: string | null;
  /** `Local/15550001000@carrier`. */
  readonly endpoint: string;
  readonly callerId: string | null;
  /** `performance.now()` when it had been read. */
  readonly at: number;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What becomes of a request to place a call; the engine is asked by `forward` only. */
export type Treatment =
  | { readonly kind: 'answer'; readonly answer: Answer }
  /** No answer, ever. */
  | { readonly kind: 'hang' }
  | { readonly kind: 'reset' }
  /** The beginning of this answer, and the connection is reset. */
  | { readonly kind: 'reset_in_answer'; readonly answer: Answer };

/**
 * A man in the middle between the provider and a real Asterisk: everything passes, HTTP and event stream, and whoever holds it
 * sees the requests to place calls, decides on their answers, and breaks connections.
 */
export interface Proxy {
  /** For the provider: an address that stays the same while the proxy is down. */
  readonly url: string;
  connections(): number;
  /** Event streams that are connected through to the engine. */
  streams(): number;
  /** Resets every connection of the event stream, on both sides. */
  cutStreams(): void;
  /** Until `up`: connections are refused, and what was connected is reset. */
  down(): Promise<void>;
  up(): Promise<void>;
  /** For good. */
  close(): Promise<void>;
}

export interface ProxyOptions {
  /** Of the engine. */
  readonly target: string;
  readonly onOriginate?: (asked: Originate, forward: () => Promise<Answer>) => Promise<Treatment>;
  /** Every message of the event stream, as it passes on to the provider. */
  readonly onEvent?: (text: string) => void;
}

interface RestRequest {
  readonly type: string;
  readonly request_id?: string;
  readonly transaction_id?: string;
  readonly method?: string;
  readonly uri?: string;
  readonly message_body?: string;
}

const ANSWERED = '"RESTResponse"';

export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const target = new URL(options.target);
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const sockets = new Set<Socket>();
  const pairs = new Set<{ client: WebSocket; engine: WebSocket }>();
  const upgrader = new WebSocketServer({ noServer: true, perMessageDeflate: false });

  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('error', () => undefined);
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => void http(incoming, Buffer.concat(chunks), response));
  });
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    // It was waiting to be taken when we stopped listening.
    if (!server.listening) socket.resetAndDestroy();
  });

  const http = async (incoming: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> => {
    const forward = (): Promise<Answer> => toEngine(agent, target, incoming, body);
    const asked = readOriginate(incoming.method, incoming.url, body.toString());
    const treatment: Treatment =
      asked === null || options.onOriginate === undefined
        ? await forward().then(
            (answer) => ({ kind: 'answer', answer }),
            () => ({ kind: 'reset' }),
          )
        : await options.onOriginate(asked, forward).catch(() => ({ kind: 'reset' }));
    if (treatment.kind === 'hang') return;
    if (treatment.kind === 'reset') return response.socket?.resetAndDestroy() as void;
    const { status, headers, body: text } = treatment.answer;
    if (treatment.kind === 'reset_in_answer') {
      const begun = `HTTP/1.1 ${status} OK\r\ncontent-length: ${text.length + 10}\r\n\r\n${text.slice(0, -1)}`;
      response.socket?.write(begun, () => response.socket?.resetAndDestroy());
      return;
    }
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(text) }).end(text);
  };

  server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    const engine = new WebSocket(`ws://${target.host}${incoming.url ?? ''}`, {
      headers: { authorization: incoming.headers.authorization ?? '' },
      perMessageDeflate: false,
    });
    engine.on('error', () => socket.destroy());
    engine.on('unexpected-response', (_request, refused) => {
      socket.end(
        `HTTP/1.1 ${refused.statusCode} ${refused.statusMessage}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`,
      );
      refused.resume();
    });
    socket.on('close', () => engine.terminate());
    engine.on('open', () =>
      upgrader.handleUpgrade(incoming, socket, head, (client) => connect(client, engine)),
    );
  });

  const connect = (client: WebSocket, engine: WebSocket): void => {
    const pair = { client, engine };
    const waiting = new Map<string, (answer: Answer) => void>();
    const goneWaiting = new Set<() => void>();
    pairs.add(pair);
    client.on('error', () => undefined);
    client.on('close', () => {
      pairs.delete(pair);
      engine.close();
      setTimeout(() => engine.terminate(), 500).unref();
    });
    engine.on('close', () => {
      pairs.delete(pair);
      client.terminate();
      for (const gone of goneWaiting) gone();
    });
    engine.on('message', (data: RawData) => {
      const text = data.toString();
      if (waiting.size > 0 && text.includes(ANSWERED)) {
        const answer = JSON.parse(text) as {
          request_id: string;
          status_code: number;
          message_body?: string;
        };
        const take = waiting.get(answer.request_id);
        if (take !== undefined) {
          waiting.delete(answer.request_id);
          return take({ status: answer.status_code, body: answer.message_body ?? '' });
        }
      }
      options.onEvent?.(text);
      client.send(text);
    });
    client.on('message', (data: RawData) => {
      const text = data.toString();
      const asked = text.includes('"RESTRequest"') ? (JSON.parse(text) as RestRequest) : null;
      const originate =
        asked === null
          ? null
          : readOriginate(asked.method, `/ari/${asked.uri ?? ''}`, asked.message_body ?? '');
      if (asked === null || originate === null || options.onOriginate === undefined) {
        engine.send(text);
        return;
      }
      const forward = (): Promise<Answer> =>
        new Promise((resolve, reject) => {
          waiting.set(asked.request_id ?? '', resolve);
          goneWaiting.add(() => reject(new Error('the engine is gone')));
          engine.send(text);
        });
      void options.onOriginate(originate, forward).then(
        (treatment) => treat(client, engine, asked, treatment),
        () => client.terminate(),
      );
    });
  };

  const cutStreams = (): void => {
    for (const { client, engine } of pairs) {
      client.terminate();
      engine.terminate();
    }
    pairs.clear();
  };
  const listen = (onPort: number): Promise<void> =>
    new Promise((resolve) => server.listen(onPort, '127.0.0.1', resolve));
  const down = async (): Promise<void> => {
    cutStreams();
    for (const socket of sockets) socket.resetAndDestroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    connections: () => sockets.size,
    streams: () =>
      [...pairs].filter(({ client, engine }) => client.readyState === 1 && engine.readyState === 1).length,
    cutStreams,
    down,
    up: () => listen(port),
    close: async () => {
      agent.destroy();
      await down();
    },
  };
}

/** Answers a request that came by the event stream. */
function treat(client: WebSocket, engine: WebSocket, asked: RestRequest, treatment: Treatment): void {
  if (treatment.kind === 'hang') return;
  if (treatment.kind === 'reset') {
    client.terminate();
    engine.terminate();
    return;
  }
  // Asterisk sends no headers this way.
  const { status, body } = treatment.answer;
  const text = JSON.stringify({
    type: 'RESTResponse',
    transaction_id: asked.transaction_id ?? '',
    request_id: asked.request_id ?? '',
    status_code: status,
    reason_phrase: '',
    uri: asked.uri?.split('?')[0] ?? '',
    content_type: 'application/json',
    message_body: body,
  });
  if (treatment.kind === 'answer') {
    client.send(text);
    return;
  }
  // A text frame that announces more than there is.
  const payload = Buffer.from(text);
  const frame = Buffer.alloc(4);
  frame.writeUInt8(0x81, 0);
  frame.writeUInt8(126, 1);
  frame.writeUInt16BE(payload.length, 2);
  const socket = (client as unknown as { readonly _socket: Socket })._socket;
  socket.write(Buffer.concat([frame, payload.subarray(0, -10)]), () => {
    socket.resetAndDestroy();
    engine.terminate();
  });
}

/** Null when it asks for something else. */
function readOriginate(method = 'GET', path = '', body = ''): Originate | null {
  const { pathname, searchParams } = new URL(path, 'http://engine');
  const [, id] = /^\/ari\/channels(?:\/([^/]+))?$/.exec(pathname) ?? [];
  if (method !== 'POST' || !/^\/ari\/channels(\/|$)/.test(pathname)) return null;
  let fields: Record<string, unknown> = {};
  try {
    fields = body === '' ? {} : (JSON.parse(body) as Record<string, unknown>);
  } catch {
    return null;
  }
  const value = (name: string): string | null => {
    const found = searchParams.get(name) ?? fields[name];
    return typeof found === 'string' ? found : null;
  };
  const endpoint = value('endpoint');
  if (endpoint === null || pathname.split('/').length > 4) return null;
  return {
    callId: id === undefined ? value('channelId') : decodeURIComponent(id),
    endpoint,
    callerId: value('callerId'),
    at: performance.now(),
  };
}

function toEngine(agent: Agent, target: URL, incoming: IncomingMessage, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { authorization, 'content-type': type } = incoming.headers;
    const outgoing = request(
      {
        agent,
        host: target.hostname,
        port: target.port,
        method: incoming.method,
        path: incoming.url,
        headers: {
          ...(authorization === undefined ? {} : { authorization }),
          ...(type === undefined ? {} : { 'content-type': type }),
          'content-length': body.length,
        },
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const header = answer.headers['content-type'];
          resolve({
            status: answer.statusCode ?? 0,
            ...(header === undefined ? {} : { headers: { 'content-type': header } }),
            body: Buffer.concat(chunks).toString(),
          });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
