import { describe, expect, it } from '@jest/globals';
import { formatAgo, formatBytes, formatDuration, formatRate } from './format.js';
import { formatPhone } from './phone-format.js';

describe('formats', () => {
  it.each([
    [0, '0:00'],
    [-500, '0:00'],
    [61_999, '1:01'],
    [3_723_000, '1:02:03'],
  ])('a duration of %d ms is %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

  it('a rate loses its decimal when it no longer says anything', () => {
    expect([formatRate(11.84), formatRate(4036.5)]).toEqual(['11.8', '4,037']);
  });

  it('sizes and ages are rounded for reading', () => {
    expect(formatBytes(4_838_905)).toBe('4.8 MB');
    expect(formatAgo('2026-03-01T10:00:00Z', Date.parse('2026-03-01T12:30:00Z'))).toBe('2 hours ago');
  });
});

describe('a phone number for reading', () => {
  it.each([
    ['13018040009', '+1 301 804 0009'],
    ['+13015550119', '+1 301 555 0119'],
    ['3015550119', '301 555 0119'],
    ['+4915123456789', '+49 151 234 567 89'],
    ['+35312345678', '+353 123 456 78'],
    ['(301) 555-0119', '(301) 555-0119'],
    ['Pauline phone', 'Pauline phone'],
  ])('%s is shown as %s', (given, shown) => expect(formatPhone(given)).toBe(shown));
});
