import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * The listening socket, opened before anything else starts: a taken port is known at once, the address
 * is known when it is first told to a phone system, and a request that comes before the service is
 * ready waits for it, so that no webhook is lost between the first call and the first route.
 */
export interface Door {
  readonly server: Server;
  readonly port: number;
  /** Address on this machine, without a slash at the end. */
  readonly url: string;
  /** From now on requests go to `listener`; those that waited go first. */
  serve(listener: RequestListener): void;
  /** Takes no new connection, lets running requests end for `graceMs`, then cuts what is left. */
  close(graceMs: number): Promise<void>;
}

/** More waiting requests than this are answered 503. */
const MAX_WAITING = 1000;

/** Rejects with the socket's error (`EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`). */
export async function openDoor(host: string, port: number): Promise<Door> {
  let listener: RequestListener | null = null;
  const waiting: [IncomingMessage, ServerResponse][] = [];
  const server = createServer({
    // Slow senders: headers within 10 s, a streamed upload within an hour, other bodies see body-parsers.
    headersTimeout: 10_000,
    requestTimeout: 3_600_000,
    connectionsCheckingInterval: 2_000,
    keepAliveTimeout: 65_000,
    maxHeaderSize: 16_384,
  });
  // A connection on which nothing moves for this long is closed; sockets turn it off for themselves.
  server.setTimeout(30_000);
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (listener !== null) listener(request, response);
    else if (waiting.length < MAX_WAITING) waiting.push([request, response]);
    else response.writeHead(503, { 'retry-after': '1', connection: 'close' }).end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address() as AddressInfo;
  return {
    server,
    port: address.port,
    url: urlOf(host, address.port),
    serve(next) {
      listener = next;
      for (const [request, response] of waiting.splice(0)) next(request, response);
    },
    async close(graceMs) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const cut = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(cut);
    },
  };
}

/** An address others can call, without a slash at the end: "every network" is reached on this machine by loopback. */
export function urlOf(host: string, port: number): string {
  const everywhere = host === '0.0.0.0' || host === '::';
  const name = everywhere ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
