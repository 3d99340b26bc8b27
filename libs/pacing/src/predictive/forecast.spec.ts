import { expect, it } from '@jest/globals';
import { aSnapshot } from '../testing/a-snapshot.js';
import { Forecast } from './forecast.js';

const forecast = new Forecast();

/** Lines that may be dialed at a risk, on a floor of so many idle callers and others who have just begun to talk. */
function lines(threshold: number, idle: number, busy: number): number {
  const talkingMs = new Array<number>(busy).fill(0);
  forecast.draw(aSnapshot({ idle, talkingMs, exposure: 1e9 }), idle);
  return forecast.linesWithin(threshold, 1000);
}

it.each([4, 8, 16, 24, 30])(
  '%d idle callers: the normal allows as many lines as the convolution, or one off',
  (idle) => {
    for (const threshold of [0.005, 0.01, 0.02, 0.035, 0.06, 0.1, 0.2]) {
      const [exact, normal] = [lines(threshold, idle, 30 - idle), lines(threshold, idle, 31 - idle)];
      expect(exact).toBeGreaterThan(idle);
      expect(Math.abs(normal - exact)).toBeLessThanOrEqual(1);
    }
  },
);

it('with nobody free and nobody about to be, no line is without risk', () => {
  expect([lines(0, 0, 30), lines(0, 0, 31)]).toEqual([0, 0]);
});
