import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createBrakes, type AccountLimits, type AdjustableBrakes } from './brakes.js';
import { Harness } from './testing/harness.js';

const OPEN: AccountLimits = { maxLines: null, callsPerSecond: null, callsPerDay: null };
const NO_LIMITS = { providerCallsPerSecond: null, providerMaxConcurrent: null };
const DAY = { calls: 0, endsAt: 10_000_000 };

function brakes(limits: Partial<AccountLimits>, lines = 0): AdjustableBrakes {
  return createBrakes({ ...OPEN, ...limits }, NO_LIMITS, () => lines, DAY);
}

describe('createBrakes', () => {
  it('holds nothing without limits', () => {
    expect(createBrakes(OPEN, NO_LIMITS, () => 1000, DAY).ask(0, false)).toBeNull();
  });

  it('most lines: a retry has its line already', () => {
    const b = brakes({ maxLines: 2 }, 2);
    expect(b.ask(0, false)).toEqual({ code: 'account_max_lines', until: null });
    expect(b.ask(0, true)).toBeNull();
    b.setAccountLimits({ ...OPEN, maxLines: 3 });
    expect(b.ask(0, false)).toBeNull();
  });

  it('calls the phone system takes at once', () => {
    const b = createBrakes(OPEN, { ...NO_LIMITS, providerMaxConcurrent: 5 }, () => 5, DAY);
    expect(b.ask(0, false)).toMatchObject({ code: 'account_max_lines', detail: expect.any(String) });
  });

  it('calls a day, until the day ends', () => {
    const b = createBrakes({ ...OPEN, callsPerDay: 3 }, NO_LIMITS, () => 0, { calls: 2, endsAt: 5000 });
    b.took(0, true);
    expect(b.ask(0, false)).toBeNull();
    b.took(0, false);
    expect(b.ask(1, false)).toEqual({ code: 'account_calls_per_day', until: 5000 });
    expect(b.ask(5000, false)).toBeNull();
  });

  it('says when the next call may go', () => {
    const b = brakes({ callsPerSecond: 2 });
    b.took(100, false);
    b.took(400, true);
    expect(b.ask(500, false)).toEqual({ code: 'account_calls_per_second', until: 1100 });
    expect(b.ask(1100, false)).toBeNull();
  });

  it('less than one call a second', () => {
    const b = createBrakes(OPEN, { ...NO_LIMITS, providerCallsPerSecond: 0.2 }, () => 0, DAY);
    b.took(0, false);
    expect(b.ask(1, false)).toEqual({ code: 'provider_calls_per_second', until: 5000 });
  });

  it('a clock that was set back holds for one window at most', () => {
    const b = brakes({ callsPerSecond: 1 });
    b.took(3_600_000, false);
    expect(b.ask(0, false)).toEqual({ code: 'account_calls_per_second', until: 1000 });
    expect(b.ask(1000, false)).toBeNull();
  });

  it('property: never more than N in any window of a second', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), gaps, (n, waits) => {
        const b = brakes({ callsPerSecond: n });
        const sent: number[] = [];
        let now = 0;
        for (const wait of waits) {
          now += wait;
          if (b.ask(now, false) !== null) continue;
          b.took(now, false);
          sent.push(now);
        }
        return sent.every((at) => sent.filter((other) => other >= at && other < at + 1000).length <= n);
      }),
    );
  });
});

describe('a campaign under brakes', () => {
  it('R2: says which brake holds it, and dials when it lets go', () => {
    const b = createBrakes({ ...OPEN, callsPerDay: 1 }, NO_LIMITS, () => 0, { calls: 0, endsAt: 2_000_000 });
    const h = new Harness(9, {}, { brakes: b }).start();
    h.reply(1);
    expect(h.engine.campaign.holding).toMatchObject({ code: 'account_calls_per_day' });
    expect(h.engine.nextWakeAt).toBe(1_060_000);
    h.signal(1, 'busy');
    expect(h.engine.nextWakeAt).toBe(2_000_000);
    h.now = 2_000_000;
    h.tick();
    expect(h.placed()).toEqual([1, 2]);
  });

  it('R2: looks again within a second when a brake cannot say until when', () => {
    let lines = 5;
    const b = createBrakes({ ...OPEN, maxLines: 5 }, NO_LIMITS, () => lines, DAY);
    const h = new Harness(9, {}, { brakes: b }).start();
    expect(h.engine.campaign.holding).toMatchObject({ code: 'account_max_lines' });
    expect(h.engine.nextWakeAt).toBe(h.now + 1000);
    lines = 4;
    h.tick(1000);
    expect(h.placed()).toEqual([1]);
    expect(h.engine.campaign.holding).toBeNull();
  });

  it('does not speak of a wait of less than two seconds', () => {
    const h = new Harness(30, { lines: 20 }, { brakes: brakes({ callsPerSecond: 5 }) }).start();
    expect(h.placed()).toEqual([1, 2, 3, 4, 5]);
    expect(h.engine.campaign.holding).toBeNull();
    expect(h.engine.nextWakeAt).toBe(h.now + 1000);
    h.tick(1000);
    expect(h.placed()).toEqual([6, 7, 8, 9, 10]);
  });
});
