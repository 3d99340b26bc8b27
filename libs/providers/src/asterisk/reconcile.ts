import type { CallKnowledge, PlacedCall } from '@ringside/telephony';
import { readAriChannel } from './ari-events.js';
import { MAX_LIST_BYTES } from './ari-client.js';
import type { AriClient } from './ari-client.js';
import { bodyOf, statusOf, wordsOf } from './ari-reply.js';
import { signalOf, stateIn } from './call-tracker.js';
import type { CallTracker } from './call-tracker.js';
import { askNotedEnd } from './ended-variable.js';

const LIST_TIMEOUT_MS = 30_000;
/** Questions after single calls at once. */
const AT_ONCE = 16;

/**
 * What Asterisk knows of these calls: those that it has, by the state of their channels; those that it had, by what was seen of
 * their end or noted by the dialplan; else `gone`, or nothing of a call whose placement may still arrive.
 *
 * @param onTheWay whether this call's placement may still arrive
 * @throws Error in one sentence when Asterisk does not tell its channels: that is no answer, and dialing must not go on upon it
 */
export async function knowledgeOf(
  client: AriClient,
  tracker: CallTracker,
  calls: readonly PlacedCall[],
  onTheWay: (call: PlacedCall) => boolean,
  signal: AbortSignal,
): Promise<readonly CallKnowledge[]> {
  if (calls.length === 0) return [];
  const list = await client.askByHttp(
    { method: 'GET', path: 'channels' },
    { signal, timeoutMs: LIST_TIMEOUT_MS, maxBytes: MAX_LIST_BYTES },
  );
  const entries: unknown = bodyOf(list);
  if (!Array.isArray(entries)) throw new Error(`Asterisk did not tell its channels: ${wordsOf(list)}`);
  const channels = new Map<string, string>();
  for (const entry of entries) {
    const channel = readAriChannel(entry);
    if (channel !== null) channels.set(channel.id, channel.state);
  }
  const known: CallKnowledge[] = [];
  const missing: PlacedCall[] = [];
  for (const call of calls) {
    const state = channels.get(call.callId);
    const seen = tracker.endOf(call.callId);
    if (seen !== null) known.push(seen);
    else if (state !== undefined) known.push(alive(call.callId, state));
    else missing.push(call);
  }
  const queue = missing.values();
  const work = async (): Promise<void> => {
    for (const call of queue) {
      const found = await lookUp(client, tracker, call, onTheWay, signal);
      if (found !== null) known.push(found);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, missing.length) }, work));
  return known;
}

/** A call that was not in the list: it may have come since, so it is asked for by its id. */
async function lookUp(
  client: AriClient,
  tracker: CallTracker,
  call: PlacedCall,
  onTheWay: (call: PlacedCall) => boolean,
  signal: AbortSignal,
): Promise<CallKnowledge | null> {
  const { callId } = call;
  const reply = await client.ask({ method: 'GET', path: `channels/${callId}` }, { signal });
  const channel = readAriChannel(bodyOf(reply));
  if (channel !== null) return alive(callId, channel.state);
  if (statusOf(reply) !== 404) return null;
  const noted = await askNotedEnd(client, callId, signal);
  // Its end may have been told in the meantime.
  const seen = tracker.endOf(callId);
  if (seen !== null) return seen;
  if (noted === null) {
    if (onTheWay(call)) return null;
    tracker.forget(callId);
    return { callId, gone: true };
  }
  if ('kind' in noted) return null;
  return tracker.ended(callId, { ...noted, lastedMs: null });
}

function alive(callId: string, channelState: string): CallKnowledge {
  return { callId, signal: signalOf(stateIn(channelState) ?? 'dialing', null) };
}
