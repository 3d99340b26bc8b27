import { setTimeout as pause } from 'node:timers/promises';
import { statusOf } from './ari-reply.js';
import type { AriReply } from './ari-reply.js';

const TRIES = 10;
const PAUSE_MS = 50;

/**
 * A call is told as answered when it is up; into the application it comes a moment later, and until then Asterisk says 409 or 422 to
 * what is asked of it. So it is asked for again, for half a second.
 */
export async function onceInStasis(ask: () => Promise<AriReply>): Promise<AriReply> {
  for (let tries = 1; ; tries++) {
    const reply = await ask();
    if ((statusOf(reply) !== 409 && statusOf(reply) !== 422) || tries === TRIES) return reply;
    await pause(PAUSE_MS);
  }
}
