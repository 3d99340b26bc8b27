import { describe, expect, it } from '@jest/globals';
import { createLedger, type LedgerState } from './ledger.js';
import { PROFILES } from './profile.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Not at a whole hour. */
const THEN = Date.UTC(2026, 4, 4, 9, 17, 13);

describe('the last 24 h', () => {
  it('hold what is younger, whatever slice it is in', () => {
    for (let at = THEN; at < THEN + 20 * MINUTE; at += 37_000) {
      const ledger = createLedger(PROFILES.uk);
      ledger.answered(at);
      expect(ledger.reading(at + DAY - 1).day.answers).toBe(1);
    }
  });

  it('have forgotten it five minutes later', () => {
    for (let at = THEN; at < THEN + 20 * MINUTE; at += 37_000) {
      const ledger = createLedger(PROFILES.uk);
      ledger.answered(at);
      expect(ledger.reading(at + DAY + 5 * MINUTE).day.answers).toBe(0);
    }
  });

  it('count an entry that comes late in the newest slice', () => {
    const ledger = createLedger(PROFILES.uk);
    ledger.answered(THEN);
    ledger.abandoned(THEN - 6 * MINUTE);
    expect(ledger.state().slices).toHaveLength(1);
    expect(ledger.reading(THEN).day).toEqual({ answers: 1, abandoned: 1 });
  });
});

describe('the 30 days of the US', () => {
  it('are the same ones after the ledger was stored', () => {
    const before = createLedger(PROFILES.us);
    before.answered(THEN);
    const text = JSON.stringify(before.state());
    const after = createLedger(PROFILES.us, {}, JSON.parse(text) as LedgerState);
    after.answered(THEN + 20 * DAY);
    expect(after.reading(THEN + 30 * DAY - 1).legal.answers).toBe(2);
    expect(after.reading(THEN + 30 * DAY).legal.answers).toBe(0);
  });
});

it('aims at the campaign’s own target instead of the profile’s', () => {
  expect(createLedger(PROFILES.us, { target: 0.02 }).reading(THEN).target).toBe(0.02);
  expect(createLedger(PROFILES.us).reading(THEN).target).toBe(0.029);
});
