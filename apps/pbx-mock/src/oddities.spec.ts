import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SETTINGS, normalBehaviour } from './behaviour.js';
import type { Cdr, OwnCall } from './cdr.js';
import { recordText, webhookText } from './cdr-text.js';
import { type Bad, badOf, HUGE_NUMBER, type Odd, oddOf, spoil, strange } from './oddities.js';
import { callOnPaper } from './own-calls.js';

const fates = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const at = Date.UTC(2026, 7, 26, 15, 49, 32);
const call = (fate = 1): OwnCall => callOnPaper(fate, 2, 'answer', at);
const exact = JSON.parse(recordText(call(), normalBehaviour())) as Cdr;
const instants = ({ call_start, ring_start, answer_start, call_end }: Cdr): number[] =>
  [call_start, ring_start, answer_start, call_end].map((time) => Date.parse(time ?? ''));

describe('oddities', () => {
  it.each<[Odd, RegExp]>([
    ['no_zone', /^2026-08-26T15:49:32\.000$/],
    ['offset', /^2026-08-26T17:49:32\.000\+02:00$/],
    ['microseconds', /^2026-08-26T15:49:32\.000417Z$/],
  ])('%s: the same times, written differently', (odd, looks) => {
    const told = strange(exact, odd);
    expect(told.call_start).toMatch(looks);
    expect(instants(told)).toEqual(instants(exact));
    expect(told).toMatchObject({ uuid: exact.uuid, duration: exact.duration });
  });

  it('ring_before_start and negative_duration say what cannot be', () => {
    const ring = strange(exact, 'ring_before_start').ring_start ?? '';
    expect(Date.parse(ring)).toBeLessThan(Date.parse(exact.call_start));
    expect(strange(exact, 'negative_duration').duration).toBeLessThan(0);
    const before = { ...exact, ring_start: null, duration: null };
    expect(strange(before, 'ring_before_start')).toEqual(before);
    expect(strange(before, 'negative_duration')).toEqual(before);
  });

  it('are the same in every webhook and in the record of a call', () => {
    const behaviour = { ...normalBehaviour(), oddDates: 100 };
    fc.assert(
      fc.property(fates, (fate) => {
        expect(webhookText(call(fate), 'HANGUP', behaviour)).toBe(recordText(call(fate), behaviour));
      }),
    );
  });

  it('no_uuid, no_date and huge_number spoil one field and leave the rest', () => {
    const json = JSON.stringify(exact);
    const { uuid: _, ...nameless } = exact;
    expect(JSON.parse(spoil(json, 'no_uuid'))).toEqual(nameless);
    const { call_start: wrong, ...rest } = JSON.parse(spoil(json, 'no_date')) as Cdr;
    expect(Date.parse(wrong)).toBeNaN();
    expect({ ...exact, ...rest }).toEqual(exact);
    expect(spoil(json, 'huge_number')).toContain(`"destination_number":${HUGE_NUMBER},`);
    expect(String(Number(HUGE_NUMBER))).not.toBe(HUGE_NUMBER);
  });

  it('each kind comes', () => {
    const kinds = (of: (fate: number) => Odd | Bad): number =>
      new Set(Array.from({ length: 200 }, (_, fate) => of(fate))).size;
    expect([kinds(oddOf), kinds(badOf)]).toEqual([5, 3]);
    expect(SETTINGS.oddDates.normal).toBe(0);
  });
});
