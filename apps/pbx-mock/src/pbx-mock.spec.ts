import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually, openSink, place, type Sink } from '../test/sink.js';
import { type PbxMock, type PbxMockOptions, startPbxMock } from './index.js';

let mock: PbxMock;
let sink: Sink;

const start = async (options: PbxMockOptions = {}): Promise<PbxMock> => {
  mock = await startPbxMock({ port: 0, ...options, behaviour: { speed: 1000, ...options.behaviour } });
  return mock;
};

beforeEach(async () => {
  sink = await openSink();
});
afterEach(async () => {
  await mock.close();
  await sink.close();
});

describe('the call API', () => {
  it('replies with an id and reports what happens, in order', async () => {
    await start({ behaviour: { people: 'answer' } });
    expect((await place(mock, '13018040009', sink.url('a'))).text).toBe('{"id":1}');
    await sink.until((got) => got.length === 3);
    expect(sink.got).toEqual([
      { path: '/a', id: 1, status: 'ringing' },
      { path: '/a', id: 1, status: 'answered' },
      { path: '/a', id: 1, status: 'completed' },
    ]);
    expect((await place(mock, '13018040010', sink.url('b'))).id).toBe(2);
  });

  it('takes webhook_url as well', async () => {
    await start({ behaviour: { people: 'busy' } });
    const body = JSON.stringify({ phone: '13018040009', webhook_url: sink.url('a') });
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    const response = await fetch(`${mock.url}/call`, { method: 'POST', headers, body });
    expect(await response.json()).toEqual({ id: 1 });
    await sink.until((got) => got.length === 1);
    expect(sink.statusesOf('a')).toEqual(['completed']);
  });

  it.each([
    [{ phone: 13018040009, webhookURL: 'http://127.0.0.1/' }, 'phone must be a string'],
    [{ phone: 'Pauline', webhookURL: 'http://127.0.0.1/' }, 'phone is not a number'],
    [{ phone: '13018040009' }, 'webhookURL must be a string'],
    [{ phone: '13018040009', webhookURL: 'http://8.8.8.8/' }, '8.8.8.8 is not a loopback or private address'],
    [[], 'must be a JSON object'],
  ])('answers 200 with an error to %j', async (body, error) => {
    await start();
    const response = await fetch(`${mock.url}/call`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ error: expect.stringContaining(error) });
    expect(mock.stats()).toMatchObject({ arrivals: 1, placed: 0 });
  });

  it('answers 415 to a form, 500 to an empty body, 413 to a large one, 405 and 404', async () => {
    await start();
    const json = { 'content-type': 'application/json' };
    const post = async (
      body: URLSearchParams | Buffer<ArrayBuffer> | string,
      headers: Record<string, string> = {},
    ): Promise<number> => (await fetch(`${mock.url}/call`, { method: 'POST', body, headers })).status;
    expect(await post(new URLSearchParams({ phone: '13018040009' }))).toBe(415);
    expect(await post(Buffer.from('{}'))).toBe(415);
    expect(await post('')).toBe(500);
    expect(await post('', json)).toBe(500);
    expect(await post('x'.repeat(70_000), json)).toBe(413);
    expect((await fetch(`${mock.url}/call`)).headers.get('allow')).toBe('POST');
    const missing = await fetch(`${mock.url}/nothing`);
    expect([missing.status, missing.headers.get('tenant-uuid')]).toEqual([404, mock.tenantUuid]);
  });

  it('waits for the answer to a status before the call goes on', async () => {
    await start({ behaviour: { people: 'instant' } });
    let release = (): void => undefined;
    sink.answerWith((_, response) => {
      release = () => void response.writeHead(200).end('ok');
    });
    await place(mock, '13018040009', sink.url('a'));
    await sink.until((got) => got.length === 1);
    expect(mock.calls()[0]).toMatchObject({
      endedMs: null,
      statuses: [{ status: 'ringing', answer: 'pending' }],
    });
    for (const seen of [2, 3]) {
      release();
      await sink.until((got) => got.length === seen);
    }
    release();
    await eventually(() => mock.calls()[0]?.statuses[2]?.answer === 200);
    expect(sink.statusesOf('a')).toEqual(['ringing', 'answered', 'completed']);
  });

  it('does not wait when told not to', async () => {
    await start({ behaviour: { people: 'instant', wait: false } });
    sink.answerWith(() => undefined);
    await place(mock, '13018040009', sink.url('a'));
    await sink.until((got) => got.length === 3);
    expect(mock.stats().inFlight).toBe(0);
  });

  it('goes on, without a second try, when a status was refused or nobody listens', async () => {
    await start({ behaviour: { people: 'instant' } });
    sink.answerWith((_, response) => void response.writeHead(503).end());
    await place(mock, '13018040009', sink.url('a'));
    await place(mock, '13018040010', 'http://127.0.0.1:1/');
    await eventually(() =>
      mock.calls().every(({ statuses }) => statuses[2]?.answer !== 'pending' && statuses[2]),
    );
    const answers = mock.calls().map(({ statuses }) => statuses.map(({ answer }) => answer));
    expect(answers).toEqual([
      [503, 503, 503],
      ['failed', 'failed', 'failed'],
    ]);
    expect(sink.got).toHaveLength(3);
    expect(mock.stats()).toMatchObject({ statusesSent: 6, statusesAnsweredOther: 3, statusesFailed: 3 });
  });

  it('sends only the statuses that it is told to', async () => {
    await start({ behaviour: { people: 'answer' } });
    await place(mock, '13018040009', sink.url('a'), '?statuses=completed');
    await place(mock, '13018040010', sink.url('b'), '?statuses=ringing,completed');
    await sink.until((got) => got.filter(({ status }) => status === 'completed').length === 2);
    expect(sink.statusesOf('a')).toEqual(['completed']);
    expect(sink.statusesOf('b')).toEqual(['ringing', 'completed']);
  });

  it('follows no redirect', async () => {
    await start({ behaviour: { people: 'busy' } });
    sink.answerWith((_, response) => void response.writeHead(307, { location: sink.url('elsewhere') }).end());
    await place(mock, '13018040009', sink.url('a'));
    await eventually(() => mock.calls()[0]?.statuses[0]?.answer === 307);
    expect(sink.got).toHaveLength(1);
  });
});

describe('the world', () => {
  /** Who answered each number, whatever the order of arrival. */
  const peopleOf = async (seed: number, phones: readonly string[]): Promise<Map<string, string[]>> => {
    const world = await startPbxMock({ port: 0, seed, behaviour: { statuses: ['completed'], lost: 100 } });
    try {
      for (const phone of phones) await place(world, phone, sink.url('x'));
      const people = new Map<string, string[]>();
      for (const { phone, person } of world.calls()) {
        people.set(phone, [...(people.get(phone) ?? []), String(person)]);
      }
      return people;
    } finally {
      await world.close();
    }
  };

  it('is the same for the same seed, in any order, and another for another', async () => {
    await start();
    const phones = Array.from({ length: 60 }, (_, i) => String(13_018_040_000 + (i % 30)));
    const there = await peopleOf(5, phones);
    expect(await peopleOf(5, [...phones].reverse())).toEqual(there);
    expect(await peopleOf(6, phones)).not.toEqual(there);
    expect([...there.values()].some(([first, second]) => first !== second)).toBe(true);
  });

  it('turns away and places alike for the same seed', async () => {
    await start({ behaviour: { people: 'instant', http429: 40, error: 10 } });
    const phones = Array.from({ length: 80 }, (_, i) => String(13_018_040_000 + (i % 40)));
    const outcomes = async (): Promise<string[]> => {
      for (const phone of phones) await place(mock, phone, sink.url('x'));
      const seen = mock.calls().map(({ outcome }) => outcome);
      mock.reset();
      return seen;
    };
    const first = await outcomes();
    expect(new Set(first)).toEqual(new Set(['placed', 'http_429', 'error']));
    expect(await outcomes()).toEqual(first);
  });

  it('does not turn the same number away for ever', async () => {
    await start({ behaviour: { people: 'instant', http503: 80 } });
    let tries = 0;
    await eventually(async () => {
      tries += 1;
      return (await place(mock, '13018040009', sink.url('x'))).id === 1;
    });
    expect(tries).toBeGreaterThan(0);
    expect(mock.stats().outcomes).toEqual(tries === 1 ? { placed: 1 } : { placed: 1, http_503: tries - 1 });
  });

  it('answers by number: one not in service', async () => {
    await start();
    expect((await place(mock, '1 301 555-0160', sink.url('a'))).text).toBe(
      '{"error":"number not in service"}',
    );
  });
});

describe('the tenant', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pbx-mock-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('stays the same in its folder, until a new one is asked for', async () => {
    const tenants: string[] = [];
    for (const newTenant of [false, false, true, false]) {
      const { tenantUuid, close } = await startPbxMock({ port: 0, dataDir: join(folder, 'deep'), newTenant });
      tenants.push(tenantUuid);
      await close();
    }
    await start();
    expect(tenants[1]).toBe(tenants[0]);
    expect(tenants[2]).not.toBe(tenants[0]);
    expect(tenants[3]).toBe(tenants[2]);
    expect(mock.tenantUuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
  });

  it('refuses to start in a folder that is not one', async () => {
    await start();
    writeFileSync(join(folder, 'file'), '');
    await expect(startPbxMock({ port: 0, dataDir: join(folder, 'file') })).rejects.toThrow(/ENOTDIR|EEXIST/);
  });
});
