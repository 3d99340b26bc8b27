import { describe, expect, it } from '@jest/globals';
import { FakeDocuments, simulation } from '../../testing/fake-documents.js';
import { UNTOUCHED, askedFor, filledBy, isOf, isRight, typedOf } from './asked.js';

describe('what is asked of the server', () => {
  it('is what stands in the fields, percent as a share', () => {
    expect(askedFor({ ...UNTOUCHED, callers: '25', answer_rate: '12.5', max_lines: ' 40 ' })).toEqual({
      callers: 25,
      answer_rate: 0.125,
      talk_seconds: 120,
      wrap_seconds: 15,
      answer_seconds: 12,
      ring_timeout: 26,
      hours: 8,
      days: 5,
      jurisdiction: 'US',
      calls_per_second: null,
      max_lines: 40,
    });
  });

  it.each([
    ['callers', '0'],
    ['callers', '2.5'],
    ['callers', ''],
    ['callers', '501'],
    ['answer_rate', '96'],
    ['ring_timeout', '14'],
    ['days', '?'],
    ['max_lines', '0'],
  ] as const)('is nothing while %s is “%s”', (name, typed) => {
    expect(isRight(name, typed)).toBe(false);
    expect(askedFor({ ...UNTOUCHED, [name]: typed })).toBeNull();
  });
});

describe('the settings of an earlier simulation', () => {
  const { settings } = simulation(7);
  const special = { ...settings, answer_rate: 0.073, max_lines: 20, jurisdiction: 'UK' } as const;

  it('stand in the fields again as they were typed', () => {
    expect(typedOf(special)).toMatchObject({
      callers: '7',
      answer_rate: '7.3',
      hours: '1',
      max_lines: '20',
      calls_per_second: '',
      jurisdiction: 'UK',
    });
    const { policies: _, ...asked } = special;
    expect(askedFor(typedOf(special))).toEqual(asked);
  });

  it('are known again, however they are typed', () => {
    const typed = typedOf(special);
    expect(isOf({ ...typed, callers: ' 7.0', answer_rate: '7.30' }, special)).toBe(true);
    expect(isOf({ ...typed, max_lines: '' }, special)).toBe(false);
    expect(isOf({ ...typed, callers: '?' }, special)).toBe(false);
    expect(isOf({ ...typed, jurisdiction: 'US' }, special)).toBe(false);
  });
});

describe('past calls', () => {
  const times = { count: 9, mean: 41.26, step: 5, counts: [9] };

  it('fill what they say, and nothing else', () => {
    const { past } = new FakeDocuments();
    expect(filledBy(past)).toEqual({ fields: {}, moved: false });
    expect(filledBy({ ...past, answer_rate: 0.3127, talk_seconds: times })).toEqual({
      fields: { answer_rate: '31.3', talk_seconds: '41.3' },
      moved: false,
    });
  });

  it('fill no more than can be asked for, which is told', () => {
    const { past } = new FakeDocuments();
    const short = { ...times, mean: 0.2 };
    expect(filledBy({ ...past, answer_rate: 1, answer_seconds: short, talk_seconds: short })).toEqual({
      fields: { answer_rate: '95', answer_seconds: '1', talk_seconds: '5' },
      moved: true,
    });
  });
});
