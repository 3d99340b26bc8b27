import { countingPolicy } from './by-callers.js';

/** As many calls at once as the campaign has lines, without callers. Without a number of lines it dials nothing. */
export const fixed = countingPolicy(
  'fixed',
  (picture) => (Number.isFinite(picture.freeLines) ? picture.freeLines : 0),
  false,
);
