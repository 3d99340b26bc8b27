import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { affordable, createLedger } from './ledger.js';
import { PROFILES } from './profile.js';

const MINUTE = 60_000;
const DAY = 86_400_000;
const SLICE = 5 * MINUTE;

interface Entry {
  readonly at: number;
  readonly abandoned: boolean;
}

/** Entries in order of time, over some months, in bursts and with long pauses. */
const entries: fc.Arbitrary<Entry[]> = fc
  .array(
    fc.record({
      after: fc.oneof(fc.nat(2 * MINUTE), fc.nat(DAY), fc.nat(20 * DAY)),
      abandoned: fc.boolean(),
    }),
    { maxLength: 200 },
  )
  .map((steps) => {
    let at = Date.UTC(2026, 0, 15, 8);
    return steps.map(({ after, abandoned }) => ({ at: (at += after), abandoned }));
  });

const recount = (list: readonly Entry[], from: number) => {
  const within = list.filter(({ at }) => at >= from);
  return { answers: within.length, abandoned: within.filter(({ abandoned }) => abandoned).length };
};

describe('the ledger', () => {
  it('equals an independent recount, over 24 h and over periods of 30 days', () => {
    fc.assert(
      fc.property(entries, fc.nat(40 * DAY), (list, later) => {
        const ledger = createLedger(PROFILES.us);
        for (const { at, abandoned } of list) {
          ledger.answered(at);
          if (abandoned) ledger.abandoned(at);
        }
        const first = list[0]?.at ?? 0;
        const now = (list.at(-1)?.at ?? 0) + later;
        const { day, legal } = ledger.reading(now);
        const period = first + Math.floor((now - first) / (30 * DAY)) * 30 * DAY;
        expect(legal).toEqual(recount(list, period));
        // The day is kept in slices of five minutes: the one that the horizon cuts still counts.
        const slice = Math.floor((now - DAY) / SLICE) * SLICE;
        const kept = slice === now - DAY ? now - DAY : slice;
        expect(day).toEqual(recount(list, kept));
      }),
    );
  });

  it('goes on as it was after being stored', () => {
    fc.assert(
      fc.property(entries, fc.nat(), (list, cut) => {
        const at = list.length === 0 ? 0 : cut % list.length;
        const whole = createLedger(PROFILES.uk);
        let stored = createLedger(PROFILES.uk);
        list.forEach((entry, i) => {
          for (const ledger of [whole, stored]) {
            ledger.answered(entry.at);
            if (entry.abandoned) ledger.abandoned(entry.at);
          }
          if (i === at) {
            const text = JSON.stringify(stored.state());
            stored = createLedger(PROFILES.uk, {}, JSON.parse(text) as ReturnType<typeof stored.state>);
          }
        });
        const now = (list.at(-1)?.at ?? 0) + MINUTE;
        expect(stored.reading(now)).toEqual(whole.reading(now));
      }),
    );
  });

  it('begins a new period in Canada with the month', () => {
    const ledger = createLedger(PROFILES.ca);
    ledger.answered(Date.UTC(2026, 2, 31, 23));
    expect(ledger.reading(Date.UTC(2026, 2, 31, 23, 59)).legal.answers).toBe(1);
    expect(ledger.reading(Date.UTC(2026, 3, 1)).legal.answers).toBe(0);
  });

  it('begins a period anew for a campaign that began at time zero', () => {
    const ledger = createLedger(PROFILES.us);
    ledger.answered(0);
    expect(ledger.reading(30 * DAY).legal.answers).toBe(0);
  });

  it('takes the last 24 h for the window of the law in the UK', () => {
    const ledger = createLedger(PROFILES.uk);
    ledger.answered(0);
    ledger.answered(2 * DAY);
    expect(ledger.reading(2 * DAY).legal).toEqual({ answers: 1, abandoned: 0 });
  });

  it('adds an estimate of people taken for machines where the profile asks for it', () => {
    const options = { falsePositiveRate: 0.02 };
    const [uk, us] = [createLedger(PROFILES.uk, options), createLedger(PROFILES.us, options)];
    for (const ledger of [uk, us]) {
      for (let i = 0; i < 100; i += 1) ledger.answered(i);
      for (let i = 0; i < 50; i += 1) ledger.machine(i);
    }
    expect(uk.reading(1000).legal).toEqual({ answers: 101, abandoned: 1 });
    expect(us.reading(1000).legal).toEqual({ answers: 100, abandoned: 0 });
  });
});

it('says what can still be afforded', () => {
  expect(affordable({ answers: 1000, abandoned: 12 }, 0.03)).toBeCloseTo(18, 9);
  expect(affordable({ answers: 100, abandoned: 4 }, 0.03)).toBeCloseTo(-1, 9);
  expect(affordable({ answers: 50, abandoned: 0 }, 0.03)).toBeCloseTo(1.5, 9);
});
