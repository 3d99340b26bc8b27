import type { Action, SimulationResource } from '@ringside/contracts';
import { rfc3339 } from '@ringside/dialer';
import { action } from '../http/action.js';
import type { SimulationSettings } from './settings.js';
import { NewSimulationDto } from './simulation.dto.js';
import type { Simulation } from './simulations.js';

export const SIMULATIONS_URI = '/v1/simulations';

export function simulationUri(id: string): string {
  return `${SIMULATIONS_URI}/${id}`;
}

/** What can be done wherever simulations are. */
export function simulateActions(): Record<'simulate', Action> {
  return { simulate: action('POST', SIMULATIONS_URI, NewSimulationDto) };
}

/** A simulation as a document; while it is not over it can be canceled. */
export function simulationResource(one: Simulation): SimulationResource {
  const uri = simulationUri(one.id);
  return {
    uri,
    name: one.name,
    id: one.id,
    state: one.state,
    progress: Number(one.progress.toFixed(3)),
    settings: one.settings,
    results: one.results,
    limit: one.limit,
    created_at: rfc3339(one.createdAt),
    ended_at: one.endedAt === null ? null : rfc3339(one.endedAt),
    error: one.error,
    actions: one.endedAt === null ? { cancel: action('POST', `${uri}/cancel`) } : simulateActions(),
    resources: { simulations: SIMULATIONS_URI, basis: `${SIMULATIONS_URI}/basis` },
  };
}

/** As it stands in a list: without its days minute by minute, which make up nearly all of it. */
export function simulationInList(one: Simulation): SimulationResource {
  const resource = simulationResource(one);
  return { ...resource, results: resource.results.map(({ series: _, ...figures }) => figures) };
}

/** What a simulation is called that nobody gave a name. */
export function nameOf({ callers, answer_rate }: SimulationSettings): string {
  const who = callers === 1 ? '1 caller' : `${callers} callers`;
  return `${who}, ${Number((answer_rate * 100).toFixed(1))} % answered`;
}
