import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Cdr, PbxMock } from '../src/index.js';

/** A status as it reached the sink. */
export interface Got {
  readonly path: string;
  readonly id: number;
  readonly status: string;
}

/** A webhook of a PBX as it reached the sink. */
export interface GotCdr {
  readonly tenant: string | undefined;
  readonly text: string;
  readonly cdr: Partial<Cdr>;
}

/** A real consumer: it keeps what it is sent, in order of arrival. */
export interface AnySink<T> {
  /** An address for one call: `<sink>/<name>`. */
  url(name: string): string;
  readonly got: readonly T[];
  /** Resolves once `seen` holds; asked again after every arrival. */
  until(seen: (got: readonly T[]) => boolean): Promise<void>;
  /** How statuses are answered; 204 at first. */
  answerWith(how: (got: T, response: ServerResponse) => void): void;
  close(): Promise<void>;
}
export interface Sink extends AnySink<Got> {
  /** Statuses sent to one name. */
  statusesOf(name: string): string[];
}

/** A sink for statuses of the call API. */
export async function openSink(): Promise<Sink> {
  const sink = await openAnySink((request, text): Got => {
    return { path: request.url ?? '', ...(JSON.parse(text) as { id: number; status: string }) };
  });
  const statusesOf = (name: string): string[] =>
    sink.got.filter(({ path }) => path === `/${name}`).map(({ status }) => status);
  return { ...sink, statusesOf };
}

/** A sink for webhooks of the PBX. */
export function openCdrSink(): Promise<AnySink<GotCdr>> {
  return openAnySink((request, text) => ({
    tenant: request.headers['tenant-uuid']?.toString(),
    text,
    cdr: JSON.parse(text) as Partial<Cdr>,
  }));
}

async function openAnySink<T>(read: (request: IncomingMessage, text: string) => T): Promise<AnySink<T>> {
  const got: T[] = [];
  let answer = (_: T, response: ServerResponse): void => void response.writeHead(204).end();
  let waiting: (() => void)[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const one = read(request, text);
      got.push(one);
      answer(one, response);
      for (const check of waiting) check();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: (name) => `http://127.0.0.1:${String(port)}/${name}`,
    got,
    until: (seen) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (!seen(got)) return;
          waiting = waiting.filter((other) => other !== check);
          resolve();
        };
        waiting.push(check);
        check();
      }),
    answerWith: (how) => {
      answer = how;
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** What `POST /call` replied. */
export interface Reply {
  readonly status: number;
  readonly text: string;
  readonly id: number | null;
  readonly headers: Headers;
}

/** Asks for a call. */
export async function place(mock: PbxMock, phone: string, webhookURL: string, query = ''): Promise<Reply> {
  const response = await fetch(`${mock.url}/call${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ phone, webhookURL }),
  });
  const text = await response.text();
  const id = /^\{"id":(\d+)\}$/.exec(text)?.[1];
  return {
    status: response.status,
    text,
    id: id === undefined ? null : Number(id),
    headers: response.headers,
  };
}

/** Asks until `holds`, at most half a minute: only failures wait. */
export async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 30_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('did not come true within 30 s');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
