import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What one request brought, and where its answer goes. */
export interface Brought {
  readonly reply: ServerResponse;
}

/**
 * A bare server of webhooks that commits in groups: what arrives during the last commit goes into the next one, and each is
 * answered 204 once it is written. Prints its address when ready.
 */
export function serveIngress<T extends Brought>(
  read: (url: string | undefined, body: string, reply: ServerResponse) => T,
  write: (batch: readonly T[]) => Promise<unknown>,
): void {
  let waiting: T[] = [];
  let committing = false;

  async function commit(): Promise<void> {
    committing = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await write(batch);
      for (const { reply } of batch) reply.writeHead(204).end();
    }
    committing = false;
  }

  const server = createServer((incoming, reply) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      waiting.push(read(incoming.url, Buffer.concat(chunks).toString(), reply));
      if (!committing) void commit();
    });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1', () =>
    console.log(`ready http://127.0.0.1:${(server.address() as AddressInfo).port}`),
  );
  process.once('SIGTERM', () => process.exit(0));
}
