import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One call as the far end of a benchmark sees it. */
export interface PlacedCall {
  readonly id: number;
  readonly webhookUrl: string;
  /** `performance.now()` when the request had been read. */
  readonly at: number;
}

/** A phone system that does nothing by itself: it takes every call, and sends the statuses it is told to. */
export interface PhoneSystem {
  readonly url: string;
  /** Posts a status; resolves with the HTTP status of the answer. */
  send(call: PlacedCall, status: string): Promise<number>;
  close(): Promise<void>;
}

export async function startPhoneSystem(
  onCall: (call: PlacedCall) => void,
  sockets = 256,
): Promise<PhoneSystem> {
  const agent = new Agent({ keepAlive: true, maxSockets: sockets });
  let ids = 0;
  const server = createServer((incoming, reply) => {
    void take(incoming, reply, (body) => {
      const call = { id: ++ids, webhookUrl: body.webhookURL, at: performance.now() };
      setImmediate(onCall, call);
      return call.id;
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    send: ({ id, webhookUrl }, status) => post(agent, webhookUrl, JSON.stringify({ id, status })),
    close: async () => {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function take(
  incoming: IncomingMessage,
  reply: ServerResponse,
  place: (body: { webhookURL: string }) => number,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  const id = place(JSON.parse(Buffer.concat(chunks).toString()) as { webhookURL: string });
  reply.setHeader('content-type', 'application/json').end(JSON.stringify({ id }));
}

export function post(
  agent: Agent,
  url: string,
  body: string,
  more: Readonly<Record<string, string>> = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      {
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...more },
      },
      (answer) => {
        answer.resume();
        answer.once('end', () => resolve(answer.statusCode ?? 0));
        answer.once('error', reject);
      },
    );
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}
