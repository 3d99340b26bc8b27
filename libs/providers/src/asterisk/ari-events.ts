import { field } from './ari-reply.js';

/** One side of a call in Asterisk, as an event shows it. */
export interface AriChannel {
  readonly id: string;
  /** Down, Rsrvd, OffHook, Dialing, Ring, Ringing, Up, Busy ... */
  readonly state: string;
  /** Epoch milliseconds. */
  readonly createdAt: number | null;
}

/** The few events that are used; `at`: Asterisk's own time, epoch milliseconds. */
export type AriEvent =
  | { readonly type: 'state'; readonly at: number | null; readonly channel: AriChannel }
  /** `status`: '' when dialing begins, then RINGING, PROGRESS, ANSWER, BUSY ... */
  | {
      readonly type: 'dial';
      readonly at: number | null;
      readonly channel: AriChannel;
      readonly status: string;
    }
  /** It was answered, or came back from the dialplan, and is ours to control. */
  | {
      readonly type: 'start';
      readonly at: number | null;
      readonly channel: AriChannel;
      readonly args: readonly string[];
    }
  /** `soft`: it is asked for from within Asterisk, not by the far end. */
  | {
      readonly type: 'hangup';
      readonly at: number | null;
      readonly channel: AriChannel;
      readonly soft: boolean;
      readonly cause: number;
    }
  /** `cause`: as in Q.850; `sip`: the code of a SIP far end, told by Asterisk 22. */
  | {
      readonly type: 'destroyed';
      readonly at: number | null;
      readonly channel: AriChannel;
      readonly cause: number;
      readonly sip: number | null;
    }
  /** It is in this bridge now, or no longer. */
  | {
      readonly type: 'entered' | 'left';
      readonly at: number | null;
      readonly channel: AriChannel;
      readonly bridge: string;
    }
  | { readonly type: 'played'; readonly id: string; readonly failed: boolean }
  | { readonly type: 'replaced' }
  | {
      readonly type: 'reply';
      readonly requestId: string;
      readonly status: number;
      readonly body: string | null;
    };

/**
 * The names of those events: Asterisk is told to send no others. `RESTResponse` must be among them: an application's filter
 * holds back answers over its WebSocket, too.
 */
export const EVENTS_USED = [
  'ChannelStateChange',
  'Dial',
  'StasisStart',
  'ChannelHangupRequest',
  'ChannelDestroyed',
  'ChannelEnteredBridge',
  'ChannelLeftBridge',
  'PlaybackFinished',
  'ApplicationReplaced',
  'RESTResponse',
] as const;

/** Longest id that is taken for one. */
const ID_LENGTH = 200;

/** An event that is used, or null: nothing of what came over the wire is trusted to have a shape. */
export function readAriEvent(event: unknown): AriEvent | null {
  const at = readTime(field(event, 'timestamp'));
  const name = field(event, 'type');
  switch (name) {
    case 'ApplicationReplaced':
      return { type: 'replaced' };
    case 'PlaybackFinished': {
      const id = readId(field(field(event, 'playback'), 'id'));
      return id === null
        ? null
        : { type: 'played', id, failed: field(field(event, 'playback'), 'state') === 'failed' };
    }
    case 'RESTResponse': {
      const requestId = readId(field(event, 'request_id'));
      const status = readNumber(field(event, 'status_code'));
      const body = field(event, 'message_body');
      if (requestId === null || status === null) return null;
      return { type: 'reply', requestId, status, body: typeof body === 'string' ? body : null };
    }
  }
  const channel = readAriChannel(field(event, name === 'Dial' ? 'peer' : 'channel'));
  if (channel === null) return null;
  switch (name) {
    case 'ChannelStateChange':
      return { type: 'state', at, channel };
    case 'Dial': {
      const status = field(event, 'dialstatus');
      return typeof status === 'string' ? { type: 'dial', at, channel, status } : null;
    }
    case 'StasisStart': {
      const args = field(event, 'args');
      if (!Array.isArray(args)) return null;
      return { type: 'start', at, channel, args: args.filter((arg) => typeof arg === 'string') };
    }
    case 'ChannelHangupRequest': {
      const cause = readNumber(field(event, 'cause')) ?? 0;
      return { type: 'hangup', at, channel, soft: field(event, 'soft') === true, cause };
    }
    case 'ChannelDestroyed': {
      const cause = readNumber(field(event, 'cause')) ?? 0;
      return { type: 'destroyed', at, channel, cause, sip: readNumber(field(event, 'tech_cause')) };
    }
    case 'ChannelEnteredBridge':
    case 'ChannelLeftBridge': {
      const bridge = readId(field(field(event, 'bridge'), 'id'));
      if (bridge === null) return null;
      return { type: name === 'ChannelEnteredBridge' ? 'entered' : 'left', at, channel, bridge };
    }
    default:
      return null;
  }
}

/** A channel, of an event or of a list; null when it is none. */
export function readAriChannel(value: unknown): AriChannel | null {
  const id = readId(field(value, 'id'));
  const state = field(value, 'state');
  if (id === null || typeof state !== 'string') return null;
  return { id, state, createdAt: readTime(field(value, 'creationtime')) };
}

function readId(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= ID_LENGTH ? value : null;
}

function readNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
}

/** `2026-11-20T06:37:05.864+0000`: the offset without its colon. */
function readTime(value: unknown): number | null {
  if (typeof value !== 'string' || value.length > 40) return null;
  const at = Date.parse(value.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isFinite(at) ? at : null;
}
