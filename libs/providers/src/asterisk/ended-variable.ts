import { createHash } from 'node:crypto';
import { plainText } from '@ringside/telephony';
import type { AriClient } from './ari-client.js';
import { field } from './ari-reply.js';
import type { AriReply } from './ari-reply.js';

/**
 * Asterisk tells the end of a call once, to whoever listens then. So that it can be asked later, the dialplan notes it: each call
 * is placed with a handler that runs when it is hung up, answered or not, and writes a global variable. There are a fixed
 * number of them, found by the call's id alone, so that memory is bounded and a restarted Ringside finds them too; what is written
 * names the call, so that one written over by another call is noticed.
 *
 * Asterisk looks for variables one by one: 100,000 of them make each call 1.3 ms dearer, 10,000 cannot be measured. Only calls that are
 * in flight when the connection breaks can write over each other, for none is placed until it is back: of 300, one or two in a hundred.
 */
const SLOTS = 10_000;

/** How the dialplan noted the end of a call. */
export interface NotedEnd {
  readonly cause: number;
  /** The channel's last state. */
  readonly state: string;
  /** Epoch milliseconds, of a whole second. */
  readonly at: number;
  readonly sip: number | null;
}

/** Variables that a call is placed with. */
export function hangupVariables(callId: string): Readonly<Record<string, string>> {
  return {
    RINGSIDE_SLOT: String(slotOf(callId)),
    'CHANNEL(hangup_handler_push)': 'ringside,ended,1',
  };
}

/** What the dialplan noted of this call; null: nothing, or of another call; or the reply, when Asterisk could not be asked. */
export async function askNotedEnd(
  client: AriClient,
  callId: string,
  signal?: AbortSignal,
): Promise<NotedEnd | null | Exclude<AriReply, { kind: 'response' }>> {
  const reply = await client.ask(
    { method: 'GET', path: `asterisk/variable?variable=RINGSIDE_ENDED_${slotOf(callId)}` },
    signal === undefined ? {} : { signal },
  );
  if (reply.kind !== 'response') return reply;
  return readNotedEnd(field(reply.body, 'value'), callId);
}

/** `<call id> <cause> <channel state> <epoch seconds> [SIP 486 Busy Here]` */
function readNotedEnd(value: unknown, callId: string): NotedEnd | null {
  if (typeof value !== 'string') return null;
  const [id, cause, state, seconds, ...tech] = value.trim().split(/\s+/);
  if (id !== callId || cause === undefined || state === undefined || !/^\d{1,12}$/.test(seconds ?? ''))
    return null;
  const sip = /^SIP (\d{3})\b/.exec(tech.join(' '))?.[1];
  return {
    cause: /^\d{1,3}$/.test(cause) ? Number(cause) : 0,
    state: plainText(state, 20),
    at: Number(seconds) * 1000,
    sip: sip === undefined ? null : Number(sip),
  };
}

/** Which of the variables is this call's: `RINGSIDE_ENDED_<slot>`. */
export function slotOf(callId: string): number {
  return createHash('sha256').update(callId).digest().readUInt32BE(0) % SLOTS;
}
