import { connect, type Socket } from 'node:net';

export interface Shot {
  readonly url: string;
  readonly body: string;
  /** Further header lines, each with its line end. */
  readonly head?: string;
}

/**
 * Posts as fast as answers come, over `sockets` plain connections with one request under way on each: so
 * cheap that the other side, not the sender, is what is measured. Answers how many were answered 2xx.
 */
export async function postAll(
  shots: readonly Shot[],
  sockets: number,
): Promise<{ ok: number; seconds: number }> {
  const first = shots[0];
  if (!first) return { ok: 0, seconds: 0 };
  const { hostname, port } = new URL(first.url);
  const requests = shots.map(({ url, body, head = '' }) => {
    const { pathname, host } = new URL(url);
    return `POST ${pathname} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\n${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  });
  let next = 0;
  let ok = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: Math.min(sockets, shots.length) }, () =>
      drive(
        connect(Number(port), hostname),
        () => requests[next++],
        (status) => {
          if (status.startsWith('2')) ok++;
        },
      ),
    ),
  );
  return { ok, seconds: (performance.now() - started) / 1000 };
}

/** One connection: a request, its answer, the next request. */
function drive(
  socket: Socket,
  take: () => string | undefined,
  answered: (status: string) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let received = '';
    socket.setNoDelay(true);
    const send = (): void => {
      const request = take();
      if (request === undefined) {
        socket.destroy();
        resolve();
      } else socket.write(request);
    };
    socket.once('connect', send);
    socket.once('error', reject);
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      const head = received.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(received)?.[1] ?? 0);
      if (received.length < head + 4 + length) return;
      answered(received.slice(9, 12));
      received = received.slice(head + 4 + length);
      send();
    });
  });
}
