import { expect, it } from '@jest/globals';
import { aSnapshot } from '../testing/a-snapshot.js';
import { predictive } from './predictive.js';

const policy = predictive();

it.each([20, 200])('dials less for %d idle callers while the answer rate is hardly known', (idle) => {
  const known = policy(aSnapshot({ idle, exposure: 5000 }));
  const hardly = policy(aSnapshot({ idle, exposure: 10 }));
  expect(hardly.dial).toBeLessThan(known.dial);
  expect(hardly.dial).toBeGreaterThanOrEqual(idle);
});

it('never has more lines in flight than the callers could take if a third more of them answered', () => {
  const rich = { answers: 100_000, abandoned: 0 };
  const { dial, reasons } = policy(aSnapshot({ idle: 100, day: rich, legal: rich }));
  expect(dial).toBeLessThanOrEqual((1.3 * 100) / 0.25 + 3);
  expect(reasons.wanted).toBeGreaterThanOrEqual(dial);
});
