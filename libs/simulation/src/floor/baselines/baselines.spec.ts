import { describe, expect, it } from '@jest/globals';
import type { PacingPolicy } from '@ringside/pacing';
import { reportOf } from '../report.js';
import { simulateFloor } from '../simulate-floor.js';
import { worldR } from '../worlds.js';
import { idleDifference } from './idle-difference.js';
import { kTimesIdle } from './k-times-idle.js';
import { simulateAndPick } from './simulate-and-pick.js';

function shares(
  policy: PacingPolicy,
  callers = 25,
  hours = 3,
): { readonly busy: number; readonly abandoned: number } {
  const run = simulateFloor({ seed: 5, world: worldR(0.25), callers, hours, policy });
  const { abandonRate, busyShare } = reportOf(run === null ? [] : [run]);
  return { busy: 100 * busyShare.mean, abandoned: 100 * abandonRate.mean };
}

describe('baselines', () => {
  it('k times idle: more lines, more talk, more abandoned', () => {
    const [one, four] = [shares(kTimesIdle(1)), shares(kTimesIdle(4))];
    expect(one.abandoned).toBe(0);
    expect(Math.abs(one.busy - 64.3)).toBeLessThan(3);
    expect(four.busy).toBeGreaterThan(84);
    expect(four.abandoned).toBeGreaterThan(1.5);
  });

  it('the integrator is held to about one line a caller by its clamp', () => {
    const { busy, abandoned } = shares(idleDifference());
    expect(busy).toBeGreaterThan(60);
    expect(busy).toBeLessThan(68);
    expect(abandoned).toBeGreaterThan(2);
  });

  it('and does better when it reckons with free callers alone', () => {
    expect(shares(idleDifference({ freeOnly: true, maxLevel: 4 })).busy).toBeGreaterThan(80);
  });

  it('simulate and pick is far above progressive, near its target', () => {
    const { busy, abandoned } = shares(simulateAndPick(), 10, 1);
    expect(busy).toBeGreaterThan(70);
    expect(abandoned).toBeLessThan(8);
  });
});
