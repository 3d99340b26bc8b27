import { describe, expect, it } from '@jest/globals';
import { logDecision, POLICIES, replay, type PacingPolicy } from '@ringside/pacing';
import { idleDifference } from './baselines/idle-difference.js';
import { kTimesIdle } from './baselines/k-times-idle.js';
import { simulateAndPick } from './baselines/simulate-and-pick.js';
import { simulateFloor } from './simulate-floor.js';
import { worldNamed } from './worlds.js';

function run(world: string, callers: number, policy: PacingPolicy): ReturnType<typeof simulateFloor> {
  const found = worldNamed(world);
  if (found === undefined) throw new Error(`no world ${world}`);
  return simulateFloor({ seed: 11, world: found, callers, hours: 0.1, days: 2, policy });
}

describe('the log of a whole run is decided again, bit for bit', () => {
  it.each([
    ['R1', 4],
    ['R1', 60],
    ['comings-and-goings', 12],
    ['lag-1s', 12],
  ])('in world %s with %d callers', (world, callers) => {
    for (const policy of [POLICIES.predictive, POLICIES.power]) {
      const log: string[] = [];
      let decisions = 0;
      let dials = 0;
      run(world, callers, (snapshot) => {
        const decision = policy(snapshot);
        decisions += 1;
        // Of those that dial nothing every twentieth will do.
        if (decision.dial > 0 || decisions % 20 === 0) log.push(logDecision(snapshot, decision));
        dials += decision.dial;
        return decision;
      });
      expect(dials).toBeGreaterThan(10);
      expect(replay(log, policy)).toEqual([]);
    }
  });
});

describe('the same seed gives the same run under every policy', () => {
  it.each<[string, () => PacingPolicy]>([
    ['Fixed', () => POLICIES.fixed],
    ['Power', () => POLICIES.power],
    ['Predictive', () => POLICIES.predictive],
    ['k times idle', () => kTimesIdle(2)],
    ['the integrator', () => idleDifference()],
    ['simulate and pick', () => simulateAndPick({ seed: 3 })],
  ])('%s', (name, policy) => {
    const world = name === 'Fixed' ? 'lines-1.2' : 'R1';
    const once = run(world, 8, policy());
    expect(once?.days[0]?.dials).toBeGreaterThan(10);
    expect(run(world, 8, policy())).toEqual(once);
  });
});
