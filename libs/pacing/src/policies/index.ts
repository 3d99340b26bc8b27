import type { PacingPolicy } from '../decision.js';
import { fixed } from './fixed.js';
import { power } from './power.js';
import { predictive } from './predictive.js';
import { preview } from './preview.js';

/** Every dialer type, by the name it has on the wire. */
export const POLICIES = {
  fixed,
  preview,
  power,
  predictive: predictive(),
} as const satisfies Record<string, PacingPolicy>;

export type PolicyName = keyof typeof POLICIES;
