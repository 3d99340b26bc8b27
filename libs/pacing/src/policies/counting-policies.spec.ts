import { describe, expect, it } from '@jest/globals';
import { aSnapshot, type Example } from '../testing/a-snapshot.js';
import { fixed } from './fixed.js';
import { power } from './power.js';
import { preview } from './preview.js';

describe('fixed', () => {
  it.each<[string, Example, number]>([
    ['fills its lines', { maxLines: 10, ringingMs: [1, 2, 3], talkingMs: [1] }, 6],
    ['needs no callers', { maxLines: 3 }, 3],
    ['has no lines without a number of lines', { idle: 5 }, 0],
    ['never has a negative number of lines left', { maxLines: 2, ringingMs: [1, 2, 3] }, 0],
  ])('%s', (_, example, dial) => {
    expect(fixed(aSnapshot(example)).dial).toBe(dial);
  });
});

describe('power', () => {
  it.each<[string, Example, number]>([
    ['dials one line for each idle caller', { idle: 5 }, 5],
    ['counts the lines that ring already', { idle: 5, ringingMs: [100, 2000] }, 3],
    ['does not dial ahead of a caller who is nearly done', { wrappingMs: [19_000] }, 0],
    ['does not dial for callers who leave', { leaving: 3, talkingMs: [1000] }, 0],
  ])('%s', (_, example, dial) => {
    expect(power(aSnapshot(example)).dial).toBe(dial);
  });
});

describe('preview', () => {
  it.each<[string, Example, number]>([
    ['dials what callers ask for', { idle: 5, requested: 2 }, 2],
    ['dials nothing unasked', { idle: 5 }, 0],
    ['has a caller for each line', { idle: 1, requested: 3 }, 1],
  ])('%s', (_, example, dial) => {
    expect(preview(aSnapshot(example)).dial).toBe(dial);
  });
});
