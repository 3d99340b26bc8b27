import { get, type IncomingMessage } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type Behaviour, type Cdr, type PbxMock, type PbxMockOptions, startPbxMock } from './index.js';

let mock: PbxMock;
const start = async (
  behaviour: Partial<Behaviour> = {},
  options: Partial<PbxMockOptions> = {},
): Promise<void> => {
  mock = await startPbxMock({ port: 0, ...options, behaviour });
};
afterEach(() => mock.close());

interface Got {
  readonly status: number;
  readonly type: string | undefined;
  readonly tenant: string | undefined;
  readonly text: string;
  /** Whether the answer came to its proper end. */
  readonly complete: boolean;
}
/** Asks, and takes what comes, even if it breaks off. */
const ask = (query = ''): Promise<Got> =>
  new Promise((resolve, reject) => {
    const request = get(`${mock.url}/get_cdr${query}`, { agent: false }, (response: IncomingMessage) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('error', () => undefined);
      response.on('close', () =>
        resolve({
          status: response.statusCode ?? 0,
          type: response.headers['content-type'],
          tenant: response.headers['tenant-uuid']?.toString(),
          text,
          complete: response.complete,
        }),
      );
    });
    request.on('error', reject);
  });
interface Answer {
  readonly total: number;
  readonly data: readonly Cdr[];
}
const records = async (query = ''): Promise<Answer> => JSON.parse((await ask(query)).text) as Answer;

describe('GET /get_cdr', () => {
  it('has five records at first and five more every time, those before unchanged', async () => {
    await start();
    const before = Date.now();
    const first = await records();
    const second = await records();
    expect([first.total, first.data.length, second.total, second.data.length]).toEqual([5, 5, 10, 10]);
    expect(second.data.slice(0, 5)).toEqual(first.data);
    for (let i = 0; i < 8; i += 1) await records();
    const { data } = await records('?cdr_batch=0');
    expect(new Set(data.map(({ uuid }) => uuid)).size).toBe(50);
    const future = data.filter(({ call_start: start }) => Date.parse(start) > Date.now());
    expect(future.length).toBeGreaterThan(2);
    expect(future.length).toBeLessThan(20);
    const hour = before - 3_601_000;
    expect(data.every(({ call_start: start }) => Date.parse(start) > hour)).toBe(true);
  });

  it('writes records as the document does', async () => {
    await start({}, { records: 300 });
    const { data } = await records('?cdr_batch=0');
    const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/;
    for (const cdr of data) {
      expect(cdr).toEqual({
        uuid: expect.stringMatching(/^[0-9a-f-]{36}$/),
        domain_name: 'mockpbx.impactpbx.com',
        caller_name: '',
        caller_number: 12125550199,
        destination_number: expect.any(Number),
        direction: 'outbound',
        call_start: expect.stringMatching(time),
        ring_start: cdr.ring_start === null ? null : expect.stringMatching(time),
        answer_start: cdr.answer_start === null ? null : expect.stringMatching(time),
        call_end: expect.stringMatching(time),
        duration: (Date.parse(cdr.call_end ?? '') - Date.parse(cdr.call_start)) / 1000,
        recording: cdr.answer_start === null ? null : expect.stringMatching(/^[0-9a-f-]{36}$/),
        click_to_call: false,
        click_to_call_data: '',
        action: 'HANGUP',
      });
      expect(String(cdr.destination_number)).toMatch(/^1[2-9]\d\d55501\d\d$/);
      const times = [cdr.call_start, cdr.ring_start, cdr.answer_start, cdr.call_end].filter(
        (at) => at !== null,
      );
      expect(times).toEqual([...times].sort());
    }
    const answered = data.filter(({ answer_start: at }) => at !== null).length;
    expect(answered / 300).toBeCloseTo(0.73, 0);
  });

  it('begins with as many records as it is told, the same at every start and for every tenant', async () => {
    await start({ cdrBatch: 0 }, { records: 2000, seed: 3 });
    const first = await ask();
    expect(first.complete).toBe(true);
    const { total, data } = JSON.parse(first.text) as Answer;
    expect([total, data.length, new Set(data.map(({ uuid }) => uuid)).size]).toEqual([2000, 2000, 2000]);
    mock.setFaults({ people: 'busy' });
    mock.newTenant();
    expect((await ask()).text).toBe(first.text);
    await mock.close();
    await start({ cdrBatch: 0 }, { records: 2000, seed: 3 });
    expect((await ask()).text).toBe(first.text);
  });

  it('takes GET only, and names what it does not know in the query', async () => {
    await start();
    const posted = await fetch(`${mock.url}/get_cdr`, { method: 'POST' });
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET']);
    expect(await ask('?since=1')).toMatchObject({ status: 400, text: '{"error":"since: unknown"}' });
    expect((await records()).total).toBe(5);
  });

  it('writes no faster than it is read, and stops when nobody reads', async () => {
    await start({ cdrBatch: 0 }, { records: 3_000_000 });
    const response = await fetch(`${mock.url}/get_cdr`);
    const before = process.memoryUsage().rss;
    await new Promise((resolve) => setTimeout(resolve, 300));
    // A gigabyte and a third, if it did not wait.
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
    await response.body?.cancel();
    expect((await records('?cdr_500=100')) as unknown).toEqual({ error: 'internal error' });
  });
});

describe('what goes wrong with records', () => {
  it('cdr_500 and cdr_html: nothing is added', async () => {
    await start();
    expect(await ask('?cdr_500=100')).toMatchObject({ status: 500, tenant: mock.tenantUuid });
    const page = await ask('?cdr_html=100');
    expect(page).toMatchObject({ status: 200, type: 'text/html; charset=utf-8', complete: true });
    expect(page.text).toMatch(/^<!doctype html>/);
    expect((await records()).total).toBe(5);
  });

  it.each([
    ['cdr_broken', false],
    ['cdr_half', true],
  ])('%s: half of it, complete as an answer: %s', async (fault, complete) => {
    await start({ cdrBatch: 0 }, { records: 1000 });
    const whole = (await ask()).text;
    const half = await ask(`?${fault}=100`);
    expect(half).toMatchObject({ status: 200, complete });
    expect(whole.startsWith(half.text)).toBe(true);
    expect(half.text.length / whole.length).toBeCloseTo(0.5, 2);
    expect(half.text).not.toMatch(/\}$/);
  });

  it.each(['cdr_broken', 'cdr_half'])('%s: even if there is nothing', async (fault) => {
    await start({ cdrBatch: 0 });
    expect((await ask(`?${fault}=100`)).text).toBe('{"total":0,"data":[');
    expect((await ask()).text).toBe('{"total":0,"data":[]}');
  });

  it('cdr_slow: waits before it begins, and again in the middle', async () => {
    await start({ cdrBatch: 0, cdrSlow: 100, cdrSlowMs: 200 }, { records: 1000 });
    const begun = performance.now();
    const response = await fetch(`${mock.url}/get_cdr`);
    const first = performance.now() - begun;
    const { total, data } = (await response.json()) as Answer;
    expect([total, data.length]).toEqual([1000, 1000]);
    expect(first).toBeGreaterThan(95);
    expect(performance.now() - begun).toBeGreaterThan(195);
  });

  it('restart: an answer on its way breaks off', async () => {
    await start({ cdrSlow: 100, cdrSlowMs: 60_000 });
    const answer = ask();
    const broken = expect(answer).rejects.toThrow('socket hang up');
    while (mock.stats().pbx.records === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    mock.restart();
    await broken;
  });

  it('no_tenant: without the header', async () => {
    await start();
    expect((await ask('?no_tenant=100')).tenant).toBeUndefined();
    expect((await ask()).tenant).toBe(mock.tenantUuid);
  });

  it('a share of requests, by seed', async () => {
    const statuses = async (): Promise<number[]> => {
      await start({ cdr500: 50 });
      const seen: number[] = [];
      for (let i = 0; i < 20; i += 1) seen.push((await ask()).status);
      return seen;
    };
    const first = await statuses();
    expect(new Set(first)).toEqual(new Set([200, 500]));
    await mock.close();
    expect(await statuses()).toEqual(first);
  });

  it('bad_records and odd_dates: about as many as asked for', async () => {
    await start({ cdrBatch: 0 }, { records: 1000 });
    const exact = (await records()).data;
    const bad = (await records('?bad_records=20')).data;
    const changed = bad.filter((cdr, i) => JSON.stringify(cdr) !== JSON.stringify(exact[i]));
    expect(changed.length).toBeGreaterThan(150);
    expect(changed.length).toBeLessThan(250);
    const readable = (cdr: Cdr): boolean => !Number.isNaN(Date.parse(cdr.call_start)) && 'uuid' in cdr;
    expect(changed.filter(readable).every((cdr) => cdr.destination_number > 2 ** 52)).toBe(true);
    expect(new Set(changed.map(readable))).toEqual(new Set([true, false]));
    const odd = (await records('?odd_dates=100')).data;
    expect(odd.every(readable)).toBe(true);
    expect(odd.map(({ uuid }) => uuid)).toEqual(exact.map(({ uuid }) => uuid));
  });
});
