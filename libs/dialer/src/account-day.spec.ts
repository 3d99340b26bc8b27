import { describe, expect, it } from '@jest/globals';
import { accountDay } from './account-day.js';

const day = (at: string, zone: string) => {
  const { start, end } = accountDay(Date.parse(at), zone);
  return [new Date(start).toISOString(), new Date(end).toISOString()];
};

describe('accountDay', () => {
  it('is the calendar day in UTC', () => {
    expect(day('2026-11-20T08:00:00Z', 'UTC')).toEqual([
      '2026-11-20T00:00:00.000Z',
      '2026-11-21T00:00:00.000Z',
    ]);
  });
  it('follows the zone', () => {
    expect(day('2026-11-20T02:00:00Z', 'America/New_York')).toEqual([
      '2026-11-19T05:00:00.000Z',
      '2026-11-20T05:00:00.000Z',
    ]);
  });
  it('has 23 hours where summer time begins and 25 where it ends', () => {
    expect(day('2026-03-29T12:00:00Z', 'Europe/Berlin')).toEqual([
      '2026-03-28T23:00:00.000Z',
      '2026-03-29T22:00:00.000Z',
    ]);
    expect(day('2026-10-25T12:00:00Z', 'Europe/Berlin')).toEqual([
      '2026-10-24T22:00:00.000Z',
      '2026-10-25T23:00:00.000Z',
    ]);
  });
});
