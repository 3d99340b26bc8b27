import { describe, expect, it } from '@jest/globals';
import { PROFILES } from './profile.js';

const HOUR = 3_600_000;

describe('a profile is what its source says', () => {
  it('US: 3 % of live answers over 30 days, one period after the other, 2 s from the end of the greeting', () => {
    expect(PROFILES.us).toMatchObject({
      limit: 0.03,
      window: { kind: 'successive', days: 30 },
      answerWithinMs: 2000,
      clockStart: 'greeting_end',
      minimumRingMs: 15_000,
      lockMs: 0,
      countsFalsePositives: false,
      source: expect.stringContaining('16 CFR 310.4(b)(4)'),
    });
  });

  it('UK: 3 % in any 24 h, aimed at 1 %, 2 s from the start of the greeting, a lock of 72 h, machine detection counts', () => {
    expect(PROFILES.uk).toMatchObject({
      limit: 0.03,
      target: 0.01,
      window: { kind: 'rolling_day' },
      answerWithinMs: 2000,
      clockStart: 'greeting_start',
      minimumRingMs: 15_000,
      lockMs: 72 * HOUR,
      countsFalsePositives: true,
      source: expect.stringContaining('Ofcom'),
    });
  });

  it('CA: 5 % in a calendar month, 2 s', () => {
    expect(PROFILES.ca).toMatchObject({
      limit: 0.05,
      window: { kind: 'calendar_month' },
      answerWithinMs: 2000,
      source: expect.stringContaining('CRTC'),
    });
  });

  it('none: no limit, and an aim of our own all the same', () => {
    expect(PROFILES.none).toMatchObject({ limit: 1, target: 0.05, source: expect.stringContaining('ours') });
  });
});
