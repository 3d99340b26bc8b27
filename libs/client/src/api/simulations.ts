import type { NewSimulation, SimulationBasis, SimulationResource } from '@ringside/contracts';
import { queryPath } from '../query-path.js';
import type { RequestOptions, Rest } from '../rest.js';
import { listing, part, type ListOptions, type Listing } from './listing.js';

/** What dialing would come to, reckoned by the server before it is dialed. */
export interface Simulations {
  /** The newest few, newest first; they are gone when the service ends. */
  all(options?: ListOptions): Listing<SimulationResource>;
  get(id: string, options?: RequestOptions): Promise<SimulationResource>;
  /** Begins one in the background; ask with `get` how far it is. */
  start(simulation: NewSimulation, options?: RequestOptions): Promise<SimulationResource>;
  cancel(id: string, options?: RequestOptions): Promise<SimulationResource>;
  /** What past calls say, of all campaigns or of one, to start from. */
  basis(campaignId?: string, options?: RequestOptions): Promise<SimulationBasis>;
}

export function simulations(rest: Rest): Simulations {
  const at = (id: string): string => `/v1/simulations/${part(id)}`;
  return {
    all: (options) => listing(rest, '/v1/simulations', {}, options),
    get: (id, options) => rest.get(at(id), options),
    start: (simulation, options) => rest.post('/v1/simulations', simulation, options),
    cancel: (id, options) => rest.post(`${at(id)}/cancel`, undefined, options),
    basis: (campaign, options) => rest.get(queryPath('/v1/simulations/basis', { campaign }), options),
  };
}
