import { createSocket, type RemoteInfo } from 'node:dgram';

/** A carrier by SIP, on loopback: who is called is refused with the status that the last three digits of the number name. */
export interface SipCarrier {
  readonly port: number;
  close(): Promise<void>;
}

/** As little of RFC 3261 as a refusal needs: 100, the final answer again until its ACK comes, and nothing else. */
export async function startSipCarrier(): Promise<SipCarrier> {
  const socket = createSocket('udp4');
  const waiting = new Map<string, NodeJS.Timeout>();
  socket.on('message', (data: Buffer, from: RemoteInfo) => {
    const [head = '', ...lines] = data.toString().split('\r\n');
    const [method = '', uri = ''] = head.split(' ');
    const header = (name: string): string[] =>
      lines.filter((line) => line.toLowerCase().startsWith(`${name}:`));
    const call = header('call-id')[0] ?? '';
    clearInterval(waiting.get(call));
    waiting.delete(call);
    if (method !== 'INVITE') return;
    const answer = (status: number, tag: string): void => {
      const text = [
        `SIP/2.0 ${status} ${status === 100 ? 'Trying' : 'No'}`,
        ...header('via'),
        ...header('from'),
        ...header('to').map((line) => line + tag),
        call,
        ...header('cseq'),
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n');
      socket.send(text, from.port, from.address);
    };
    const status = Number(/^sip:\+?\d*(\d{3})@/.exec(uri)?.[1] ?? 404);
    answer(100, '');
    const refuse = (): void => answer(status, ';tag=far-end');
    refuse();
    waiting.set(call, setInterval(refuse, 500));
  });
  await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done));
  return {
    port: socket.address().port,
    close: () => {
      for (const timer of waiting.values()) clearInterval(timer);
      return new Promise((done) => socket.close(() => done()));
    },
  };
}
