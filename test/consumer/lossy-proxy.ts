import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands between a client and the service, and loses answers: the request has arrived and is done, its answer never comes. */
export class LossyProxy {
  /** How many of the next answers are lost. */
  losing = 0;
  lost = 0;
  readonly #http = createServer((request, response) => {
    this.#pass(request, response).catch(() => response.destroy());
  });

  private constructor(private readonly target: string) {}

  static async open(target: string): Promise<LossyProxy> {
    const proxy = new LossyProxy(target);
    await new Promise<void>((resolve) => proxy.#http.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = new Headers();
    for (const [name, value] of Object.entries(request.headers)) {
      if (typeof value === 'string' && !/^(host|connection|content-length|transfer-encoding)$/.test(name))
        headers.set(name, value);
    }
    const answer = await fetch(new URL(request.url ?? '/', this.target), {
      method: request.method ?? 'GET',
      headers,
      ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
    });
    const body = Buffer.from(await answer.arrayBuffer());
    if (this.losing > 0) {
      this.losing -= 1;
      this.lost += 1;
      response.destroy();
      return;
    }
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(body);
  }
}
