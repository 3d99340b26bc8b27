import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { expect } from '@jest/globals';

export interface RawServer {
  readonly url: string;
  readonly port: number;
  /** Complete requests, as they arrived. */
  readonly requests: readonly string[];
  readonly sockets: ReadonlySet<Socket>;
  close(): Promise<void>;
}

/** A server made of a raw socket handler. */
export async function startRawServer(
  onRequest: (socket: Socket, count: number, text: string) => void,
  onConnection?: (socket: Socket) => void,
): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const requests: string[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    onConnection?.(socket);
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      const head = text.indexOf('\r\n\r\n');
      const length = Number(/content-length: (\d+)/.exec(text)?.[1] ?? 0);
      if (head === -1 || text.length < head + 4 + length) return;
      requests.push(text);
      const whole = text;
      text = '';
      onRequest(socket, requests.length, whole);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/call`, port, requests, sockets, close };
}

/** Waits until the server has at most so many connections; fails after ten seconds. */
export async function fewSockets(server: { readonly sockets: ReadonlySet<Socket> }, most = 0): Promise<void> {
  for (let waited = 0; server.sockets.size > most && waited < 10_000; waited += 5) await pause(5);
  expect(server.sockets.size).toBeLessThanOrEqual(most);
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
