import { isTerminal, type CallState } from '@ringside/contracts';

/** Waits after each failed try, milliseconds; after the last there is none, and the message is dead. */
export interface MessageSchedule {
  /** Of a call that goes on: after a minute nobody wants to know. */
  readonly progress: readonly number[];
  /** Of a call that has ended. */
  readonly terminal: readonly number[];
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** That of Standard Webhooks 1.0 for what stays true; a short one for what does not. */
export const SCHEDULE: MessageSchedule = {
  progress: [5 * SECOND, 30 * SECOND],
  terminal: [5 * SECOND, 5 * MINUTE, 30 * MINUTE, ...[2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR)],
};

/** Waits are longer by up to this part, so that what failed together is not tried again together. */
const JITTER = 0.2;

/**
 * How long to wait after so many tries; null: no more. `askedForMs`: what the server asked for, if that is longer.
 *
 * @param random 0 <= x < 1
 */
export function retryInMs(
  schedule: MessageSchedule,
  type: string,
  tries: number,
  askedForMs: number | null,
  random: number,
): number | null {
  const waits = isTerminal(type.replace('call.', '') as CallState) ? schedule.terminal : schedule.progress;
  const wait = waits[tries - 1];
  if (wait === undefined) return null;
  return Math.round(Math.max(wait * (1 + JITTER * random), askedForMs ?? 0));
}
