import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
/** What a request is answered with; `lost`: nothing, the connection breaks; `silent`: nothing, it stays open. */
export type Told =
  | 'lost'
  | 'silent'
  | {
      readonly status?: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    };

/** A server that answers what it is told to, one after another, the last again and again; it writes down what came. */
export class ToldServer {
  readonly seen: Seen[] = [];
  answers: Told[] = [];
  /** Known still when it is closed, for requests that come late. */
  url = '';
  readonly #http = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      this.seen.push({ method, url, headers, body });
      this.#answer(response, (this.answers.length > 1 ? this.answers.shift() : this.answers[0]) ?? {});
    });
  });

  static async open(): Promise<ToldServer> {
    const server = new ToldServer();
    await new Promise<void>((resolve) => server.#http.listen(0, '127.0.0.1', resolve));
    server.url = `http://127.0.0.1:${(server.#http.address() as AddressInfo).port}`;
    return server;
  }

  async close(): Promise<void> {
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  #answer(response: ServerResponse, told: Told): void {
    if (told === 'lost') return void response.socket?.destroy();
    if (told === 'silent') return;
    const { status = 200, body = {}, headers = {} } = told;
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    response.end(body === '' ? '' : JSON.stringify(body));
  }
}

export function problem(status: number, code: string, headers: Readonly<Record<string, string>> = {}): Told {
  return { status, body: { type: 'about:blank', title: code, status, code, detail: 'why' }, headers };
}
