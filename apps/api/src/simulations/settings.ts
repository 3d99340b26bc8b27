import type { SimulationResource } from '@ringside/contracts';
import { SIMULATED_POLICIES, type NewSimulationDto } from './simulation.dto.js';

/** What is reckoned, with nothing left out. */
export type SimulationSettings = SimulationResource['settings'];

/** What was asked for, with everything that was left out filled in. */
export function settingsOf(given: NewSimulationDto): SimulationSettings {
  return {
    callers: given.callers,
    answer_rate: given.answer_rate,
    talk_seconds: given.talk_seconds,
    wrap_seconds: given.wrap_seconds,
    answer_seconds: given.answer_seconds ?? 12,
    ring_timeout: given.ring_timeout ?? 26,
    hours: given.hours ?? 8,
    days: given.days ?? 5,
    jurisdiction: given.jurisdiction ?? 'US',
    policies: given.policies ?? SIMULATED_POLICIES,
    calls_per_second: given.calls_per_second ?? null,
    max_lines: given.max_lines ?? null,
  };
}
