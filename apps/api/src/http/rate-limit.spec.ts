import { describe, expect, it } from '@jest/globals';
import { RateLimit } from './rate-limit.js';

describe('the rate limit', () => {
  it('counts each by itself, and begins again after a minute', () => {
    let now = 0;
    const limit = new RateLimit(2, () => now);
    expect(limit.take('a')).toEqual({ left: 1, seconds: 60, exceeded: false });
    now = 20_500;
    expect(limit.take('a')).toEqual({ left: 0, seconds: 40, exceeded: false });
    expect(limit.take('a')).toEqual({ left: 0, seconds: 40, exceeded: true });
    expect(limit.take('b')).toEqual({ left: 1, seconds: 60, exceeded: false });
    now = 60_000;
    expect(limit.take('a')).toEqual({ left: 1, seconds: 60, exceeded: false });
  });

  it('forgets whom it has not heard of for longest', () => {
    const limit = new RateLimit(2, () => 0, 2);
    for (const who of ['a', 'b', 'a', 'c']) limit.take(who);
    expect(limit.take('a')).toMatchObject({ exceeded: true });
    expect(limit.take('b')).toMatchObject({ left: 1 });
  });
});
