import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ClockWatch } from './clock-watch.js';

beforeEach(() => {
  jest.useFakeTimers({ now: 0 });
});
afterEach(() => {
  jest.useRealTimers();
});

function setUp() {
  const woken: [number, boolean][] = [];
  const watch = new ClockWatch(Date.now, (stalled) => woken.push([Date.now(), stalled]));
  return { watch, woken };
}

describe('ClockWatch', () => {
  it('beats every second, also while plans change all the time', () => {
    const { watch, woken } = setUp();
    for (let i = 0; i < 30; i++) {
      watch.plan(Date.now() + 10_000);
      jest.advanceTimersByTime(100);
    }
    watch.stop();
    expect(woken.map(([at]) => at)).toEqual([1000, 2000, 3000]);
  });

  it('wakes at the deadline, at once when it has passed', () => {
    const { watch, woken } = setUp();
    watch.plan(340);
    jest.advanceTimersByTime(400);
    watch.plan(100);
    jest.advanceTimersByTime(5);
    watch.stop();
    expect(woken.map(([at]) => at)).toEqual([340, 400]);
  });

  it('tells when the process stood still', () => {
    const { watch, woken } = setUp();
    jest.advanceTimersByTime(1000);
    jest.setSystemTime(60_000);
    jest.advanceTimersByTime(1000);
    jest.advanceTimersByTime(1000);
    watch.stop();
    expect(woken.map(([, stalled]) => stalled)).toEqual([false, true, false]);
  });

  it('that was stopped plans nothing more', () => {
    const { watch, woken } = setUp();
    watch.stop();
    watch.plan(340);
    jest.advanceTimersByTime(5000);
    expect(woken).toEqual([]);
  });
});
