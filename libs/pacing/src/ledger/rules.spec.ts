import { describe, expect, it } from '@jest/globals';
import { PROFILES } from './profile.js';
import { answerDeadline, isAbandoned, mayDialUnreserved, mayGiveUp } from './rules.js';

const answer = { connectedAt: 10_000, greetingStartedAt: 10_600, greetingEndedAt: 12_000 };

describe('the two seconds', () => {
  it.each([
    ['connect', 12_000],
    ['greeting_start', 12_600],
    ['greeting_end', 14_000],
  ] as const)('run from %s', (clockStart, deadline) => {
    const profile = { ...PROFILES.us, clockStart };
    expect(answerDeadline(profile, answer)).toBe(deadline);
    expect(isAbandoned(profile, answer, deadline - 1)).toBe(false);
    expect(isAbandoned(profile, answer, deadline)).toBe(true);
  });

  it('are not longer for a greeting that nobody noticed', () => {
    const silent = { connectedAt: 10_000, greetingStartedAt: null, greetingEndedAt: null };
    expect(answerDeadline(PROFILES.us, silent)).toBe(12_000);
    expect(answerDeadline(PROFILES.us, { ...silent, greetingStartedAt: 10_500 })).toBe(12_500);
  });
});

describe('after an abandoned call', () => {
  const HOURS_72 = 72 * 3_600_000;

  it('a number is locked for 72 hours in the UK, unless a caller is reserved', () => {
    expect(mayDialUnreserved(PROFILES.uk, 0, HOURS_72 - 1)).toBe(false);
    expect(mayDialUnreserved(PROFILES.uk, 0, HOURS_72)).toBe(true);
    expect(mayDialUnreserved(PROFILES.uk, null, 0)).toBe(true);
  });

  it('it is not in the US', () => {
    expect(mayDialUnreserved(PROFILES.us, 0, 1)).toBe(true);
  });
});

it.each(Object.values(PROFILES))('nothing is given up before 15 s of ringing ($name)', (profile) => {
  expect(mayGiveUp(profile, 0, 14_999)).toBe(false);
  expect(mayGiveUp(profile, 0, 15_000)).toBe(true);
});

it.each(Object.values(PROFILES))('$name aims below its limit and names its source', (profile) => {
  expect(profile.target).toBeLessThan(profile.limit);
  expect(profile.source).not.toBe('');
});
