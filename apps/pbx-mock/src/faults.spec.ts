import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually, openSink, place, type Sink } from '../test/sink.js';
import { type Behaviour, type PbxMock, startPbxMock } from './index.js';

let mock: PbxMock;
let sink: Sink;

const start = async (behaviour: Partial<Behaviour>): Promise<void> => {
  mock = await startPbxMock({ port: 0, behaviour: { speed: 1000, people: 'answer', ...behaviour } });
};
/** Dials `count` numbers one after the other, each with an address of its own. */
const dial = async (count: number, query = ''): Promise<void> => {
  for (let i = 0; i < count; i += 1) {
    await place(mock, String(13_018_040_000 + i), sink.url(String(i)), query);
  }
};
const settled = (): Promise<void> =>
  eventually(
    () =>
      mock.stats().inFlight === 0 &&
      mock.calls().every(({ statuses }) => statuses.every(({ answer }) => answer !== 'pending')),
  );

beforeEach(async () => {
  sink = await openSink();
});
afterEach(async () => {
  await mock.close();
  await sink.close();
});

describe('statuses that go wrong', () => {
  it('early: the first status is there before the reply', async () => {
    await start({ early: 100 });
    await place(mock, '13018040009', sink.url('a'));
    expect(sink.statusesOf('a')[0]).toBe('ringing');
  });

  it('early: a sink that answers only after the reply delays the reply, and no more', async () => {
    await start({ early: 100, people: 'busy' });
    sink.answerWith(() => undefined);
    expect((await place(mock, '13018040009', sink.url('a'))).id).toBe(1);
    expect(sink.statusesOf('a')).toEqual(['completed']);
  });

  it('late: nothing is missing, but it takes its time', async () => {
    await start({ late: 100, lateMs: 100_000, people: 'instant' });
    await dial(5);
    await sink.until((got) => got.length === 15);
    const delays = mock
      .calls()
      .map(({ arrivedMs, statuses }) => Math.max(...statuses.map(({ atMs }) => atMs - arrivedMs)));
    expect(Math.max(...delays)).toBeGreaterThan(50);
  });

  it('doubled: every status twice', async () => {
    await start({ doubled: 100 });
    await dial(1);
    await sink.until((got) => got.length === 6);
    expect(sink.statusesOf('0')).toEqual([
      'ringing',
      'ringing',
      'answered',
      'answered',
      'completed',
      'completed',
    ]);
    expect(mock.calls()[0]?.statuses).toHaveLength(6);
  });

  it('reordered: completed first', async () => {
    await start({ reordered: 100 });
    await dial(1);
    await sink.until((got) => got.length === 3);
    expect(sink.statusesOf('0')).toEqual(['completed', 'answered', 'ringing']);
  });

  it('lost: none at 100 %, about as many as asked for otherwise, by seed', async () => {
    await start({ lost: 100, people: 'instant' });
    await dial(3);
    await settled();
    expect(sink.got).toEqual([]);
    expect(mock.calls()[0]?.statuses.map(({ answer }) => answer)).toEqual(['lost', 'lost', 'lost']);
    mock.reset();
    mock.setFaults({ lost: 30 });
    await dial(100);
    await settled();
    const { statusesLost, statusesSent } = mock.stats();
    expect(statusesLost + statusesSent).toBe(300);
    expect(statusesLost).toBeGreaterThan(60);
    expect(statusesLost).toBeLessThan(120);
  });

  it('never: a call that does not complete, until it is hung up', async () => {
    await start({ never: 100, people: 'instant' });
    await dial(2);
    await sink.until((got) => got.length === 4);
    expect(sink.statusesOf('0')).toEqual(['ringing', 'answered']);
    expect(mock.stats()).toMatchObject({ inFlight: 0, stuck: 2 });
    expect(mock.hangUp({ id: 1 })).toBe(1);
    await sink.until((got) => got.length === 5);
    expect(sink.statusesOf('0')).toEqual(['ringing', 'answered', 'completed']);
    expect(mock.calls().map(({ ending }) => ending)).toEqual(['hung_up', null]);
    expect(mock.stats().stuck).toBe(1);
  });
});

describe('requests that go wrong', () => {
  it.each([
    ['error', 200, null],
    ['http_429', 429, '7'],
    ['http_503', 503, '7'],
    ['http_500', 500, null],
  ])('%s: answered %i, not placed', async (fault, status, retryAfter) => {
    await start({});
    const reply = await place(mock, '13018040009', sink.url('a'), `?${fault}=100&retry_after=7`);
    expect(reply.status).toBe(status);
    expect(reply.headers.get('retry-after')).toBe(retryAfter);
    expect(JSON.parse(reply.text)).toEqual({ error: expect.any(String) });
    expect(mock.calls()).toEqual([expect.objectContaining({ id: null, outcome: fault, statuses: [] })]);
    expect(mock.stats()).toMatchObject({ placed: 0, outcomes: { [fault]: 1 } });
  });

  it('reply_lost: placed, but the connection breaks', async () => {
    await start({});
    await expect(place(mock, '13018040009', sink.url('a'), '?reply_lost=100')).rejects.toThrow(
      'fetch failed',
    );
    await sink.until((got) => got.length === 3);
    expect(mock.calls()).toEqual([expect.objectContaining({ id: 1, outcome: 'reply_lost' })]);
  });

  it('reply_slow: the call goes on long before its reply', async () => {
    await start({ people: 'instant' });
    const slow = new AbortController();
    const reply = fetch(`${mock.url}/call?reply_slow=100&reply_slow_ms=60000`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ phone: '13018040009', webhookURL: sink.url('a') }),
      signal: slow.signal,
    });
    await sink.until((got) => got.length === 3);
    slow.abort();
    await expect(reply).rejects.toThrow();
    expect((await place(mock, '13018040010', sink.url('b'), '?reply_slow=100&reply_slow_ms=10')).id).toBe(2);
  });

  it('garbled: placed, but the reply cannot be read', async () => {
    await start({});
    const reply = await place(mock, '13018040009', sink.url('a'), '?garbled=100');
    expect(reply.status).toBe(200);
    expect(() => JSON.parse(reply.text) as unknown).toThrow();
    await sink.until((got) => got.length === 3);
  });

  it('refuse_after: connections are refused for a while', async () => {
    await start({ people: 'instant' });
    const query = '?refuse_after=3&refuse_ms=300';
    await dial(3, query);
    await expect(place(mock, '13018040009', sink.url('x'))).rejects.toMatchObject({
      cause: expect.objectContaining({ code: 'ECONNREFUSED' }),
    });
    await eventually(async () => {
      const reply = await place(mock, '13018040009', sink.url('x'), query).catch(() => null);
      return reply?.id === 4;
    });
  });

  it('restart_after: ids begin again, and nothing more is heard of the calls that were going on', async () => {
    await start({ speed: 1, restartAfter: 3 });
    await dial(7);
    expect(mock.calls().map(({ id, instance }) => [id, instance])).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
      [1, 2],
      [2, 2],
      [3, 2],
      [1, 3],
    ]);
    expect(mock.calls().map(({ ending }) => ending)).toEqual([...Array<string>(6).fill('restart'), null]);
    expect(mock.stats().inFlight).toBe(1);
    expect(sink.got).toEqual([]);
  });

  it('restart: a reply that was still to come never does', async () => {
    await start({ people: 'instant' });
    const reply = place(mock, '13018040009', sink.url('a'), '?reply_slow=100&reply_slow_ms=60000');
    const broken = expect(reply).rejects.toThrow('fetch failed');
    await sink.until((got) => got.length === 3);
    mock.restart();
    await broken;
  });

  it('names what it does not know in the query', async () => {
    await start({});
    const reply = await place(mock, '13018040009', sink.url('a'), '?lots=5&early=101');
    expect([reply.status, JSON.parse(reply.text)]).toEqual([
      400,
      { error: 'lots: unknown; early: must be 0..100' },
    ]);
  });
});

describe('all of it together', () => {
  const everything = {
    ...{ people: 'mixed', speed: 2000, early: 20, late: 20, doubled: 20, reordered: 20, lost: 10, never: 5 },
    ...{ error: 5, http429: 10, http503: 5, retryAfter: 0, replyLost: 5, garbled: 5 },
  } as const satisfies Partial<Behaviour>;

  it.each([true, false])('every call that can end does, and is counted once (wait %s)', async (wait) => {
    await start({ ...everything, wait });
    const lines = Array.from({ length: 10 }, async (_, line) => {
      for (let i = 0; i < 30; i += 1) {
        const phone = String(13_018_000_000 + line * 1000 + i);
        await place(mock, phone, sink.url(phone)).catch(() => undefined);
      }
    });
    await Promise.all(lines);
    await settled();
    const calls = mock.calls();
    const placed = calls.filter(({ id }) => id !== null);
    expect(calls).toHaveLength(300);
    expect(new Set(placed.map(({ id }) => id)).size).toBe(placed.length);
    expect(placed.filter(({ ending }) => ending === null)).toHaveLength(mock.stats().stuck);
    expect(mock.stats().stuck).toBeGreaterThan(0);
    expect(Object.values(mock.stats().outcomes).reduce((sum, some) => sum + some, 0)).toBe(300);
  });
});
