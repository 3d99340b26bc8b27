import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A phone system that takes every call and does nothing: the test sends the statuses. */
export interface Phone {
  readonly url: string;
  readonly calls: readonly { readonly phone: string; readonly webhookUrl: string }[];
  close(): Promise<void>;
}

export async function startPhone(): Promise<Phone> {
  const calls: { phone: string; webhookUrl: string }[] = [];
  const server = createServer((request, reply) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { phone, webhookURL } = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, string>;
      calls.push({ phone: phone ?? '', webhookUrl: webhookURL ?? '' });
      reply.setHeader('content-type', 'application/json').end(JSON.stringify({ id: calls.length }));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
