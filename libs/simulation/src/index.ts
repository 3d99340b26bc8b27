export { ALL_FAULTS, NO_FAULTS, type Faults } from './faults.js';
export { idleDifference, type IdleDifferenceSettings } from './floor/baselines/idle-difference.js';
export { kTimesIdle } from './floor/baselines/k-times-idle.js';
export { simulateAndPick, type SimulateAndPickSettings } from './floor/baselines/simulate-and-pick.js';
export {
  exponential,
  fixed as fixedTime,
  gamma,
  lognormal,
  meanOf,
  samplerOf,
  type Distribution,
} from './floor/distribution.js';
export { interval, type Interval } from './floor/interval.js';
export {
  minutesToSteady,
  reportOf,
  type DayFigures,
  type DaySeries,
  type FloorReport,
  type FloorRun,
  type MinuteFigures,
} from './floor/report.js';
export type { FloorSettings } from './floor/settings.js';
export { simulateFloor } from './floor/simulate-floor.js';
export {
  BLEND_PUBLISHED,
  simulateBlend,
  withinPublished,
  type BlendReport,
} from './floor/yardstick/blend.js';
export type { AnswerRate, Staffing, Telephony, World } from './floor/world.js';
export { worldM, worldNamed, worldR, WORLDS } from './floor/worlds.js';
export { erlangB, openLoopShare, progressiveShare, type ProgressiveWorld } from './optimum/closed-forms.js';
export { heldToLimit, steadyState, type SteadyState } from './optimum/in-world-m.js';
export { optimum, type Optimum } from './optimum/optimum.js';
export { tabulated } from './optimum/tabulated.js';
export type { Targets } from './optimum/target-policy.js';
export type { WorldM } from './optimum/world-m.js';
export { Random } from './random.js';
export { simulate, type SimulationOptions, type SimulationResult } from './simulate.js';
export type { TraceEvent } from './trace.js';
export { breaches, mostLines } from './verdict.js';
