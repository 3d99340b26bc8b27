import { CALL_STATE_RANK, isTerminal, type CallFact, type CallState } from '@ringside/contracts';
import type { Call } from '@ringside/engine';
import type { SimulationResult } from './simulate.js';

/** Up to this many lines the order of arrival at the phone system is promised, above it the order of sending (DECISIONS D9). */
const ORDERED_LINES = 10;
/** Longest commit: what it decided leaves after it, milliseconds. */
const DECIDED_MS = 5;

/** Everything in a simulated campaign that must never happen, in words; empty when all is well. */
export function breaches(result: SimulationResult): string[] {
  return [
    ...tooManyLines(result),
    ...outOfOrder(result),
    ...rungTwice(result),
    ...neverAsked(result),
    ...notOver(result),
    ...wentBackwards(result),
    ...brokenStream(result),
    ...dialedWhileDown(result),
  ];
}

/**
 * Most calls at once as the phone system sees them. Calls that outlive their deadline are left out: their
 * line was given up on purpose.
 */
export function mostLines({ trace, calls }: SimulationResult): number {
  const endedAt = new Map<string, number>();
  for (const { at, kind, callId } of trace) if (kind === 'ended' && callId !== null) endedAt.set(callId, at);
  const live = new Set<string>();
  let most = 0;
  for (const { kind, callId } of trace) {
    if (callId === null) continue;
    if (kind === 'ended') live.delete(callId);
    if (kind !== 'placed') continue;
    const ours = calls.get(callId)?.endedAt ?? Infinity;
    if ((endedAt.get(callId) ?? Infinity) > ours) continue;
    live.add(callId);
    most = Math.max(most, live.size);
  }
  return most;
}

function tooManyLines(result: SimulationResult): string[] {
  const most = mostLines(result);
  return most > result.options.lines ? [`${most} lines in use, ${result.options.lines} allowed`] : [];
}

function outOfOrder({ trace, calls, options }: SimulationResult): string[] {
  const kind = options.lines <= ORDERED_LINES ? 'arrived' : 'sent';
  const seen = new Set<string>();
  const last = new Map<number, number>();
  const found: string[] = [];
  for (const event of trace) {
    const call = event.callId === null ? undefined : calls.get(event.callId);
    if (event.kind !== kind || call === undefined || seen.has(call.id)) continue;
    seen.add(call.id);
    const before = last.get(call.pass) ?? 0;
    if (call.position <= before) found.push(`contact ${call.position} ${kind} after ${before}`);
    last.set(call.pass, call.position);
  }
  return found;
}

function rungTwice({ trace, calls }: SimulationResult): string[] {
  const rung = new Set<string>();
  const found: string[] = [];
  for (const { kind, callId } of trace) {
    if (kind !== 'placed' || callId === null) continue;
    const call = calls.get(callId);
    const row =
      call === undefined ? `a call without a row, ${callId}` : `contact ${call.position}, pass ${call.pass}`;
    if (call === undefined || rung.has(row)) found.push(`rung twice or unasked: ${row}`);
    rung.add(row);
  }
  return found;
}

/** A row whose phone never rang must say so. */
function neverAsked({ trace, calls }: SimulationResult): string[] {
  const placed = new Set<string | null>();
  for (const { kind, callId } of trace) if (kind === 'placed') placed.add(callId);
  return [...calls.values()]
    .filter((call) => !placed.has(call.id) && call.state !== 'failed' && call.state !== 'canceled')
    .map((call) => `contact ${call.position} is ${call.state}, and was never rung`);
}

function notOver({ finished, campaign, calls, contacts }: SimulationResult): string[] {
  const found: string[] = [];
  if (!finished) found.push(`the campaign is still ${campaign.state}`);
  for (const call of calls.values())
    if (!isTerminal(call.state)) found.push(`call ${call.id} is still ${call.state}`);
  for (const { position, status } of contacts)
    if (['idle', 'dialing', 'ringing', 'answered'].includes(status))
      found.push(`contact ${position} is still ${status}`);
  const pairs = new Set([...calls.values()].map((call: Call) => `${call.pass} ${call.contactId}`));
  if (pairs.size !== calls.size) found.push('a contact has two calls in one pass');
  return found;
}

function wentBackwards({ facts }: SimulationResult): string[] {
  const states = new Map<string, CallState>();
  const found: string[] = [];
  for (const { type, data } of facts) {
    if (!type.startsWith('call.') || type === 'call.answered_by') continue;
    const { call_id: id, state } = data as CallFact;
    const before = states.get(id) ?? 'placing';
    const same = before === 'placing' && state === 'placing';
    if (!same && CALL_STATE_RANK[state] <= CALL_STATE_RANK[before])
      found.push(`call ${id} went from ${before} to ${state}`);
    states.set(id, state);
  }
  return found;
}

function brokenStream({ facts }: SimulationResult): string[] {
  return facts.flatMap(({ seq }, i) => (seq === i + 1 ? [] : [`fact ${i + 1} has number ${seq}`]));
}

/** While its event stream is not open nothing is asked of a phone system, but for what was decided just before. */
function dialedWhileDown({ trace }: SimulationResult): string[] {
  const found: string[] = [];
  let lostAt = Infinity;
  for (const { kind, at, callId } of trace) {
    if (kind === 'stream_lost') lostAt = at;
    if (kind === 'stream_opened') lostAt = Infinity;
    if (kind === 'sent' && at > lostAt + DECIDED_MS)
      found.push(`${callId} was asked for ${at - lostAt} ms after the stream was lost`);
  }
  return found;
}
