import { jest } from '@jest/globals';
import { until as untilWithin } from '../e2e/harness.js';

/**
 * How long a spec waits for what must come, milliseconds: a machine five times slower than ours still brings it in time, and only a
 * failure waits so long.
 */
export const PATIENCE_MS = 60_000;

// The same for a test as a whole.
jest.setTimeout(10 * PATIENCE_MS);

/** Asks until the answer is as wanted, or throws with the last one. */
export const until: typeof untilWithin = (ask, wanted, withinMs = PATIENCE_MS) =>
  untilWithin(ask, wanted, withinMs);
