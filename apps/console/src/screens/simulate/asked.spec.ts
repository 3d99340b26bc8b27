import { describe, expect, it } from '@jest/globals';
import { FakeDocuments } from '../../testing/fake-documents.js';
import { UNTOUCHED, askedFor, filledBy, isRight } from './asked.js';

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

describe('past calls', () => {
  const times = { count: 9, mean: 41.26, step: 5, counts: [9] };

  it('fill what they say, and nothing else', () => {
    const { past } = new FakeDocuments();
    expect(filledBy(past)).toEqual({});
    expect(filledBy({ ...past, answer_rate: 0.3127, talk_seconds: times })).toEqual({
      answer_rate: '31.3',
      talk_seconds: '41.3',
    });
  });

  it('fill no more than can be asked for', () => {
    const { past } = new FakeDocuments();
    const short = { ...times, mean: 0.2 };
    expect(filledBy({ ...past, answer_rate: 1, answer_seconds: short, talk_seconds: short })).toEqual({
      answer_rate: '95',
      answer_seconds: '1',
      talk_seconds: '5',
    });
  });
});
