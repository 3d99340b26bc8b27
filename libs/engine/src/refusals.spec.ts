import { describe, expect, it } from '@jest/globals';
import { retryDelay } from './refusals.js';
import { ACCEPTED, Harness, REFUSED } from './testing/harness.js';

describe('retryDelay', () => {
  it('doubles from 1 s to 30 s', () => {
    expect([1, 2, 3, 4, 5, 6, 7].map((n) => retryDelay(n, null, 0.5))).toEqual([
      1000, 2000, 4000, 8000, 16_000, 30_000, 30_000,
    ]);
  });
  it('is spread by a fifth', () => {
    expect([retryDelay(1, null, 0), retryDelay(1, null, 0.999_999)]).toEqual([800, 1200]);
  });
  it('follows the phone system, within 1 s and 5 min', () => {
    expect([0, 7000, 3_600_000].map((ms) => retryDelay(3, ms, 0.5))).toEqual([1000, 7000, 300_000]);
  });
});

describe('a phone system that refuses', () => {
  it('is asked again for the same call, on the same line', () => {
    const h = new Harness(5).start();
    h.reply(1, REFUSED);
    expect(h.callOf(1)).toMatchObject({
      state: 'placing',
      placementOpen: false,
      retryAt: h.now + 1000,
      reason: '503',
    });
    expect(h.engine.nextWakeAt).toBe(h.now + 1000);
    h.effects('place_call');
    h.tick(999);
    expect(h.placed()).toEqual([]);
    h.tick(1);
    expect(h.callOf(1)).toMatchObject({ placements: 2, placementOpen: true, retryAt: null });
    expect(h.effects('place_call')).toMatchObject([{ n: 2, call: { id: 'call1' } }]);
    h.reply(1);
    expect(h.end(1)).toEqual(['dialing', null]);
    expect(h.placements.map((row) => [row.n, row.outcome])).toEqual([
      [1, 'refused'],
      [2, 'accepted'],
    ]);
  });

  it('D9: holds every later contact until its answer, and says why (R2)', () => {
    const h = new Harness(5).start();
    h.reply(1, REFUSED);
    expect(h.engine.campaign.holding).toEqual({ code: 'provider_backoff', since: h.now, detail: '503' });
    h.tick(1000);
    h.tick(5000);
    expect(h.placed()).toEqual([1, 1]);
    h.reply(1);
    expect(h.placed()).toEqual([2]);
    expect(h.engine.campaign.holding).toBeNull();
    expect(h.factTypes().filter((type) => type.startsWith('campaign'))).toEqual([
      'campaign.started',
      'campaign.held',
      'campaign.released',
    ]);
  });

  it('of several refused, the first in the list is asked first, then the next', () => {
    const h = new Harness(20, { lines: 11 }).start();
    h.placed();
    for (const p of [3, 2, 1]) h.reply(p, REFUSED);
    h.tick(1000);
    expect(h.placed()).toEqual([1]);
    h.tick(3000);
    expect(h.placed()).toEqual([]);
    h.reply(1);
    expect(h.placed()).toEqual([2]);
    h.reply(2);
    expect(h.placed()).toEqual([3]);
    h.reply(3);
    expect(h.engine.campaign.holding).toBeNull();
  });

  it('after eight refusals in a row it is probed every 30 s, with the same contact', () => {
    const h = new Harness(5).start();
    for (let i = 1; i < 8; i += 1) {
      h.reply(1, REFUSED);
      expect(h.engine.campaign.holding).toMatchObject({ code: 'provider_backoff' });
      h.tick(30_000);
    }
    h.reply(1, REFUSED);
    expect(h.engine.campaign.holding).toMatchObject({ code: 'provider_refusing' });
    expect(h.engine.nextWakeAt).toBe(h.now + 30_000);
    h.tick(30_000);
    h.reply(1, REFUSED);
    expect(h.engine.nextWakeAt).toBe(h.now + 30_000);
    h.tick(30_000);
    expect(new Set(h.placed())).toEqual(new Set([1]));
    h.reply(1, ACCEPTED);
    expect(h.engine.campaign.holding).toBeNull();
    expect(h.placed()).toEqual([2]);
  });

  it('an outage of an hour burns no contact', () => {
    const h = new Harness(5).start();
    for (let i = 0; i < 120; i += 1) {
      h.reply(1, REFUSED);
      h.tick(30_000);
    }
    h.reply(1);
    // It was taken, the second is asked for, the third waits for its turn.
    const states = [...h.rows.calls.values()].map((call) => [call.state, call.placements]);
    expect(states).toEqual([
      ['dialing', 121],
      ['placing', 1],
      ['placing', 1],
    ]);
  });

  it('a status proves that it took the call after all', () => {
    const h = new Harness(5).start();
    h.reply(1, REFUSED);
    h.signal(1, 'ringing');
    expect(h.end(1)).toEqual(['ringing', null]);
    expect(h.engine.campaign.holding).toBeNull();
    expect(h.placed()).toEqual([1, 2]);
    h.tick(60_000);
    expect(h.placed()).not.toContain(1);
  });

  it('a status long after the refusal begins a ring time of its own', () => {
    const h = new Harness(1).start();
    h.reply(1, { kind: 'refused', reason: '503', retryAfterMs: 300_000 });
    h.tick(200_000);
    h.signal(1, 'ringing');
    expect(h.callOf(1).deadlineAt).toBe(h.now + 60_000);
  });

  it('waits through a restart', () => {
    const h = new Harness(5).start();
    h.reply(1, REFUSED);
    h.restart();
    h.tick(500);
    expect(h.placed()).toEqual([]);
    expect(h.engine.campaign.holding).toMatchObject({ code: 'provider_backoff', detail: '503' });
    h.tick(500);
    expect(h.placed()).toEqual([1]);
  });
});
