import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { logDecision, replay } from '../replay.js';
import type { PacingSnapshot } from '../snapshot.js';
import { aSnapshot } from '../testing/a-snapshot.js';
import { anySnapshot } from '../testing/any-snapshot.js';
import { POLICIES } from './index.js';

const MOST = 1000;
const runs = { numRuns: 400 };

/** What a snapshot cannot do without. */
const PARTS = [
  'callers callers.talkingMs callers.wrappingMs ringingMs health ledger ledger.day ledger.legal limits limits.maxLines',
  'limits.placeable estimates estimates.answeredBy estimates.failedBy estimates.talkBeyond estimates.wrapBeyond',
].flatMap((names) => names.split(' '));

function without(snapshot: PacingSnapshot, path: string): PacingSnapshot {
  const copy = structuredClone(snapshot) as unknown as Record<string, Record<string, unknown>>;
  const [part = '', field] = path.split('.');
  if (field === undefined) delete copy[part];
  else delete copy[part]?.[field];
  return copy as unknown as PacingSnapshot;
}

describe.each(Object.entries(POLICIES))('%s', (name, policy) => {
  it('makes of a snapshot of any shape a whole number of dials, within bounds', () => {
    fc.assert(
      fc.property(anySnapshot, (snapshot) => {
        const { dial, reasons } = policy(snapshot);
        expect(Number.isInteger(dial)).toBe(true);
        expect(dial).toBeGreaterThanOrEqual(0);
        expect(dial).toBeLessThanOrEqual(Math.min(MOST, reasons.wanted));
      }),
      runs,
    );
  });

  it('dials nothing while a part of the picture is missing', () => {
    const whole = aSnapshot({ idle: 5, requested: 5, maxLines: 10 });
    expect(policy(whole).dial).toBeGreaterThan(0);
    for (const path of PARTS) {
      const broken = without(whole, path);
      const { dial, reasons } = policy(broken);
      expect([path, dial, reasons.policy, reasons.bound]).toEqual([path, 0, name, 'rebuilding']);
      expect(replay([logDecision(broken, policy(broken))], policy)).toEqual([]);
    }
  });

  it('decides the same from the log, bit for bit', () => {
    fc.assert(
      fc.property(anySnapshot, (snapshot) => {
        expect(replay([logDecision(snapshot, policy(snapshot))], policy)).toEqual([]);
      }),
      runs,
    );
  });

  it('decides the same whatever was decided in between', () => {
    fc.assert(
      fc.property(anySnapshot, anySnapshot, (snapshot, other) => {
        const first = policy(snapshot);
        policy(other);
        expect(policy(snapshot)).toEqual(first);
      }),
      { numRuns: 150 },
    );
  });

  it('keeps to its lines and to what may be placed', () => {
    fc.assert(
      fc.property(anySnapshot, fc.nat(50), fc.nat(50), (snapshot, maxLines, placeable) => {
        const limits = { maxLines, placeable, reserve: 2 };
        const { dial } = policy({ ...snapshot, limits });
        expect(dial).toBeLessThanOrEqual(placeable);
        expect(dial).toBeLessThanOrEqual(Math.max(0, maxLines - 2 - snapshot.ringingMs.length));
      }),
      runs,
    );
  });

  it('dials nothing while the picture is incomplete or late', () => {
    const floor = { idle: 5, requested: 5, maxLines: 10 };
    expect(policy(aSnapshot(floor)).dial).toBeGreaterThan(0);
    expect(policy(aSnapshot({ ...floor, rebuilding: true }))).toMatchObject({
      dial: 0,
      reasons: { bound: 'rebuilding' },
    });
    expect(policy(aSnapshot({ ...floor, eventLagMs: 1001 }))).toMatchObject({
      dial: 0,
      reasons: { bound: 'event_lag' },
    });
    expect(policy(aSnapshot({ ...floor, eventLagMs: NaN }))).toMatchObject({ dial: 0 });
  });

  if (name === 'fixed') return;

  it('dials nothing with nobody logged in', () => {
    fc.assert(
      fc.property(anySnapshot, (snapshot) => {
        const callers = { ...snapshot.callers, idle: 0, talkingMs: [], wrappingMs: [] };
        expect(policy({ ...snapshot, callers }).dial).toBe(0);
      }),
      runs,
    );
  });

  it('dials nothing while a person waits', () => {
    fc.assert(
      fc.property(anySnapshot, fc.integer({ min: 1, max: 9 }), (snapshot, waiting) => {
        expect(policy({ ...snapshot, waiting }).dial).toBe(0);
      }),
      runs,
    );
  });
});

it('power never dials beyond idle callers without a line', () => {
  fc.assert(
    fc.property(anySnapshot, (snapshot) => {
      const { dial, reasons } = POLICIES.power(snapshot);
      expect(dial).toBeLessThanOrEqual(Math.max(0, reasons.idle - reasons.ringing - reasons.waiting));
    }),
    runs,
  );
});
