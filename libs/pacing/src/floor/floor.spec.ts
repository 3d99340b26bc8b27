import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createLedger } from '../ledger/ledger.js';
import { PROFILES } from '../ledger/profile.js';
import { Floor } from './floor.js';

const limits = { maxLines: null, placeable: null, reserve: 0 };

describe('a floor', () => {
  it('follows a call from its dial to the end of wrap-up', () => {
    const floor = new Floor();
    floor.available('anna', 0);
    floor.dialed('1', 1000);
    floor.dialed('2', 1000);
    expect(floor.snapshot(4000, limits)).toMatchObject({
      callers: { idle: 1 },
      ringingMs: [3000, 3000],
      waiting: 0,
    });
    floor.answered('1', 5000);
    expect(floor.snapshot(5000, limits)).toMatchObject({ ringingMs: [4000], waiting: 1 });
    floor.connected('1', 'anna', 5100);
    floor.failed('2', 6000);
    expect(floor.snapshot(9100, limits)).toMatchObject({
      callers: { idle: 0, talkingMs: [4000], wrappingMs: [] },
      ringingMs: [],
      waiting: 0,
    });
    floor.wrapping('anna', 10_000);
    expect(floor.snapshot(11_000, limits).callers).toMatchObject({ talkingMs: [], wrappingMs: [1000] });
    floor.available('anna', 12_000);
    expect(floor.snapshot(12_000, limits).callers).toMatchObject({ idle: 1, wrappingMs: [] });
  });

  it('enters an abandoned call in the ledger, and not one that hung up before its time was over', () => {
    const floor = new Floor();
    for (const call of ['1', '2']) {
      floor.dialed(call, 0);
      floor.answered(call, 5000);
    }
    floor.hungUpWaiting('1', 6000);
    floor.abandoned('2', 7000);
    floor.abandoned('2', 7000);
    expect(floor.snapshot(7000, limits)).toMatchObject({
      waiting: 0,
      ledger: { legal: { answers: 2, abandoned: 1 } },
    });
  });

  it('enters what was taken for a machine in the ledger, once, where the law wants an estimate of people among them', () => {
    const floor = new Floor({ ledger: createLedger(PROFILES.uk, { falsePositiveRate: 0.5 }) });
    floor.dialed('1', 0);
    floor.machine('1', 5000);
    floor.machine('1', 5000);
    floor.machine('2', 5000);
    expect(floor.snapshot(5000, limits)).toMatchObject({
      ringingMs: [],
      waiting: 0,
      ledger: { legal: { answers: 0.5, abandoned: 0.5 } },
    });
  });

  it('learns that there is no wrap-up from callers who are free at once after talk', () => {
    const floor = new Floor();
    for (let call = 0; call < 200; call += 1) {
      floor.connected(call, 'anna', call * 60_000);
      floor.available('anna', call * 60_000 + 50_000);
      floor.snapshot(call * 60_000 + 50_000, limits);
    }
    expect(floor.snapshot(200 * 60_000, limits).estimates.wrapBeyond[1]).toBeLessThan(0.02);
  });

  it('does not count on callers who leave, whatever they do', () => {
    const floor = new Floor();
    for (const caller of ['anna', 'ben', 'cleo']) floor.available(caller, 0);
    floor.connected('1', 'ben', 0);
    floor.leaving('anna');
    floor.leaving('ben');
    expect(floor.snapshot(1000, limits).callers).toMatchObject({ idle: 1, talkingMs: [], leaving: 1 });
    floor.left('ben', 2000);
    floor.available('anna', 3000);
    expect(floor.snapshot(3000, limits).callers).toMatchObject({ idle: 2, leaving: 0 });
  });

  it('forgets a request with the dial that fulfils it', () => {
    const floor = new Floor();
    floor.available('anna', 0);
    floor.requested('anna', 0);
    expect(floor.snapshot(0, limits).callers.requested).toBe(1);
    floor.dialed('1', 100);
    expect(floor.snapshot(100, limits).callers.requested).toBe(0);
  });

  it('forgets the request of a caller who leaves', () => {
    const floor = new Floor();
    floor.available('anna', 0);
    floor.requested('anna', 0);
    floor.leaving('anna');
    expect(floor.snapshot(0, limits).callers.requested).toBe(0);
  });

  it.each<[string, (floor: Floor) => void]>([
    ['who talks by now', (floor) => floor.connected('1', 'anna', 100)],
    ['who is gone', (floor) => floor.left('anna', 100)],
  ])('forgets the request of a caller %s', (_, happens) => {
    const floor = new Floor();
    for (const caller of ['anna', 'ben', 'cleo']) floor.available(caller, 0);
    floor.requested('anna', 0);
    floor.requested('ben', 0);
    happens(floor);
    expect(floor.snapshot(200, limits).callers.requested).toBe(1);
  });

  it('knows of no request of somebody who is not logged in', () => {
    const floor = new Floor();
    floor.requested('nobody', 0);
    expect(floor.snapshot(0, limits).callers.requested).toBe(0);
  });

  it('takes a call that is told of twice for one, from the first time on', () => {
    const floor = new Floor();
    floor.dialed('1', 0);
    floor.dialed('1', 4000);
    expect(floor.snapshot(10_000, limits)).toMatchObject({
      ringingMs: [10_000],
      estimates: { exposure: expect.closeTo(10 + 1 - 0.5, 0) },
    });
  });

  it('learns when dials fail', () => {
    const floor = new Floor();
    for (let call = 0; call < 200; call += 1) {
      floor.dialed(call, call * 60_000);
      floor.failed(call, call * 60_000 + 9000);
      floor.snapshot(call * 60_000 + 9000, limits);
    }
    const { failedBy } = floor.snapshot(200 * 60_000, limits).estimates;
    expect(failedBy[36]).toBeLessThan(0.1);
    expect(failedBy[37]).toBeGreaterThan(0.8);
  });

  it('tells of late reports and of an incomplete picture', () => {
    const floor = new Floor();
    floor.heard(1200, 0);
    floor.rebuilding(true);
    expect(floor.snapshot(0, limits).health).toEqual({ eventLagMs: 1200, rebuilding: true });
  });

  it('stands any order of any events', () => {
    const floorEvents = [
      'dialed',
      'answered',
      'failed',
      'connected',
      'abandoned',
      'hungUpWaiting',
      'available',
      'wrapping',
      'leaving',
      'left',
    ] as const;
    const step = fc.record({
      event: fc.constantFrom(...floorEvents),
      call: fc.nat(5),
      caller: fc.nat(3),
      after: fc.nat(20_000),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const floor = new Floor();
        let now = 0;
        for (const { event, call, caller, after } of steps) {
          now += after;
          if (event === 'connected') floor.connected(call, caller, now);
          else if (event === 'leaving') floor.leaving(caller);
          else if (event === 'available' || event === 'wrapping' || event === 'left')
            floor[event](caller, now);
          else floor[event](call, now);
          const { callers, ringingMs, ledger, estimates } = floor.snapshot(now, limits);
          const here = callers.idle + callers.talkingMs.length + callers.wrappingMs.length + callers.leaving;
          expect(here).toBeLessThanOrEqual(4);
          expect(ringingMs.length).toBeLessThanOrEqual(6);
          expect(ledger.legal.abandoned).toBeLessThanOrEqual(ledger.legal.answers);
          expect(estimates.answerRate).toBeGreaterThan(0);
          expect(estimates.answerRate).toBeLessThan(1);
        }
      }),
    );
  });
});
