import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { CallStateMessage } from '@ringside/contracts';
import { Webhook } from 'standardwebhooks';

/** A post that reached a developer's server. */
export interface Received {
  readonly id: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly message: CallStateMessage;
  readonly at: number;
}

/** How the server answers a post: a status, with headers; `never`: it keeps the connection and says nothing. */
export type Reply =
  number | 'never' | { readonly status: number; readonly headers: Readonly<Record<string, string>> };

/** A developer's server, as they really are: it may be slow, wrong, or away. */
export class Receiver {
  readonly received: Received[] = [];
  reply: (post: Received) => Reply = () => 204;
  /** Before it answers, milliseconds. */
  takesMs = 0;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private port: number,
  ) {}

  static async start(port = 0): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server, port);
    server.on('connection', (socket) => {
      receiver.sockets.add(socket);
      socket.once('close', () => receiver.sockets.delete(socket));
    });
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        const post = {
          id: String(request.headers['webhook-id']),
          url: request.url ?? '',
          headers: request.headers,
          body,
          message: JSON.parse(body) as CallStateMessage,
          at: Date.now(),
        };
        receiver.received.push(post);
        const reply = receiver.reply(post);
        if (reply === 'never') return;
        const { status, headers } = typeof reply === 'number' ? { status: reply, headers: {} } : reply;
        setTimeout(() => response.writeHead(status, { ...headers }).end(), receiver.takesMs);
      });
    });
    await receiver.listen();
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Takes posts again, at the same address. */
  async listen(): Promise<void> {
    await new Promise<void>((done) => this.server.listen(this.port, '127.0.0.1', done));
    this.port = (this.server.address() as AddressInfo).port;
  }

  /** Goes away; whoever connects is refused. */
  async close(): Promise<void> {
    const closed = new Promise((done) => this.server.close(done));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  /** Posts of one call, in the order they came. */
  of(callId: string): Received[] {
    return this.received.filter(({ message }) => message.data.call_id === callId);
  }

  /** Throws when a post is not signed with this secret. */
  verify(secret: string): void {
    const webhook = new Webhook(secret);
    for (const { body, headers } of this.received) webhook.verify(body, headers as Record<string, string>);
  }
}
