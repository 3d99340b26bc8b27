import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createOutbound } from './create-outbound.js';
import type { OutboundParts } from './create-outbound.js';
import type { Outbound, OutboundOptions, OutboundRequest, OutboundResult } from './outbound.js';
import { fewSockets, pause, startRawServer } from './testing/raw-server.js';
import type { RawServer } from './testing/raw-server.js';

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi';

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function outbound(options: Partial<OutboundOptions> = {}, parts: OutboundParts = {}): Outbound {
  const made = createOutbound({ allow: ['127.0.0.0/8'], ...options }, parts);
  cleanups.push(() => made.close());
  return made;
}

async function rawServer(...handlers: Parameters<typeof startRawServer>): Promise<RawServer> {
  const server = await startRawServer(...handlers);
  cleanups.push(server.close);
  return server;
}

function post(url: string, more: Partial<OutboundRequest> = {}): OutboundRequest {
  return {
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json' },
    body: '{"phone":"13018040009"}',
    timeoutMs: 5000,
    maxBytes: 1000,
    ...more,
  };
}

const text = (result: OutboundResult): string =>
  result.kind === 'response' ? `${result.status} ${result.body.toString()}` : `${result.kind} ${result.code}`;

describe('an answer', () => {
  it('comes with status, headers and body; the request is written as it was given', async () => {
    const server = await rawServer((socket) =>
      socket.write(
        'HTTP/1.1 201 Made\r\nX-One: a\r\nset-cookie: a\r\nset-cookie: b\r\ncontent-length: 2\r\n\r\nhi',
      ),
    );
    const result = await outbound().send(post(`${server.url}?key=1#part`));
    expect(result).toMatchObject({
      kind: 'response',
      status: 201,
      headers: { 'x-one': 'a', 'set-cookie': 'a, b' },
    });
    expect(text(result)).toBe('201 hi');
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatch(/^POST \/call\?key=1 HTTP\/1\.1\r\nhost: 127\.0\.0\.1:\d+\r\n/);
    expect(server.requests[0]).toMatch(/content-length: 23\r\n\r\n\{"phone":"13018040009"\}$/);
  });

  it('may come in many pieces, or chunked, or until the connection ends', async () => {
    const answers = [
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n',
      'HTTP/1.0 200 OK\r\n\r\nabcde',
    ];
    const server = await rawServer((socket, count) => {
      const answer = answers[count - 1] ?? '';
      for (const character of answer) socket.write(character);
      if (count === 2) socket.end();
    });
    const client = outbound();
    expect(text(await client.send(post(server.url)))).toBe('200 abcde');
    expect(text(await client.send(post(server.url)))).toBe('200 abcde');
  });

  it('that redirects is handed over, and not followed', async () => {
    const target = await rawServer((socket) => socket.write(OK));
    const server = await rawServer((socket) =>
      socket.write(`HTTP/1.1 307 Go\r\nlocation: ${target.url}\r\ncontent-length: 0\r\n\r\n`),
    );
    expect(text(await outbound().send(post(server.url)))).toBe('307 ');
    expect(target.requests).toHaveLength(0);
  });

  it('that is only informational is not the answer', async () => {
    const server = await rawServer((socket) => {
      socket.write('HTTP/1.1 102 Processing\r\n\r\n');
      socket.write(OK);
    });
    expect(text(await outbound().send(post(server.url)))).toBe('200 hi');
  });
});

describe('not_sent: nothing was written', () => {
  it.each([
    ['ftp://127.0.0.1/', 'bad_url'],
    ['file:///etc/passwd', 'bad_url'],
    ['javascript:alert(1)', 'bad_url'],
    ['nonsense', 'bad_url'],
    ['', 'bad_url'],
    ['http://user:secret@127.0.0.1/', 'bad_url'],
    ['http://user@127.0.0.1/', 'bad_url'],
  ])('%s: %s', async (url, code) => {
    expect(text(await outbound().send(post(url)))).toBe(`not_sent ${code}`);
  });

  it.each([
    '127.0.0.1',
    '0x7f000001',
    '2130706433',
    '0177.0.0.1',
    '127.1',
    '0',
    'localhost',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::7f00:1]',
    '[64:ff9b::7f00:1]',
    '10.0.0.1',
    '169.254.169.254',
    '[fe80::1]',
    '[fd00::1]',
    '①②⑦.0.0.1',
  ])('http://%s/ is refused by address, and nobody is connected to', async (host) => {
    let connections = 0;
    const server = await rawServer(
      (socket) => socket.write(OK),
      () => (connections += 1),
    );
    const result = await outbound({ allow: [] }).send(post(`http://${host}:${server.port}/call`));
    expect(text(result)).toBe('not_sent address_not_allowed');
    expect(connections).toBe(0);
  });

  it('a name is judged by where it leads when the connection is made, not before', async () => {
    const server = await rawServer((socket) => socket.write(OK));
    let asked = 0;
    const resolve = (): Promise<{ address: string; family: number }[]> => {
      asked += 1;
      return Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
    };
    const client = outbound({ allow: [] }, { resolve });
    const url = `http://rebind.example:${server.port}/`;
    expect(text(await client.send(post(url)))).toBe('not_sent address_not_allowed');
    expect(text(await client.send(post(url)))).toBe('not_sent address_not_allowed');
    expect(asked).toBe(2);
    expect(server.requests).toHaveLength(0);
  });

  it('connects to the address that was checked, not to a second look at the name', async () => {
    const server = await rawServer((socket) => socket.write(OK));
    let asked = 0;
    const resolve = (): Promise<{ address: string; family: number }[]> => {
      asked += 1;
      return Promise.resolve([{ address: asked === 1 ? '127.0.0.1' : '10.0.0.1', family: 4 }]);
    };
    const client = outbound({}, { resolve });
    expect(text(await client.send(post(`http://once.example:${server.port}/`)))).toBe('200 hi');
    expect(asked).toBe(1);
    expect(server.requests[0]).toMatch(/host: once\.example:\d+\r\n/);
  });

  it('a name opened with its port is reached, with another port it is not', async () => {
    const server = await rawServer((socket) => socket.write(OK));
    const resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
    const client = outbound({ allow: [`pbx.internal:${server.port}`] }, { resolve });
    expect(text(await client.send(post(`http://PBX.internal.:${server.port}/`)))).toBe('200 hi');
    expect(text(await client.send(post('http://pbx.internal:1/')))).toBe('not_sent address_not_allowed');
  });

  it('a dot at the end of a name changes nothing', async () => {
    const resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
    const client = outbound({ allow: [] }, { resolve });
    expect(text(await client.send(post('http://localhost.:80/')))).toBe('not_sent address_not_allowed');
  });

  it('connection refused, and afterwards the origin can still be reached', async () => {
    const server = await rawServer((socket) => socket.write(OK));
    await server.close();
    const client = outbound();
    expect(text(await client.send(post(server.url)))).toBe('not_sent connection_refused');
    const again = createHttpServer((_request, response) => response.end('back'));
    await new Promise<void>((resolve) => again.listen(server.port, '127.0.0.1', resolve));
    cleanups.push(() => new Promise<void>((resolve) => again.close(() => resolve())));
    expect(text(await client.send(post(server.url)))).toBe('200 back');
  });

  it('a name that does not exist', async () => {
    expect(text(await outbound().send(post('http://no-such-host.invalid/')))).toBe('not_sent dns');
  });

  it('TLS that fails: a server that speaks no TLS, and one that hangs up in the handshake', async () => {
    const plain = await rawServer(
      (socket) => socket.write(OK),
      (socket) => socket.write('HTTP/1.1 400 Bad\r\n\r\n'),
    );
    expect(text(await outbound().send(post(plain.url.replace('http:', 'https:'))))).toBe('not_sent tls');
    const rude = await rawServer(
      () => undefined,
      (socket) => socket.once('data', () => socket.destroy()),
    );
    expect(text(await outbound().send(post(rude.url.replace('http:', 'https:'))))).toBe('not_sent tls');
  });

  it('a server that never finishes the handshake: the time runs out before anything was written', async () => {
    const silent = await rawServer(() => undefined);
    const result = await outbound().send(post(silent.url.replace('http:', 'https:'), { timeoutMs: 100 }));
    expect(text(result)).toBe('not_sent connect_timeout');
    await fewSockets(silent);
  });

  it('a header that cannot be sent', async () => {
    const server = await rawServer((socket) => socket.write(OK));
    const client = outbound();
    const bad = post(server.url, { headers: { 'x-name': 'a\r\nx-injected: b' } });
    expect(text(await client.send(bad))).toBe('not_sent bad_request');
    expect(text(await client.send(post(server.url)))).toBe('200 hi');
    expect(server.requests).toHaveLength(1);
  });

  it('given up before it began, or while it waited for a connection', async () => {
    const server = await rawServer(() => undefined);
    const client = outbound({ connectionsPerOrigin: 1 });
    expect(text(await client.send(post(server.url, { signal: AbortSignal.abort() })))).toBe(
      'not_sent aborted',
    );
    const first = client.send(post(server.url, { timeoutMs: 3000 }));
    const control = new AbortController();
    const queued = client.send(post(server.url, { signal: control.signal }));
    const late = client.send(post(server.url, { timeoutMs: 100 }));
    control.abort();
    expect(text(await queued)).toBe('not_sent aborted');
    expect(text(await late)).toBe('not_sent connect_timeout');
    expect(text(await first)).toBe('lost timeout');
    expect(server.requests).toHaveLength(1);
  });

  it('after close', async () => {
    const client = outbound();
    await client.close();
    expect(text(await client.send(post('http://127.0.0.1:1/')))).toBe('not_sent closed');
  });
});

describe('lost: the request may have arrived', () => {
  it.each<[string, (socket: Socket) => void, string]>([
    ['closed after the request, before an answer', (socket) => socket.end(), 'reset'],
    ['reset after the request', (socket) => socket.resetAndDestroy(), 'reset'],
    [
      'reset in the middle of the headers',
      (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-', () => socket.resetAndDestroy()),
      'reset',
    ],
    [
      'closed in the middle of the body',
      (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nhalf'),
      'reset',
    ],
    ['not HTTP at all', (socket) => socket.write('SIP/2.0 200 OK\r\n\r\n'), 'bad_response'],
    [
      'a headers bomb',
      (socket) => socket.write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`),
      'bad_response',
    ],
    [
      'a body that is said to be too long',
      (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1001\r\n\r\n'),
      'too_large',
    ],
    [
      'a body that turns out too long',
      (socket) =>
        socket.write(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n400\r\n${'z'.repeat(1024)}\r\n`),
      'too_large',
    ],
    ['no answer', () => undefined, 'timeout'],
    ['headers that never end', (socket) => socket.write('HTTP/1.1 200 OK\r\nx-a: b\r\n'), 'timeout'],
    [
      'a body that never ends',
      (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab'),
      'timeout',
    ],
  ])('%s', async (_what, onRequest, code) => {
    const server = await rawServer(onRequest);
    const client = outbound();
    const timeoutMs = code === 'timeout' ? 500 : 20_000;
    const began = performance.now();
    expect(text(await client.send(post(server.url, { timeoutMs })))).toBe(`lost ${code}`);
    expect(performance.now() - began).toBeLessThan(10_000);
    await pause(50);
    expect(server.requests).toHaveLength(1);
    await fewSockets(server);
  });

  it('a slow body is bounded by the whole time, however alive it is', async () => {
    const server = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
      const timer = setInterval(() => socket.write('1\r\na\r\n'), 20);
      socket.on('close', () => clearInterval(timer));
    });
    const began = performance.now();
    expect(text(await outbound().send(post(server.url, { timeoutMs: 300 })))).toBe('lost timeout');
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('given up by the caller after it was written', async () => {
    const control = new AbortController();
    const server = await rawServer(() => control.abort());
    expect(text(await outbound().send(post(server.url, { signal: control.signal })))).toBe('lost aborted');
  });

  it('a server that accepts and closes before it reads: lost, once, for it could have read', async () => {
    let connections = 0;
    const server = await rawServer(
      () => undefined,
      (socket) => {
        connections += 1;
        socket.destroy();
      },
    );
    const result = await outbound().send(post(server.url));
    // The connection stood, so the request was written, or was about to be.
    expect(text(result)).toBe('lost reset');
    await pause(50);
    expect(connections).toBe(1);
  });
});

describe('kept connections', () => {
  it('serve one request after the other', async () => {
    let connections = 0;
    const server = await rawServer(
      (socket) => socket.write(OK),
      () => (connections += 1),
    );
    const client = outbound();
    for (let n = 0; n < 20; n++) expect(text(await client.send(post(server.url)))).toBe('200 hi');
    expect(connections).toBe(1);
  });

  it('that the server closed between requests are replaced, and every request arrives once', async () => {
    const server = await rawServer((socket) => socket.write(OK));
    const client = outbound();
    for (let n = 1; n <= 5; n++) {
      expect(text(await client.send(post(server.url)))).toBe('200 hi');
      expect(server.requests).toHaveLength(n);
      for (const socket of server.sockets) {
        if (n % 2 === 0) socket.resetAndDestroy();
        else socket.end();
      }
      await pause(20);
    }
  });

  it('that break before the next request was written are replaced for it', async () => {
    const server = await rawServer((socket) => socket.write(OK));
    const client = outbound();
    for (let n = 1; n <= 5; n++) {
      expect(text(await client.send(post(server.url)))).toBe('200 hi');
      expect(server.requests).toHaveLength(n);
      // Inside a timer: the reset is seen in the turn of the loop in which undici still looks before it writes.
      await pause(5);
      for (const socket of server.sockets) socket.resetAndDestroy();
    }
  });

  it('that are reset when the next request has been written: lost, and not sent again', async () => {
    const server = await rawServer((socket, count) => {
      if (count % 2 === 1) socket.write(OK);
      else socket.resetAndDestroy();
    });
    const client = outbound();
    for (let n = 1; n <= 10; n++) {
      expect(text(await client.send(post(server.url)))).toBe(n % 2 === 1 ? '200 hi' : 'lost reset');
      await pause(5);
      expect(server.requests).toHaveLength(n);
    }
  });

  it('that close at the very moment of the next request: it arrives at most once, and never twice', async () => {
    const bodies = new Map<string, number>();
    const server = await rawServer((socket, _count, whole) => {
      const body = whole.slice(whole.indexOf('\r\n\r\n') + 4);
      bodies.set(body, (bodies.get(body) ?? 0) + 1);
      // The answer and the end of the connection arrive together, or nearly.
      socket.write(OK);
      const wait = Math.random();
      if (wait < 0.3) socket.resetAndDestroy();
      else if (wait < 0.6) socket.end();
      else setImmediate(() => socket.destroy());
    });
    const client = outbound({ connectionsPerOrigin: 4 });
    const results = new Map<string, string>();
    await Promise.all(
      Array.from({ length: 4 }, async (_line, line) => {
        for (let n = 0; n < 250; n++) {
          const body = `line ${line} request ${n}`;
          results.set(body, text(await client.send(post(server.url, { body }))));
        }
      }),
    );
    expect(results.size).toBe(1000);
    for (const [body, result] of results) {
      const arrived = bodies.get(body) ?? 0;
      expect(arrived).toBeLessThanOrEqual(1);
      if (result === '200 hi') expect(arrived).toBe(1);
      else if (result !== 'lost reset') throw new Error(`${body}: ${result}, arrived ${arrived}`);
    }
  }, 20_000);

  it('are bounded for each origin, and the rest wait their turn', async () => {
    let open = 0;
    let most = 0;
    const server = await rawServer(
      (socket) => setTimeout(() => socket.write(OK), 5),
      (socket) => {
        most = Math.max(most, (open += 1));
        socket.on('close', () => (open -= 1));
      },
    );
    const client = outbound({ connectionsPerOrigin: 3 });
    const results = await Promise.all(Array.from({ length: 60 }, () => client.send(post(server.url))));
    expect(results.map(text)).toEqual(Array.from({ length: 60 }, () => '200 hi'));
    expect(most).toBe(3);
  });

  it('are let go when there are too many origins', async () => {
    const server = await rawServer((socket) => socket.write(OK));
    const client = outbound({}, { resolve: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]) });
    for (let n = 0; n < 80; n++) {
      expect(text(await client.send(post(`http://host-${n}.example:${server.port}/`)))).toBe('200 hi');
    }
    await fewSockets(server, 64);
  });

  it('are closed by close(), which lets what is under way finish', async () => {
    const server = await rawServer((socket) => setTimeout(() => socket.write(OK), 50));
    const client = createOutbound({ allow: ['127.0.0.1'] });
    const last = client.send(post(server.url));
    const closed = client.close();
    expect(text(await last)).toBe('200 hi');
    await closed;
    await client.close();
    await fewSockets(server);
  });
});

it('takes many small POSTs at once, each arriving once', async () => {
  let arrived = 0;
  const server = createHttpServer((request, response) => {
    request.resume().on('end', () => {
      arrived += 1;
      response.end('{"id":1}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const client = outbound();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/call`;
  const results = await Promise.all(
    Array.from({ length: 5000 }, () => client.send(post(url, { timeoutMs: 20_000 }))),
  );
  expect(results.filter((result) => result.kind === 'response')).toHaveLength(5000);
  expect(arrived).toBe(5000);
});

describe('addresses, for protocols of others', () => {
  it('are those that a request would go to', async () => {
    const resolve = () => Promise.resolve([{ address: '10.0.0.1', family: 4 }]);
    const open = outbound({ allow: ['pbx.internal:8088'] }, { resolve });
    expect(await open.addresses('http://pbx.internal:8088/ari')).toEqual({
      kind: 'allowed',
      addresses: [{ address: '10.0.0.1', family: 4 }],
    });
    expect(await open.addresses('https://pbx.internal/')).toMatchObject({
      kind: 'not_sent',
      code: 'address_not_allowed',
    });
    expect(await open.addresses('ftp://pbx.internal/')).toMatchObject({ kind: 'not_sent', code: 'bad_url' });
  });
});
