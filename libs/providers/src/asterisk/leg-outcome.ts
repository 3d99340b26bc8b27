import type { LegOutcome } from '@ringside/telephony';
import { wordsOf } from './ari-reply.js';
import type { AriReply } from './ari-reply.js';

export const DONE: LegOutcome = { kind: 'done' };
export const GONE: LegOutcome = { kind: 'gone' };

/** It was not done, for the reason that the reply gives. */
export function failed(reply: AriReply): LegOutcome {
  return { kind: 'failed', reason: wordsOf(reply) };
}
