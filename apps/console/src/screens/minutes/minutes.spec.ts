import { describe, expect, it } from '@jest/globals';
import type { MinutesReport, MinutesRow } from '@ringside/contracts';
import { pageOf } from '../../testing/fake-client.js';
import { dayAfter, dayIn, daysOf, scaleOf, totalOf } from './minutes.js';

const row = (day: string, tenant_id: string | null, seconds: number): MinutesRow => ({
  day,
  tenant_id,
  answered: 1,
  not_answered: 2,
  answered_seconds: seconds,
  unanswered_seconds: 10,
});
const report: MinutesReport = {
  ...pageOf([row('2026-02-28', 'a', 60), row('2026-02-28', 'b', 30), row('2026-03-02', null, 5)]),
  from: '2026-02-27',
  to: '2026-03-02',
  time_zone: 'UTC',
};

describe('minutes by the day', () => {
  it('has every day, and adds up those that are wanted', () => {
    const seconds = (of: string): number[] => daysOf(report, of).map((day) => day.answeredSeconds);
    expect(daysOf(report, 'all').map((day) => day.day)).toEqual([
      '2026-02-27',
      '2026-02-28',
      '2026-03-01',
      '2026-03-02',
    ]);
    expect(seconds('all')).toEqual([0, 90, 0, 5]);
    expect(seconds('a')).toEqual([0, 60, 0, 0]);
    expect(seconds('campaigns')).toEqual([0, 0, 0, 5]);
    expect(totalOf(daysOf(report, 'all'))).toMatchObject({
      answered: 3,
      notAnswered: 6,
      answeredSeconds: 95,
      unansweredSeconds: 30,
    });
  });

  it('knows which day it is elsewhere', () => {
    const late = Date.parse('2026-03-01T22:30:00Z');
    expect([dayIn('UTC', late), dayIn('Asia/Tokyo', late)]).toEqual(['2026-03-01', '2026-03-02']);
    expect(dayAfter('2026-03-01', -29)).toBe('2026-01-31');
  });

  it.each([
    [0, [0]],
    [3.2, [0, 1, 2, 3, 4]],
    [97, [0, 50, 100]],
    [100, [0, 50, 100]],
    [1234, [0, 500, 1000, 1500]],
    [0.3, [0, 0.1, 0.2, 0.3]],
  ])('a scale up to %d has round lines', (most, lines) => {
    const scale = scaleOf(most);
    expect(scale.lines.map((line) => Number(line.toFixed(6)))).toEqual(lines);
    expect(scale.top).toBeGreaterThanOrEqual(most);
  });
});
