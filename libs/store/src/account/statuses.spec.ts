import { describe, expect, it } from '@jest/globals';
import { CONTACT_STATUSES, type ContactStatus } from '@ringside/contracts';
import fc from 'fast-check';
import { LETTERS, Statuses } from './statuses.js';

describe('the statuses of a campaign', () => {
  const status = fc.constantFrom<ContactStatus>('idle', 'busy', 'completed');
  const step = fc.oneof(
    fc.record({ grow: fc.integer({ min: 0, max: 40 }) }),
    fc.record({ position: fc.integer({ min: 1, max: 40 }), status }),
    fc.record({ append: fc.array(status, { maxLength: 5 }) }),
  );

  it('are found, walked both ways and counted as in a plain list', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 30 }),
        status,
        fc.integer({ min: 0, max: 50 }),
        fc.integer({ min: 1, max: 5 }),
        (steps, wanted, from, limit) => {
          const statuses = new Statuses();
          const plain: ContactStatus[] = [];
          const grow = (total: number): void => {
            while (plain.length < total) plain.push('idle');
          };
          for (const one of steps) {
            if ('grow' in one) {
              statuses.grow(one.grow);
              grow(one.grow);
            } else if ('append' in one) {
              statuses.append(one.append.map((s) => LETTERS.charAt(CONTACT_STATUSES.indexOf(s))).join(''));
              plain.push(...one.append);
            } else {
              statuses.set(one.position, one.status);
              grow(one.position);
              plain[one.position - 1] = one.status;
            }
          }
          const all = plain.flatMap((s, i) => (s === wanted ? [i + 1] : []));
          expect(statuses.total).toBe(plain.length);
          expect(statuses.count(wanted)).toBe(all.length);
          expect(statuses.counts()[wanted]).toBe(all.length);
          expect(statuses.after(from, wanted, limit)).toEqual(all.filter((at) => at > from).slice(0, limit));
          expect(statuses.before(from, wanted, limit)).toEqual(
            all
              .filter((at) => at < from)
              .reverse()
              .slice(0, limit),
          );
          expect(all.every((at) => statuses.is(at, wanted))).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('of a million are walked in no time', () => {
    const statuses = new Statuses();
    statuses.grow(1_000_000);
    statuses.set(1_000_000, 'busy');
    statuses.set(1, 'no_answer');
    const started = performance.now();
    for (let i = 0; i < 20; i++) {
      expect(statuses.after(0, 'busy', 101)).toEqual([1_000_000]);
      expect(statuses.before(2_000_000_000, 'no_answer', 101)).toEqual([1]);
    }
    expect((performance.now() - started) / 40).toBeLessThan(20);
  });
});
