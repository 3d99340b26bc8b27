import { expect, it } from '@jest/globals';
import { aSnapshot } from '../testing/a-snapshot.js';
import { predictive } from './predictive.js';

const policy = predictive();

it('dials for one caller as if alone while the other has just begun to talk', () => {
  const slow = policy(aSnapshot({ idle: 1, talkingMs: [2000] })).dial;
  expect(slow).toBe(1);
});

it('dials more when the other is nearly done', () => {
  const slow = policy(aSnapshot({ idle: 1, talkingMs: [2000] })).dial;
  const nearly = policy(aSnapshot({ idle: 1, wrappingMs: [18_000] })).dial;
  expect(nearly).toBeGreaterThan(slow);
});

it('dials ahead when nobody is free but both are about to be', () => {
  expect(policy(aSnapshot({ wrappingMs: [17_000, 18_000] })).dial).toBeGreaterThan(0);
  expect(policy(aSnapshot({ talkingMs: [2000, 3000] })).dial).toBe(0);
});
