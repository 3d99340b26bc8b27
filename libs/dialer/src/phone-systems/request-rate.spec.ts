import { expect, it } from '@jest/globals';
import { RequestRate } from './request-rate.js';

it('requests a second are those of the last ten seconds', () => {
  const rate = new RequestRate();
  const at = 1_900_000_000_000;
  expect(rate.perSecond(at)).toBe(0);
  for (let i = 0; i < 20; i++) rate.count(at);
  rate.count(at + 9000);
  expect(rate.perSecond(at + 9999)).toBe(2.1);
  expect(rate.perSecond(at + 10_000)).toBe(0.1);
  rate.count(at);
  expect(rate.perSecond(at + 18_999)).toBe(0.2);
  expect(rate.perSecond(at + 3_600_000)).toBe(0);
});
