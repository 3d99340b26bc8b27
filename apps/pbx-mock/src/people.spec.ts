import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { answeredBy, type Person, personOf, storyOf } from './people.js';
import { between, draw, fateOf, happens } from './random.js';

const fates = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe('people', () => {
  it('behave as their table says, whatever their fate', () => {
    fc.assert(
      fc.property(fates, (fate) => {
        const [ring, answer, end] = storyOf('answer', fate);
        expect(ring?.status).toBe('ringing');
        expect(answer?.status).toBe('answered');
        expect(answer?.afterMs).toBeGreaterThanOrEqual(2000);
        expect(answer?.afterMs).toBeLessThan(8000);
        expect(end?.afterMs).toBeGreaterThanOrEqual(3000);
        expect(end?.afterMs).toBeLessThan(20_000);

        expect(storyOf('busy', fate).map(({ status }) => status)).toEqual(['completed']);
        expect(storyOf('busy', fate)[0]?.afterMs).toBeLessThan(1500);

        expect(storyOf('ignore', fate).map(({ status }) => status)).toEqual(['ringing', 'completed']);
        expect(storyOf('ignore', fate)[1]?.afterMs).toBeGreaterThanOrEqual(24_000);

        expect(storyOf('hang_up', fate)[2]?.afterMs).toBeLessThan(600);
        expect(storyOf('instant', fate).every(({ afterMs }) => afterMs === 0)).toBe(true);
        expect(storyOf('stuck', fate)[2]?.afterMs).toBe(Infinity);
      }),
    );
  });

  it.each<[string, Person]>([
    ['1 301 555-0100', 'answer'],
    ['13015550119', 'busy'],
    ['(301) 555-0120', 'ignore'],
    ['+13015550135', 'hang_up'],
    ['5550140', 'talk'],
    ['5550150', 'stuck'],
    ['5550160', 'unreachable'],
    ['5550170', 'instant'],
    ['5550189', 'machine'],
  ])('the number %s reaches one who is: %s', (phone, person) => {
    fc.assert(fc.property(fates, (fate) => personOf(phone, 'mixed', fate) === person));
    expect(personOf(phone, 'ignore', 0)).toBe(person);
    expect(personOf(phone, 'instant', 0)).toBe('instant');
  });

  it('leaves all other numbers to --people', () => {
    expect(personOf('13015550190', 'busy', 0)).toBe('busy');
    expect(personOf('13018040009', 'hang_up', 0)).toBe('hang_up');
  });

  it('are machines where the number says so, else as often as is asked for, and only among those who answer', () => {
    fc.assert(
      fc.property(fates, (fate) => {
        expect(answeredBy('13015550180', 'machine', 0, fate)).toBe('machine');
        expect(answeredBy('13015550100', 'answer', 100, fate)).toBe('human');
        expect(answeredBy('13018040009', 'hang_up', 100, fate)).toBe('human');
        expect(answeredBy('13018040009', 'answer', 0, fate)).toBe('human');
        expect(answeredBy('13018040009', 'answer', 100, fate)).toBe('machine');
      }),
    );
    const machines = Array.from({ length: 10_000 }, (_, i) =>
      fateOf(1, String(13_018_000_000 + i), 0),
    ).filter((fate) => answeredBy('13018040009', 'answer', 20, fate) === 'machine');
    expect(machines.length / 10_000).toBeCloseTo(0.2, 1);
  });

  it('mixes about 65 % who answer, 15 % who do not, 12 % busy, 8 % who hang up', () => {
    const counts: Partial<Record<Person, number>> = {};
    for (let i = 0; i < 20_000; i += 1) {
      const phone = String(13_018_000_000 + i);
      const person = personOf(phone, 'mixed', fateOf(1, phone, 0));
      counts[person] = (counts[person] ?? 0) + 1 / 20_000;
    }
    expect(counts.answer).toBeCloseTo(0.65, 1);
    expect(counts.ignore).toBeCloseTo(0.15, 1);
    expect(counts.busy).toBeCloseTo(0.12, 1);
    expect(counts.hang_up).toBeCloseTo(0.08, 1);
    expect(Object.keys(counts)).toHaveLength(4);
  });
});

describe('chance', () => {
  it('depends on seed, number and how often it was called, and on nothing else', () => {
    expect(fateOf(1, '13018040009', 0)).toBe(fateOf(1, '13018040009', 0));
    const fate = fateOf(1, '13018040009', 0);
    expect(fateOf(2, '13018040009', 0)).not.toBe(fate);
    expect(fateOf(1, '13018040008', 0)).not.toBe(fate);
    expect(fateOf(1, '13018040009', 1)).not.toBe(fate);
  });

  it('is even, also over numbers that follow each other, and independent by question', () => {
    const n = 20_000;
    let low = 0;
    let both = 0;
    for (let i = 0; i < n; i += 1) {
      const fate = fateOf(7, String(13_010_000_000 + i), 0);
      const lost = happens(20, fate, 'lost');
      if (lost) low += 1;
      if (lost && happens(20, fate, 'late')) both += 1;
    }
    expect(low / n).toBeGreaterThan(0.185);
    expect(low / n).toBeLessThan(0.215);
    expect(both / n).toBeGreaterThan(0.033);
    expect(both / n).toBeLessThan(0.047);
  });

  it('keeps to its bounds: never at 0 %, always at 100 %', () => {
    fc.assert(
      fc.property(fates, fc.string(), fc.nat(5), (fate, what, index) => {
        const value = draw(fate, what, index);
        expect(value >= 0 && value < 1).toBe(true);
        expect(happens(0, fate, what, index)).toBe(false);
        expect(happens(100, fate, what, index)).toBe(true);
        const ms = between(200, 1000, fate, what);
        expect(ms >= 200 && ms < 1000).toBe(true);
      }),
    );
  });
});
