import type { CallReport, CallSignal } from '@ringside/telephony';
import type { AriEvent } from './ari-events.js';
import { dispositionOf } from './dispositions.js';
import type { CallEnd } from './dispositions.js';
import { readDetection } from './machine-detection.js';

/** What is remembered of a call while it lives. */
interface Tracked {
  /** States that were told. */
  readonly told: Set<CallSignal['state']>;
  hungUp: boolean;
  answeredBy: CallSignal['answeredBy'];
  /** When we asked for it, epoch milliseconds; null: another process did. */
  readonly askedAt: number | null;
  readonly ringTimeoutMs: number | null;
}

/** Ids of calls are UUIDs; the other half of a Local channel (`;2`), snoops and channels of others are not. */
const CALL_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Whole seconds, and a timer that is a little early. */
const TIMER_SLACK_MS = 900;
/** Ends that are remembered, for repeated events and for questions. */
const ENDS_KEPT = 10_000;
/** `AST_SOFTHANGUP_EXPLICIT`: somebody asked for it, by ARI, AMI or the console. */
const EXPLICIT = 32;

export function isCallId(id: string): boolean {
  return CALL_ID.test(id);
}

/**
 * Turns the events of channels into reports of calls. Pure but for its memory: no clock, no network. Whatever order the events
 * come in, and however often, a call ends once, in the state that the event of its end stands for.
 */
export class CallTracker {
  private readonly calls = new Map<string, Tracked>();
  private readonly ends = new Map<string, CallReport>();

  /** A call is being asked for. */
  asked(callId: string, askedAt: number, ringTimeoutMs: number): void {
    this.ends.delete(callId);
    this.track(callId, askedAt, ringTimeoutMs);
  }

  /** It surely was not placed. */
  forget(callId: string): void {
    this.calls.delete(callId);
  }

  /** We are about to end it. Answers how to take that back, when it was over before we could. */
  hangingUp(callId: string): () => void {
    const known = this.calls.get(callId);
    if (known?.hungUp === true || this.ends.has(callId)) return () => undefined;
    const call = known ?? this.track(callId);
    call.hungUp = true;
    return () => {
      call.hungUp = false;
      if (known === undefined) this.calls.delete(callId);
    };
  }

  /** How it ended, if that was seen. */
  endOf(callId: string): CallReport | null {
    return this.ends.get(callId) ?? null;
  }

  /** What an event says of our calls: nothing, or one report. */
  take(event: AriEvent): CallReport | null {
    if (!('channel' in event) || !isCallId(event.channel.id) || this.ends.has(event.channel.id)) return null;
    const { id, state } = event.channel;
    const call = this.calls.get(id) ?? this.track(id);
    switch (event.type) {
      case 'state':
      case 'dial':
        return this.advance(id, call, stateIn(event.type === 'dial' ? event.status : state), event.at);
      case 'start': {
        const found = readDetection(event.args);
        if (found === null || found === call.answeredBy) return this.advance(id, call, 'answered', event.at);
        call.answeredBy = found;
        call.told.add('answered');
        return { callId: id, signal: { ...signalOf('answered', event.at), answeredBy: found } };
      }
      case 'hangup':
        if (event.soft && event.cause === EXPLICIT) call.hungUp = true;
        return null;
      case 'entered':
      case 'left':
        return null;
      case 'destroyed': {
        const { cause, sip, at, channel } = event;
        const lasted = at === null || channel.createdAt === null ? null : at - channel.createdAt;
        return this.ended(id, { cause, sip, state, lastedMs: lasted, at });
      }
    }
  }

  /** It is over, as an event or Asterisk's own note of it says. */
  ended(
    callId: string,
    end: Pick<CallEnd, 'cause' | 'sip'> & {
      /** The channel's last state. */
      readonly state: string;
      readonly lastedMs: number | null;
      readonly at: number | null;
    },
  ): CallReport {
    const call = this.calls.get(callId) ?? tracked(null, null);
    const { cause, sip, at } = end;
    const lasted = end.lastedMs ?? (at !== null && call.askedAt !== null ? at - call.askedAt : null);
    const disposition = dispositionOf({
      cause,
      sip,
      wasUp: end.state === 'Up' || call.told.has('answered'),
      rang: end.state === 'Ringing' || call.told.has('ringing'),
      hungUp: call.hungUp,
      timedOut:
        lasted !== null && call.ringTimeoutMs !== null && lasted >= call.ringTimeoutMs - TIMER_SLACK_MS,
    });
    const report = { callId, signal: { ...signalOf(disposition.state, at), ...disposition } };
    this.calls.delete(callId);
    this.ends.set(callId, report);
    const oldest = this.ends.size > ENDS_KEPT ? this.ends.keys().next().value : undefined;
    if (oldest !== undefined) this.ends.delete(oldest);
    return report;
  }

  private advance(
    callId: string,
    call: Tracked,
    state: CallSignal['state'] | null,
    at: number | null,
  ): CallReport | null {
    // Each once. In some calls Asterisk tells that it rings before it tells that it dials.
    if (state === null || call.told.has(state)) return null;
    call.told.add(state);
    return { callId, signal: signalOf(state, at) };
  }

  private track(callId: string, askedAt: number | null = null, ringTimeoutMs: number | null = null): Tracked {
    const call = tracked(askedAt, ringTimeoutMs);
    this.calls.set(callId, call);
    return call;
  }
}

function tracked(askedAt: number | null, ringTimeoutMs: number | null): Tracked {
  return { told: new Set(), hungUp: false, answeredBy: null, askedAt, ringTimeoutMs };
}

/** What a channel's state, or the status of dialing it, says of a call that goes on. */
export function stateIn(words: string): CallSignal['state'] | null {
  switch (words) {
    case '':
    case 'Down':
    case 'Dialing':
    case 'Ring':
      return 'dialing';
    case 'RINGING':
    case 'PROGRESS':
    case 'Ringing':
      return 'ringing';
    case 'ANSWER':
    case 'Up':
      return 'answered';
    default:
      return null;
  }
}

export function signalOf(state: CallSignal['state'], at: number | null): CallSignal {
  return { state, at, providerCallId: null, reason: null, answeredBy: null };
}
