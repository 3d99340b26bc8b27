import { WebSocket } from 'ws';

/**
 * A console reduced to its socket: it speaks Socket.IO over one WebSocket and hands every event over as the bytes it came in. A real
 * console has a machine of its own to parse what it gets; a thousand of them in one process would measure themselves.
 */
export interface ConsoleSocket {
  /** Sends a command; resolves with its acknowledgement as text. */
  send(command: string, body: unknown): Promise<string>;
  close(): void;
}

export function openConsole(
  url: string,
  auth: object,
  onEvent: (event: Buffer) => void,
): Promise<ConsoleSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
    const acks = new Map<number, (text: string) => void>();
    let sent = 0;
    socket.once('error', reject);
    socket.on('message', (data: Buffer) => {
      // Engine.IO: 0 open, 2 ping; 4 carries Socket.IO: 0 connected, 2 event, 3 acknowledgement.
      const kind = String.fromCharCode(data[0] ?? 0, data[1] ?? 0);
      if (kind === '42') return onEvent(data.subarray(2));
      if (kind[0] === '0') return socket.send(`40${JSON.stringify(auth)}`);
      if (kind[0] === '2') return socket.send('3');
      if (kind === '44') return reject(new Error(data.toString()));
      if (kind === '43') {
        const text = data.toString('utf8', 2);
        const id = parseInt(text, 10);
        acks.get(id)?.(text);
        return acks.delete(id);
      }
      if (kind === '40') {
        resolve({
          send: (command, body) =>
            new Promise((done) => {
              acks.set(++sent, done);
              socket.send(`42${sent}${JSON.stringify([command, body])}`);
            }),
          close: () => socket.terminate(),
        });
      }
    });
  });
}

/** Opens many, fifty at a time. */
export async function openConsoles(
  url: string,
  auth: object,
  count: number,
  onEvent: (event: Buffer, index: number) => void,
): Promise<ConsoleSocket[]> {
  const consoles: ConsoleSocket[] = [];
  while (consoles.length < count) {
    const from = consoles.length;
    const some = Array.from({ length: Math.min(50, count - from) }, (_, i) =>
      openConsole(url, auth, (event) => onEvent(event, from + i)),
    );
    consoles.push(...(await Promise.all(some)));
  }
  return consoles;
}
