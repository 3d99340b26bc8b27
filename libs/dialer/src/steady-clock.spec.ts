import { describe, expect, it } from '@jest/globals';
import { steadyClock } from './steady-clock.js';

function setUp() {
  const time = { wall: 1_000_000, elapsed: 50 };
  const now = steadyClock(
    () => time.wall,
    () => time.elapsed,
  );
  const pass = (ms: number): void => {
    time.wall += ms;
    time.elapsed += ms;
  };
  return { time, now, pass };
}

describe('steadyClock', () => {
  it('is the wall clock', () => {
    const { now, pass } = setUp();
    expect(now()).toBe(1_000_000);
    pass(1234);
    expect(now()).toBe(1_001_234);
  });

  it('goes on when the wall clock is set back', () => {
    const { time, now, pass } = setUp();
    time.wall -= 3_600_000;
    expect(now()).toBe(1_000_000);
    pass(2000);
    expect(now()).toBe(1_002_000);
  });

  it('follows when the wall clock is set forward, or the machine has slept', () => {
    const { time, now } = setUp();
    time.wall += 60_000;
    expect(now()).toBe(1_060_000);
  });
});
