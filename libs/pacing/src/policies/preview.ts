import { countingPolicy } from './by-callers.js';

/** A call is dialed when a caller has seen the contact and asks for it. */
export const preview = countingPolicy('preview', ({ requested, idle, ringing, waiting }) =>
  Math.min(requested, idle - ringing - waiting),
);
