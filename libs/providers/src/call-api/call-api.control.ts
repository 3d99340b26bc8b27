import type { Outbound, OutboundRequest, OutboundResult } from '@ringside/outbound';
import { plainText } from '@ringside/telephony';
import type {
  CallKnowledge,
  CallSignal,
  LegControl,
  LegOutcome,
  PlacedCall,
  Provider,
} from '@ringside/telephony';
import { readAnsweredBy, STATES } from './call-api.webhook.js';
import { readObject } from './json-object.js';

const ANSWER_LIMIT_MS = 10_000;
/** The longest sound: its answer comes when it was heard to its end. */
const SOUND_LIMIT_MS = 3_600_000;
const ANSWER_MAX_BYTES = 256 * 1024;
/** Calls that are asked after at once, so that an address stays short. */
const ASKED_AT_ONCE = 50;
const HEADERS = { 'content-type': 'application/json', accept: 'application/json' };

type Control = Required<Pick<Provider, 'hangUp' | 'reconcile' | 'legs'>>;
type Ask = Pick<OutboundRequest, 'method'> & {
  /** Beside `/call`. */
  readonly path: string;
  readonly query?: string;
  readonly body?: object;
  readonly timeoutMs?: number;
  readonly signal: AbortSignal;
};

/**
 * What the mock phone system can do besides the call API; its README has the endpoints. Calls are named by our ids, which it was
 * told with each. `closed` ends what is still being asked.
 */
export function callApiControl(address: URL, outbound: Outbound, closed: AbortSignal): Control {
  const send = ({
    method,
    path,
    query,
    body,
    timeoutMs = ANSWER_LIMIT_MS,
    signal,
  }: Ask): Promise<OutboundResult> => {
    const url = new URL(address);
    url.pathname = url.pathname.replace(/\/call$/, path);
    if (query !== undefined) url.search += `${url.search === '' ? '?' : '&'}${query}`;
    return outbound.send({
      ...{ method, url: url.href, headers: HEADERS, timeoutMs, maxBytes: ANSWER_MAX_BYTES },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.any([signal, closed]),
    });
  };
  const act = async (ask: Ask): Promise<LegOutcome> => outcomeOf(await send(ask));

  const legs: Required<LegControl> = {
    bridge: (id, calls, signal) =>
      act({ method: 'POST', path: `/bridges/${named(id)}`, body: { calls: calls.map(idOf) }, signal }),
    unbridge: (id, signal) => act({ method: 'DELETE', path: `/bridges/${named(id)}`, signal }),
    listen: (id, heard, listener, signal) => {
      const body = { heard: idOf(heard), listener: idOf(listener) };
      return act({ method: 'POST', path: `/listenings/${named(id)}`, body, signal });
    },
    stopListening: (id, signal) => act({ method: 'DELETE', path: `/listenings/${named(id)}`, signal }),
    play: (leg, media, signal) => {
      const path = `/calls/${named(idOf(leg))}/play`;
      return act({ method: 'POST', path, body: { media }, timeoutMs: SOUND_LIMIT_MS, signal });
    },
  };
  return {
    legs,
    hangUp: (call, signal) => act({ method: 'DELETE', path: `/calls/${named(idOf(call))}`, signal }),
    reconcile: async (calls, signal) => {
      const known: CallKnowledge[] = [];
      for (let from = 0; from < calls.length; from += ASKED_AT_ONCE) {
        const asked = calls.slice(from, from + ASKED_AT_ONCE);
        const query = `ids=${asked.map((call) => named(idOf(call))).join(',')}`;
        const answer = readCalls(await send({ method: 'GET', path: '/calls', query, signal }));
        known.push(...knowledgeOf(asked, answer));
      }
      return known;
    },
  };
}

function idOf({ callId }: PlacedCall): string {
  return callId;
}

const named = encodeURIComponent;

/** What it answered: done, no such thing, or that it did not work. */
function outcomeOf(result: OutboundResult): LegOutcome {
  if (result.kind !== 'response')
    return { kind: 'failed', reason: plainText(`${result.code}: ${result.detail}`) };
  if (result.status >= 200 && result.status <= 299) return { kind: 'done' };
  if (result.status === 404) return { kind: 'gone' };
  const { error } = readObject(result.body) ?? {};
  const words = typeof error === 'string' ? `${error} (HTTP ${result.status})` : `HTTP ${result.status}`;
  return { kind: 'failed', reason: plainText(words) };
}

/** By our ids; null: it has the call, and how it stands cannot be read. */
type KnownCalls = ReadonlyMap<string, CallSignal | null>;

/**
 * Reads what it answered when it was asked after calls.
 *
 * @throws Error when it did not answer as it should: then nothing is known, of no call
 */
function readCalls(result: OutboundResult): KnownCalls {
  if (result.kind !== 'response') throw new Error(plainText(`${result.code}: ${result.detail}`));
  const items = readObject(result.body)?.['items'];
  if (result.status !== 200 || !Array.isArray(items)) throw new Error(`HTTP ${result.status} without calls`);
  const calls = new Map<string, CallSignal | null>();
  for (const item of items as unknown[]) {
    if (typeof item !== 'object' || item === null) throw new Error('a call that is none');
    const { id, call_id: callId, status, answered_by: by } = item as Readonly<Record<string, unknown>>;
    // One that we did not name is none of ours.
    if (typeof callId !== 'string') continue;
    const state = status === 'dialing' ? status : STATES.get(String(status));
    const providerCallId = typeof id === 'number' || typeof id === 'string' ? plainText(String(id)) : null;
    const facts = { at: null, providerCallId, reason: null, answeredBy: readAnsweredBy(by) };
    calls.set(callId, state === undefined ? null : { state, ...facts });
  }
  return calls;
}

/** Of a call that was taken and is not there, it is known that it is gone; one that may still be on its way is left out. */
function knowledgeOf(asked: readonly PlacedCall[], answer: KnownCalls): CallKnowledge[] {
  return asked.flatMap(({ callId, providerCallId }): CallKnowledge[] => {
    const signal = answer.get(callId);
    if (signal !== undefined) return signal === null ? [] : [{ callId, signal }];
    return providerCallId === null ? [] : [{ callId, gone: true }];
  });
}
