import { expect, it } from '@jest/globals';
import { aSnapshot } from '../testing/a-snapshot.js';
import { predictive } from './predictive.js';

const policy = predictive();

it('dials again while a line still rings whose answer is unlikely by now', () => {
  const young = policy(aSnapshot({ idle: 1, talkingMs: [5000], ringingMs: [5000] })).dial;
  const old = policy(aSnapshot({ idle: 1, talkingMs: [5000], ringingMs: [17_900] })).dial;
  expect(young).toBe(0);
  expect(old).toBe(1);
});
