import { describe, expect, it } from '@jest/globals';
import { FailureLimit } from './failure-limit.js';

describe('failed sign-ins', () => {
  it('are limited, for each who tries, and forgiven with time', () => {
    let now = 0;
    const limit = new FailureLimit(6, () => now);
    for (let i = 0; i < 6; i++) {
      expect(limit.waitSeconds('a')).toBe(0);
      limit.tried('a');
    }
    expect(limit.waitSeconds('a')).toBe(10);
    expect(limit.waitSeconds('b')).toBe(0);
    now = 10_000;
    expect(limit.waitSeconds('a')).toBe(0);
    limit.tried('a');
    expect(limit.waitSeconds('a')).toBe(10);
    now = 600_000;
    expect(limit.waitSeconds('a')).toBe(0);
  });

  it('do not count when they were right', () => {
    const limit = new FailureLimit(1, () => 0);
    for (let i = 0; i < 5; i++) {
      limit.tried('a');
      expect(limit.waitSeconds('a')).toBeGreaterThan(0);
      limit.forgiven('a');
      expect(limit.waitSeconds('a')).toBe(0);
    }
  });

  it('are remembered in bounded memory', () => {
    const limit = new FailureLimit(1, () => 0, 3);
    for (const who of ['a', 'b', 'c', 'd']) limit.tried(who);
    expect(limit.waitSeconds('a')).toBe(0);
    expect(limit.waitSeconds('d')).toBeGreaterThan(0);
  });
});
