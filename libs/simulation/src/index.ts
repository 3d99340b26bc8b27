export { ALL_FAULTS, NO_FAULTS, type Faults } from './faults.js';
export { Random } from './random.js';
export { simulate, type SimulationOptions, type SimulationResult } from './simulate.js';
export type { TraceEvent } from './trace.js';
export { breaches, mostLines } from './verdict.js';
