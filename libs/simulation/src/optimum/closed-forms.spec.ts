import { describe, expect, it } from '@jest/globals';
import { erlangB, openLoopShare, progressiveShare } from './closed-forms.js';

const percent = (share: number): number => Math.round(share * 1000) / 10;

describe('one line for each idle caller', () => {
  it.each([
    [0.25, 64.3],
    [0.1, 40.3],
  ])('keeps people busy in world R at an answer rate of %p: %p %%', (answerRate, busy) => {
    // Of 75 that nobody answers 40 ring out, 25 reach a machine, 10 fail.
    const failSeconds = (40 * 26 + 25 * 20 + 10 * 3) / 75;
    const share = progressiveShare({ answerRate, handleSeconds: 135, answerSeconds: 12, failSeconds });
    expect(percent(share)).toBe(busy);
  });

  it.each([
    [0.25, 135, 62.8],
    [0.1, 135, 40.3],
    [0.4, 135, 73.0],
    [0.25, 60, 42.9],
    [0.25, 300, 78.9],
  ])('and in world M at %p and %p s of conversation: %p %%', (answerRate, handleSeconds, busy) => {
    const share = progressiveShare({ answerRate, handleSeconds, answerSeconds: 20, failSeconds: 20 });
    expect(percent(share)).toBe(busy);
  });
});

describe('dialing blindly', () => {
  it.each([
    [1, 3.0],
    [2, 13.7],
    [5, 36.4],
    [10, 53.6],
    [25, 71.7],
    [50, 81.3],
    [100, 88.1],
    [500, 96.2],
  ])('keeps %p callers busy at 3 %% abandoned: %p %%', (callers, busy) => {
    // 81.346 and 96.246 are printed as 81.3 and 96.2.
    expect(openLoopShare(callers, 0.03) * 100).toBeCloseTo(busy, 0);
    expect(Math.abs(openLoopShare(callers, 0.03) * 100 - busy)).toBeLessThan(0.06);
  });

  it('loses what the textbook says: 10 lines, 5 erlang, 1.84 %', () => {
    expect(erlangB(10, 5)).toBeCloseTo(0.0184, 4);
    expect(erlangB(1, 1)).toBe(0.5);
  });

  it.each([0, 1, -0.1, NaN])('has no answer for a limit of %p', (limit) => {
    expect(() => openLoopShare(5, limit)).toThrow(RangeError);
  });
});
