import { randomUUID } from 'node:crypto';
import type { LegOutcome } from '@ringside/telephony';
import type { AriClient } from './ari-client.js';
import { part, statusOf, succeeded } from './ari-reply.js';
import { onceInStasis } from './in-stasis.js';
import { DONE, failed, GONE } from './leg-outcome.js';
import type { Occurrences } from './occurrences.js';

/** Longest time from a playback that fails with its call to the end of that call. */
export const FAILED_BEFORE_GONE_MS = 300;

/** Plays to a call, and comes back when it was heard to its end, or the call ended. Aborting stops the sound. */
export async function playTo(
  client: AriClient,
  occurrences: Occurrences,
  callId: string,
  media: string,
  signal: AbortSignal,
): Promise<LegOutcome> {
  if (signal.aborted) return { kind: 'failed', reason: 'given up before it began' };
  const id = `play-${randomUUID()}`;
  const waiting = new AbortController();
  const giveUp = (): void => waiting.abort();
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    // Waited for from before it is asked for: a short sound may be over before the answer is here.
    const ending = occurrences.next(
      (event) =>
        (event.type === 'played' && event.id === id) ||
        (event.type === 'destroyed' && event.channel.id === callId),
      { signal: waiting.signal },
    );
    const path = `channels/${part(callId)}/play/${id}?media=${encodeURIComponent(media)}`;
    const reply = await onceInStasis(() => client.ask({ method: 'POST', path }));
    if (!succeeded(reply)) {
      waiting.abort();
      return statusOf(reply) === 404 ? GONE : failed(reply);
    }
    const event = await ending;
    if (event === 'aborted') {
      await client.ask({ method: 'DELETE', path: `playbacks/${id}` });
      return { kind: 'failed', reason: 'given up' };
    }
    if (typeof event === 'string') return { kind: 'failed', reason: 'the event stream of Asterisk ended' };
    if (event.type === 'destroyed') return GONE;
    if (event.type !== 'played' || !event.failed) return DONE;
    // With the end of the call its playback fails, a moment before.
    const gone = await occurrences.next(
      (later) => later.type === 'destroyed' && later.channel.id === callId,
      { timeoutMs: FAILED_BEFORE_GONE_MS },
    );
    if (typeof gone !== 'string') return GONE;
    const still = await client.ask({ method: 'GET', path: `channels/${part(callId)}` });
    return statusOf(still) === 404 ? GONE : { kind: 'failed', reason: 'Asterisk could not play it' };
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
