import type { SimulationResource } from '@ringside/contracts';
import { optimum } from '@ringside/simulation';
import type { SimulationSettings } from '../settings.js';
import { profileOf, ringSeconds, worldOf } from './world.js';

/** Sizes of the decision process beyond which solving it takes longer than the simulation. */
const MOST = 150_000;

/** Worlds where answers come as soon after the dialing as lines are given up, within this factor, are near enough to world M. */
const NEAR = 2;
/** Conversations beside which the two seconds that an answered call may wait are little. */
const LEAST_HANDLE_SECONDS = 40;

/**
 * The most that any pacing reaches in the nearest world that can be reckoned exactly: world M with the same answer rate, mean
 * time of a conversation and mean time of ringing. Null: no law limits abandonment, the phone system limits the dialing, no such
 * world is near, or it would take too long.
 */
export function limitOf(settings: SimulationSettings): SimulationResource['limit'] {
  const { callers, answer_rate, talk_seconds, wrap_seconds } = settings;
  const { limit } = profileOf(settings);
  if (limit >= 1 || settings.calls_per_second !== null || settings.max_lines !== null) return null;
  const ring = ringSeconds(worldOf(settings));
  const handle = talk_seconds + wrap_seconds;
  const apart = ring / settings.answer_seconds;
  if (apart > NEAR || apart < 1 / NEAR || handle < LEAST_HANDLE_SECONDS) return null;
  const levels = Math.min(callers, 6 + 2.5 * Math.sqrt(callers));
  const size = (levels * (levels + (callers * ring) / handle)) / answer_rate;
  if (size > MOST) return null;
  const world = { callers, answerRate: answer_rate, handleSeconds: handle, ringSeconds: ring };
  return { busy_share: Number(optimum(world, limit).busy.toFixed(5)), abandon_rate: limit };
}
