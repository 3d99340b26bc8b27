import { describe, expect, it } from '@jest/globals';
import { retryAfterMs, waitBeforeRetry } from './retry.js';
import { ringsideError } from './ringside-error.js';

describe('waits between tries', () => {
  const lost = ringsideError('unreachable', 'lost');
  it('grow, and are never the same for all', () => {
    expect([1, 2].map((tried) => waitBeforeRetry(lost, tried, {}, 0))).toEqual([125, 250]);
    expect([1, 2].map((tried) => waitBeforeRetry(lost, tried, {}, 1))).toEqual([375, 750]);
    expect(waitBeforeRetry(lost, 3, {}, 0)).toBeNull();
    expect(waitBeforeRetry(lost, 3, { tries: 4 }, 0)).toBe(500);
  });

  it('are none for what would fail again', () => {
    expect(waitBeforeRetry(ringsideError('campaign_ended', '', 409), 1, {}, 0)).toBeNull();
    expect(waitBeforeRetry(new TypeError('a mistake'), 1, {}, 0)).toBeNull();
  });

  it.each([
    ['7', 7000],
    ['0', 0],
    ['Fri, 20 Nov 2026 10:00:05 GMT', 5000],
    ['Fri, 20 Nov 2026 09:00:00 GMT', 0],
    ['soon', null],
    ['', null],
    [null, null],
  ])('are read from Retry-After: %s', (header, ms) => {
    expect(retryAfterMs(header, Date.UTC(2026, 10, 20, 10))).toBe(ms);
  });
});
