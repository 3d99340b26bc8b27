import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createOutbound, type Outbound } from '@ringside/outbound';
import type { Provider } from '@ringside/telephony';
import { callApiProvider } from './index.js';

// What the suite on the real mock cannot show: addresses, and a phone system that answers badly.

interface Asked {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly body: string;
}

let asked: Asked[] = [];
let answer = { status: 200, body: '{}' };
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString()));
  request.on('end', () => {
    asked.push({ method: request.method, path: request.url, body });
    response.writeHead(answer.status).end(answer.body);
  });
});
let outbound: Outbound;

beforeEach(async () => {
  asked = [];
  outbound = createOutbound({ allow: ['127.0.0.0/8'] });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await outbound.close();
  await new Promise((resolve) => server.close(resolve));
});

function provider(path = '', control = true): Provider {
  const { port } = server.address() as AddressInfo;
  return callApiProvider({ url: `http://127.0.0.1:${port}${path}`, outbound, control });
}
const never = new AbortController().signal;
const call = { callId: 'a', providerCallId: '1' };
const unsure = { callId: 'b', providerCallId: null };
const order = {
  ...{ callId: 'a', to: '13018040009', from: null, webhookUrl: 'http://127.0.0.1:9/' },
  ...{ ringTimeoutMs: 1000, detectMachine: true },
};

describe('a call API with control', () => {
  it('is told what we call a call, and whether to find out who answers', async () => {
    answer = { status: 200, body: '{"id":1}' };
    await provider().originate(order, never);
    await provider().originate({ ...order, detectMachine: false }, never);
    await provider('', false).originate({ ...order, from: '+12025550199' }, never);
    await provider().originate({ ...order, from: '+12025550199' }, never);
    const contract = { phone: '13018040009', webhookURL: 'http://127.0.0.1:9/' };
    expect(asked.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { ...contract, call_id: 'a', detect_machine: true },
      { ...contract, call_id: 'a' },
      contract,
      { ...contract, call_id: 'a', from: '+12025550199', detect_machine: true },
    ]);
  });

  it('is asked beside the address for calls, with its query', async () => {
    answer = { status: 200, body: '{"items":[]}' };
    const there = provider('/api/call?key=a%20b');
    await there.hangUp?.(call, never);
    await there.reconcile?.([call, unsure], never);
    await there.legs?.bridge?.('x/y', [call, unsure], never);
    expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'DELETE /api/calls/a?key=a%20b',
      'GET /api/calls?key=a%20b&ids=a,b',
      'POST /api/bridges/x%2Fy?key=a%20b',
    ]);
    expect(asked[2]?.body).toBe('{"calls":["a","b"]}');
  });

  it('is asked after many calls in several requests', async () => {
    answer = { status: 200, body: '{"items":[]}' };
    const many = Array.from({ length: 120 }, (_, n) => ({ callId: `c${n}`, providerCallId: '1' }));
    expect(await provider().reconcile?.(many, never)).toEqual(
      many.map(({ callId }) => ({ callId, gone: true })),
    );
    expect(asked).toHaveLength(3);
  });

  it('has a call that it named, in whatever state, and no others; one whose placement is unsure is not gone', async () => {
    const items = [
      { id: 7, call_id: 'a', status: 'answered', answered_by: 'machine' },
      { id: 8, call_id: null, status: 'ringing', answered_by: null },
      { id: 9, call_id: 'c', status: 'levitating', answered_by: null },
    ];
    answer = { status: 200, body: JSON.stringify({ items }) };
    const known = await provider().reconcile?.([call, unsure, { callId: 'c', providerCallId: '9' }], never);
    expect(known).toEqual([
      {
        callId: 'a',
        signal: { state: 'answered', at: null, providerCallId: '7', reason: null, answeredBy: 'machine' },
      },
    ]);
  });

  it.each([
    [500, '{"items":[]}'],
    [200, '<html>'],
    [200, '{"items":{}}'],
    [200, '{"items":[7]}'],
    [404, '{"items":[]}'],
  ])('knows nothing when it answers %d %s', async (status, body) => {
    answer = { status, body };
    await expect(provider().reconcile?.([call], never)).rejects.toThrow(/./);
  });

  it.each([
    [409, '{"error":"call a is not answered"}', 'call a is not answered (HTTP 409)'],
    [500, '<html>', 'HTTP 500'],
    [302, '', 'HTTP 302'],
  ])('says why it did not work: %d %s', async (status, body, reason) => {
    answer = { status, body };
    expect(await provider().legs?.play?.(call, 'hello', never)).toEqual({ kind: 'failed', reason });
  });
});

describe('who answered', () => {
  const webhook = (by: unknown) => ({
    ...{ method: 'POST', url: 'http://x/', headers: {} },
    body: Buffer.from(JSON.stringify({ id: 1, status: 'answered', answered_by: by })),
  });
  const readBy = (by: unknown, control: boolean): unknown => {
    const reading = provider('', control).webhook?.read(webhook(by));
    return reading?.kind === 'signal' ? reading.signal.answeredBy : reading;
  };

  it.each(['human', 'machine'])('%s is read where there is control, and only there', (by) => {
    expect(readBy(by, true)).toBe(by);
    expect(readBy(by, false)).toBeNull();
  });

  it.each([null, 7, 'fax', ['human'], {}])('%j says nothing', (by) => {
    expect(readBy(by, true)).toBeNull();
  });
});
