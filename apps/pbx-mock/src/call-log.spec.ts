import { describe, expect, it } from '@jest/globals';
import { CallLog } from './call-log.js';

const entry = (i: number) =>
  ({
    id: i,
    instance: 1,
    phone: `phone ${String(i)}`,
    webhook: `http://127.0.0.1/${String(i)}`,
    person: 'answer',
    outcome: 'placed',
    arrivedMs: 1000 * i,
    inFlight: 1,
  }) as const;

describe('call log', () => {
  it('tells a call as it was', () => {
    const log = new CallLog(10);
    const n = log.add(entry(1));
    const slot = log.sent(n, 'ringing', 1250, 'pending');
    expect(log.read()[0]?.statuses).toEqual([{ status: 'ringing', atMs: 1250, answer: 'pending' }]);
    log.answer(n, slot, 204);
    log.sent(n, 'completed', 1500, 'lost');
    log.end(n, 1500, 'completed');
    expect(log.read()).toEqual([
      {
        ...entry(1),
        n: 1,
        endedMs: 1500,
        ending: 'completed',
        statuses: [
          { status: 'ringing', atMs: 1250, answer: 204 },
          { status: 'completed', atMs: 1500, answer: 'lost' },
        ],
      },
    ]);
  });

  it('keeps the latest calls only, and nothing of those whose place they took', () => {
    const log = new CallLog(3);
    for (let i = 1; i <= 5; i += 1) {
      const n = log.add(entry(i));
      if (i <= 2) {
        log.sent(n, 'ringing', 1, 'failed');
        log.end(n, 1, 'hung_up');
      }
    }
    log.end(1, 9999, 'completed');
    log.answer(2, 0, 200);
    expect(log.sent(1, 'completed', 1, 200)).toBeGreaterThan(5);
    expect(log.read().map(({ n, phone, endedMs, statuses }) => [n, phone, endedMs, statuses.length])).toEqual(
      [
        [3, 'phone 3', null, 0],
        [4, 'phone 4', null, 0],
        [5, 'phone 5', null, 0],
      ],
    );
    expect([log.oldest, log.latest]).toEqual([3, 5]);
  });

  it('grows past its first size without losing anything, and is read in pages', () => {
    const log = new CallLog(1_000_000);
    for (let i = 1; i <= 5000; i += 1) log.sent(log.add(entry(i)), 'ringing', 1000 * i + 1, 200);
    const page = log.read(4990, 5);
    expect(page.map(({ n }) => n)).toEqual([4991, 4992, 4993, 4994, 4995]);
    expect(log.read(0, 1)[0]).toMatchObject({ id: 1, statuses: [{ atMs: 1001, answer: 200 }] });
    expect(log.read(5000)).toEqual([]);
  });

  it('keeps the addresses of the latest 10,000 only', () => {
    const log = new CallLog(20_000);
    for (let i = 1; i <= 10_001; i += 1) log.add(entry(i));
    expect(log.read(0, 2).map(({ webhook }) => webhook)).toEqual([null, 'http://127.0.0.1/2']);
    expect(log.read(10_000)[0]?.webhook).toBe('http://127.0.0.1/10001');
  });
});
