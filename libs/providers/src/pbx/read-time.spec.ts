import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readTime } from './read-time.js';

describe('readTime', () => {
  it.each([
    ['2020-08-26T15:49:32.000Z', '2020-08-26T15:49:32.000Z'],
    ['2020-08-26T15:49:32Z', '2020-08-26T15:49:32.000Z'],
    ['2020-08-26T15:49:32', '2020-08-26T15:49:32.000Z'],
    ['2020-08-26 15:49:32', '2020-08-26T15:49:32.000Z'],
    ['2020-08-26t15:49:32z', '2020-08-26T15:49:32.000Z'],
    ['2020-08-26T15:49:32.1Z', '2020-08-26T15:49:32.100Z'],
    ['2020-08-26T15:49:32.1239', '2020-08-26T15:49:32.123Z'],
    [`2020-08-26T15:49:32.${'9'.repeat(50)}Z`, '2020-08-26T15:49:32.999Z'],
    ['2020-08-26T15:49:32+02:00', '2020-08-26T13:49:32.000Z'],
    ['2020-08-26T15:49:32.5-0330', '2020-08-26T19:19:32.500Z'],
    ['2020-08-26T15:49:32-00:00', '2020-08-26T15:49:32.000Z'],
    ['2020-08-26 15:49:32.123456+00', '2020-08-26T15:49:32.123Z'],
    ['2020-02-29T00:00:00Z', '2020-02-29T00:00:00.000Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
    ['0000-12-31T23:00:00-01:00', '0001-01-01T00:00:00.000Z'],
  ])('%s is %s', (given, time) => {
    expect(new Date(readTime(given) ?? Number.NaN).toISOString()).toBe(time);
  });

  it.each([
    '',
    ' ',
    '1598456972',
    '1598456972000',
    '2020-08-26',
    '2020-08-26T15:49Z',
    '2020-08-26T15:49:32.Z',
    '2020-08-26T15:49:32,5Z',
    '2020-08-26T15:49:32 Z',
    '2020-08-26T15:49:32UTC',
    '2020-08-26T15:49:32+2:00',
    '2020-08-26T15:49:32+02:',
    '2020-08-26T15:49:32+24:00',
    '2020-08-26T15:49:32+02:60',
    '2020-08-26T24:00:00Z',
    '2020-08-26T15:60:00Z',
    '2020-08-26T15:49:61Z',
    '2020-13-01T00:00:00Z',
    '2020-00-01T00:00:00Z',
    '2020-01-00T00:00:00Z',
    '2020-02-30T00:00:00Z',
    '2019-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '0000-12-31T23:59:59Z',
    '0001-01-01T00:00:00+00:01',
    '9999-12-31T23:59:59-00:01',
    '+02020-08-26T15:49:32Z',
    '-2020-08-26T15:49:32Z',
    '2020/08/26 15:49:32',
    '26.08.2020 15:49:32',
    'Wed, 26 Aug 2020 15:49:32 GMT',
    '２０２０-08-26T15:49:32Z',
    'null',
  ])('%j is no time', (given) => {
    expect(readTime(given)).toBeNull();
  });

  it('is what the language says, for every time of ours', () => {
    const date = fc.date({
      min: new Date(-62_135_596_800_000),
      max: new Date(253_402_300_799_999),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(date, (given) => expect(readTime(given.toISOString())).toBe(given.getTime())),
      { numRuns: 2000 },
    );
  });

  it('is what the language says in every zone, and for nothing else', () => {
    const two = (most: number) => fc.integer({ min: 0, max: most }).map((n) => String(n).padStart(2, '0'));
    const zone = fc.oneof(
      fc.constant('Z'),
      fc.tuple(fc.constantFrom('+', '-'), two(23), two(59)).map(([sign, h, m]) => `${sign}${h}:${m}`),
    );
    const text = fc
      .tuple(fc.integer({ min: 1000, max: 9000 }), two(13), two(32), two(23), two(59), two(59), zone)
      .map(([y, mo, d, h, mi, s, z]) => `${y}-${mo}-${d}T${h}:${mi}:${s}${z}`);
    fc.assert(
      fc.property(text, (given) => {
        const [year, month, day] = given.slice(0, 10).split('-').map(Number) as [number, number, number];
        // The language takes 31 February for 2 March.
        const there = new Date(Date.UTC(year, month - 1, day)).toISOString().startsWith(given.slice(0, 10));
        expect(readTime(given)).toBe(there ? Date.parse(given) : null);
      }),
      { numRuns: 2000 },
    );
  });

  it('reads anything without a throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (given) => {
        const at = readTime(given);
        expect(at === null || Number.isSafeInteger(at)).toBe(true);
      }),
    );
  });
});
