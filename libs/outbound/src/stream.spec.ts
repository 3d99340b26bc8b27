import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { getEventListeners } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createOutbound } from './create-outbound.js';
import { BodyLost } from './outbound.js';
import type { Outbound, OutboundOptions, OutboundRequest, OutboundStream } from './outbound.js';
import { fewSockets, pause, startRawServer } from './testing/raw-server.js';
import type { RawServer } from './testing/raw-server.js';

const HEAD = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${HEAD}transfer-encoding: chunked\r\n\r\n`;

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function outbound(options: Partial<OutboundOptions> = {}): Outbound {
  const made = createOutbound({ allow: ['127.0.0.0/8'], ...options });
  cleanups.push(() => made.close());
  return made;
}

async function rawServer(...handlers: Parameters<typeof startRawServer>): Promise<RawServer> {
  const server = await startRawServer(...handlers);
  cleanups.push(server.close);
  return server;
}

function get(url: string, more: Partial<OutboundRequest> = {}): OutboundRequest {
  return { method: 'GET', url, timeoutMs: 5000, maxBytes: 1_000_000, ...more };
}

/** A busy machine is slow: only who waits for the time to run out has little of it. */
const within = (outcome: string): number => (outcome.includes('timeout') ? 1000 : 20_000);

/** `200 the body`, or how it ended: `not_sent code`, `lost code`, `200 the begin... BodyLost code`. */
async function text(stream: OutboundStream): Promise<string> {
  if (stream.kind !== 'response') return `${stream.kind} ${stream.code}`;
  let read = '';
  try {
    for await (const chunk of stream.body) read += chunk.toString('latin1');
  } catch (error) {
    if (!(error instanceof BodyLost)) throw error;
    return `${stream.status} ${read}... BodyLost ${error.code}`;
  }
  return `${stream.status} ${read}`;
}

describe('a streamed answer', () => {
  it('gives its head before its body is there, and the body piece by piece', async () => {
    let server: Socket | null = null;
    const { url } = await rawServer((socket) => {
      server = socket;
      socket.write(`${HEAD}X-One: a\r\ntransfer-encoding: chunked\r\n\r\n`);
    });
    const stream = await outbound().stream(get(url));
    if (stream.kind !== 'response' || server === null) throw new Error('no answer');
    const socket: Socket = server;
    expect(stream).toMatchObject({ status: 200, headers: { 'x-one': 'a' } });
    const body = stream.body[Symbol.asyncIterator]();
    for (const piece of ['one', 'two', 'six']) {
      socket.write(`3\r\n${piece}\r\n`);
      expect((await body.next()).value?.toString()).toBe(piece);
    }
    socket.write('0\r\n\r\n');
    expect(await body.next()).toEqual({ done: true, value: undefined });
  });

  it.each([
    ['chunked', `${CHUNKED}3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n`, '200 abcde'],
    ['until the connection ends', 'HTTP/1.0 200 OK\r\n\r\nabcde', '200 abcde'],
    ['of a length that was said', `${HEAD}content-length: 5\r\n\r\nabcde`, '200 abcde'],
    ['longer than was said: what was said', `${HEAD}content-length: 2\r\n\r\nabcde`, '200 ab'],
    ['empty', `${HEAD}content-length: 0\r\n\r\n`, '200 '],
    ['HTML and an error', 'HTTP/1.1 500 No\r\ncontent-length: 6\r\n\r\n<html>', '500 <html>'],
    ['a redirect, not followed', 'HTTP/1.1 302 Go\r\nlocation: /\r\ncontent-length: 0\r\n\r\n', '302 '],
  ])('%s', async (_what, answer, expected) => {
    const server = await rawServer((socket) => {
      if (answer.startsWith('HTTP/1.0')) socket.end(answer);
      else socket.write(answer);
    });
    expect(await text(await outbound().stream(get(server.url)))).toBe(expected);
    expect(server.requests).toHaveLength(1);
  });

  it('leaves a connection that serves the next request, once its body was read', async () => {
    let connections = 0;
    const server = await rawServer(
      (socket) => socket.write(`${CHUNKED}2\r\nhi\r\n0\r\n\r\n`),
      () => (connections += 1),
    );
    const client = outbound();
    for (let n = 0; n < 5; n++) expect(await text(await client.stream(get(server.url)))).toBe('200 hi');
    expect(connections).toBe(1);
  });

  it('leaves nothing on the signal', async () => {
    const server = await rawServer((socket) => socket.write(`${CHUNKED}2\r\nhi\r\n0\r\n\r\n`));
    const { signal } = new AbortController();
    await text(await outbound().stream(get(server.url, { signal })));
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('of 200 MB comes whole and in order', async () => {
    const block = Buffer.from(Uint8Array.from({ length: 65_536 }, (_, i) => (i * 7 + (i >> 8)) & 255));
    const blocks = 3200;
    const url = await httpServer(async (write) => {
      for (let n = 0; n < blocks; n++) await write(block);
    });
    const stream = await outbound().stream(get(url, { maxBytes: 2 ** 31 }));
    if (stream.kind !== 'response') throw new Error(stream.code);
    let at = 0;
    let wrong = 0;
    for await (const chunk of stream.body) {
      for (let i = 0; i < chunk.length; i += 1021) {
        if (chunk[i] !== block[(at + i) & 65_535]) wrong += 1;
      }
      at += chunk.length;
      // Now and then it is slow.
      if (at % 977 === 0) await pause(1);
    }
    expect(at).toBe(blocks * block.length);
    expect(wrong).toBe(0);
  });
});

describe('a slow consumer', () => {
  it('holds the other side back', async () => {
    let sent = 0;
    const block = Buffer.alloc(65_536, 'x');
    const url = await httpServer(async (write) => {
      for (let n = 0; n < 1600; n++) {
        await write(block);
        sent += block.length;
      }
    });
    const stream = await outbound().stream(get(url, { maxBytes: 2 ** 31, timeoutMs: 1000 }));
    if (stream.kind !== 'response') throw new Error(stream.code);
    // Longer than the time limit: nobody waits for the other side.
    let before = -1;
    while (before !== sent) {
      before = sent;
      await pause(1200);
    }
    // What the kernel holds for both sides, and half a megabyte of ours.
    expect(sent).toBeLessThan(40_000_000);
    let read = 0;
    for await (const chunk of stream.body) read += chunk.length;
    expect(read).toBe(1600 * block.length);
  });

  it('has what came before the other side broke, and then is told', async () => {
    const server = await rawServer((socket) =>
      socket.write(`${CHUNKED}3\r\nabc\r\n`, () => setTimeout(() => socket.resetAndDestroy(), 20)),
    );
    const stream = await outbound().stream(get(server.url));
    await pause(100);
    expect(await text(stream)).toBe('200 abc... BodyLost reset');
  });
});

describe('a body that breaks off', () => {
  it.each<[string, (socket: Socket) => void, string]>([
    ['reset', (socket) => setTimeout(() => socket.resetAndDestroy(), 20), 'reset'],
    ['closed', (socket) => socket.end(), 'reset'],
    ['silent', () => undefined, 'timeout'],
    ['not chunked as it should be', (socket) => socket.write('zz\r\n'), 'bad_response'],
    ['too long', (socket) => socket.write(`400\r\n${'z'.repeat(1024)}\r\n`), 'too_large'],
  ])('%s', async (_what, then, code) => {
    const server = await rawServer((socket) => socket.write(`${CHUNKED}3\r\nabc\r\n`, () => then(socket)));
    const stream = await outbound().stream(get(server.url, { timeoutMs: within(code), maxBytes: 1000 }));
    expect(await text(stream)).toBe(`200 abc... BodyLost ${code}`);
    await fewSockets(server);
  });

  it('before all that was announced had come', async () => {
    const server = await rawServer((socket) => socket.end(`${HEAD}content-length: 99\r\n\r\nhalf`));
    expect(await text(await outbound().stream(get(server.url)))).toMatch(/^200 half\.\.\. BodyLost reset$/);
  });

  it('throws once more to nobody: a body is read once', async () => {
    const server = await rawServer((socket) => socket.write(`${CHUNKED}3\r\nabc\r\n0\r\n\r\n`));
    const stream = await outbound().stream(get(server.url));
    expect(await text(stream)).toBe('200 abc');
    expect(await text(stream)).toBe('200 ');
  });

  it('is slow but alive: each wait is bounded, not the whole', async () => {
    const server = await rawServer((socket) => {
      socket.write(CHUNKED);
      let left = 10;
      const timer = setInterval(() => {
        socket.write(left > 0 ? '1\r\na\r\n' : '0\r\n\r\n');
        left -= 1;
        if (left < 0) clearInterval(timer);
      }, 200);
      socket.on('close', () => clearInterval(timer));
    });
    const stream = await outbound().stream(get(server.url, { timeoutMs: 1500 }));
    expect(await text(stream)).toBe(`200 ${'a'.repeat(10)}`);
  });

  it('given up by the caller', async () => {
    const control = new AbortController();
    const server = await rawServer((socket) => socket.write(`${CHUNKED}3\r\nabc\r\n`));
    const stream = await outbound().stream(get(server.url, { signal: control.signal }));
    setTimeout(() => control.abort(), 20);
    expect(await text(stream)).toBe('200 abc... BodyLost aborted');
    await fewSockets(server);
  });

  it('left early closes the connection, and the client is none the worse', async () => {
    const server = await rawServer((socket, count) => {
      if (count === 1) socket.write(`${CHUNKED}3\r\nabc\r\n`);
      else socket.write(`${CHUNKED}2\r\nhi\r\n0\r\n\r\n`);
    });
    const client = outbound({ connectionsPerOrigin: 1 });
    const stream = await client.stream(get(server.url));
    if (stream.kind !== 'response') throw new Error(stream.code);
    for await (const chunk of stream.body) {
      expect(chunk.toString()).toBe('abc');
      break;
    }
    await fewSockets(server);
    expect(await text(await client.stream(get(server.url)))).toBe('200 hi');
  });
});

describe('no answer to stream', () => {
  it.each<[string, (socket: Socket) => void, string]>([
    ['nothing', () => undefined, 'lost timeout'],
    ['half a head', (socket) => socket.write(`${HEAD}x-a: b\r\n`), 'lost timeout'],
    ['a reset', (socket) => socket.resetAndDestroy(), 'lost reset'],
    ['not HTTP', (socket) => socket.write('SIP/2.0 200 OK\r\n\r\n'), 'lost bad_response'],
    [
      'a body that is said to be too long',
      (socket) => socket.write(`${HEAD}content-length: 1000001\r\n\r\n`),
      'lost too_large',
    ],
  ])('%s', async (_what, onRequest, expected) => {
    const server = await rawServer(onRequest);
    const stream = await outbound().stream(get(server.url, { timeoutMs: within(expected) }));
    expect(await text(stream)).toBe(expected);
    expect(server.requests).toHaveLength(1);
    await fewSockets(server);
  });

  it('is not asked for where it must not be, and is told from one that was', async () => {
    const server = await rawServer((socket) => socket.write(`${HEAD}content-length: 0\r\n\r\n`));
    const guarded = outbound({ allow: [] });
    expect(await text(await guarded.stream(get(server.url)))).toBe('not_sent address_not_allowed');
    expect(server.requests).toHaveLength(0);
    expect(await text(await guarded.stream(get('ftp://127.0.0.1/')))).toBe('not_sent bad_url');
    const aborted = get(server.url, { signal: AbortSignal.abort() });
    expect(await text(await outbound().stream(aborted))).toBe('not_sent aborted');
    await server.close();
    expect(await text(await outbound().stream(get(server.url)))).toBe('not_sent connection_refused');
    const closed = outbound();
    await closed.close();
    expect(await text(await closed.stream(get(server.url)))).toBe('not_sent closed');
  });
});

/** A server whose answer is written block by block, each when the one before has gone; its address. */
async function httpServer(
  answer: (write: (block: Buffer) => Promise<void>) => Promise<void>,
): Promise<string> {
  const server = createHttpServer((_request, response) => {
    const write = (block: Buffer): Promise<void> =>
      new Promise((resolve, reject) => {
        response.once('close', reject);
        response.write(block, () => {
          response.off('close', reject);
          resolve();
        });
      });
    answer(write).then(
      () => response.end(),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
