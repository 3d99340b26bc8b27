import { describe, expect, it } from '@jest/globals';
import { SCHEDULE, retryInMs } from './schedule.js';

const waits = (type: string, random = 0): (number | null)[] => {
  const found: (number | null)[] = [];
  for (let tries = 1; found.at(-1) !== null; tries++)
    found.push(retryInMs(SCHEDULE, type, tries, null, random));
  return found;
};
const [SECOND, MINUTE, HOUR] = [1000, 60_000, 3_600_000];

describe('when a message is tried again', () => {
  it('is soon, or not at all, while the call goes on', () => {
    for (const type of ['call.dialing', 'call.ringing', 'call.answered', 'call.unknown'])
      expect(waits(type)).toEqual([5 * SECOND, 30 * SECOND, null]);
  });

  it('is over three days once it has ended', () => {
    const long = [
      5 * SECOND,
      5 * MINUTE,
      30 * MINUTE,
      2 * HOUR,
      5 * HOUR,
      10 * HOUR,
      14 * HOUR,
      20 * HOUR,
      24 * HOUR,
      null,
    ];
    for (const type of ['call.completed', 'call.busy', 'call.no_answer', 'call.failed', 'call.canceled'])
      expect(waits(type)).toEqual(long);
  });

  it('is up to a fifth later, so that not all come back together', () => {
    expect(waits('call.ringing', 0.999)[0]).toBe(5999);
    expect(waits('call.ringing', 0.5)).toEqual([5500, 33_000, null]);
  });

  it('is when the server asked for it, if that is later; but not once there are no more tries', () => {
    expect(retryInMs(SCHEDULE, 'call.busy', 1, 60_000, 0)).toBe(60_000);
    expect(retryInMs(SCHEDULE, 'call.busy', 2, 60_000, 0)).toBe(5 * MINUTE);
    expect(retryInMs(SCHEDULE, 'call.ringing', 3, 60_000, 0)).toBeNull();
  });
});
