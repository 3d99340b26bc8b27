import { countingPolicy } from './by-callers.js';

/** One line for each idle caller: nobody who answers is left without one. */
export const power = countingPolicy('power', ({ idle, ringing, waiting }) => idle - ringing - waiting);
