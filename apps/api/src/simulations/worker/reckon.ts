import type { SimulatedPolicy, SimulatedResult, SimulationResource } from '@ringside/contracts';
import { power, predictive, type PacingPolicy } from '@ringside/pacing';
import { simulateFloor, type FloorRun } from '@ringside/simulation';
import type { SimulationSettings } from '../settings.js';
import { limitOf } from './limit.js';
import { resultOf } from './result.js';
import { profileOf, worldOf } from './world.js';

/** What is told of a simulation while it runs. */
export type News =
  /** Done so far, 0 to 1. */
  | { readonly kind: 'progress'; readonly progress: number }
  | { readonly kind: 'result'; readonly result: SimulatedResult }
  | { readonly kind: 'limit'; readonly limit: SimulationResource['limit'] }
  | { readonly kind: 'done' };

/** Made anew for each day: one that remembers begins with nothing. */
const POLICY: Readonly<Record<SimulatedPolicy, () => PacingPolicy>> = {
  predictive: () => predictive(),
  power: () => power,
};

/** Reckons a simulation from its beginning to its end. The same settings give the same figures; policies meet the same days. */
export function reckon(settings: SimulationSettings, tell: (news: News) => void): void {
  const { policies, days, callers, hours } = settings;
  const world = worldOf(settings);
  const profile = profileOf(settings);
  tell({ kind: 'limit', limit: limitOf(settings) });
  policies.forEach((name, before) => {
    const runs: FloorRun[] = [];
    for (let day = 0; day < days; day += 1) {
      const run = simulateFloor(
        { seed: day + 1, world, callers, hours, days: 1, policy: POLICY[name](), profile },
        (share) => tell({ kind: 'progress', progress: (before + (day + share) / days) / policies.length }),
      );
      if (run !== null) runs.push(run);
    }
    tell({ kind: 'result', result: resultOf(name, runs) });
  });
  tell({ kind: 'done' });
}
