import { isTerminal } from '@ringside/contracts';
import type { PlacementOutcome } from '@ringside/telephony';
import { endAtDeadline, gainFacts, readSignal, type Move } from './call-transitions.js';
import { hangUp, recallNext, type CampaignParts } from './campaign-parts.js';
import { isWaitingForRetry, type Flight } from './flight.js';
import { callFact } from './journal.js';
import type { EngineInput, WebhookOutcome } from './ports.js';

/** How long the phone system has to say what it knows of a call whose deadline has passed, milliseconds. */
const RECONCILE_MS = 10_000;

type Input<T extends EngineInput['type']> = Extract<EngineInput, { type: T }>;

/** A status of a call. One that comes before the reply to the placement lifts the call all the same (R7). */
export function applySignal(
  parts: CampaignParts,
  { callId, signal }: Input<'signal'>,
  now: number,
): WebhookOutcome {
  const flight = parts.lines.inFlight.get(callId);
  if (flight === undefined) return 'late';
  const { call } = flight;
  const { outcome, move } = readSignal(flight, signal);
  const { answeredBy: before } = call;
  const gained = gainFacts(call, signal);
  if (move !== null) moveOn(parts, flight, move, now);
  else if (gained) parts.journal.callChanged(call);
  const { answeredBy } = call;
  const told = before === null && answeredBy !== null;
  if (told) parts.journal.fact('call.answered_by', { ...callFact(call), answered_by: answeredBy }, call);
  endMachine(parts, flight);
  return told ? 'applied' : outcome;
}

/** Ends the call when the campaign hangs up on machines, and this is one; once. */
export function endMachine(parts: CampaignParts, flight: Flight): void {
  const { call } = flight;
  if (parts.campaign.machineDetection !== 'hang_up' || !parts.deps.provider.hangUp) return;
  if (call.state !== 'answered' || call.answeredBy !== 'machine' || flight.hangUpSent) return;
  flight.unwanted = 'answering_machine';
  hangUp(parts, flight, flight.unwanted);
}

/** The outcome of a request; the table is DECISIONS D8. Answers whether it was waited for. */
export function applyPlacement(parts: CampaignParts, input: Input<'placement'>, now: number): boolean {
  const { journal, lines, requests, order } = parts;
  const { callId, n, requestedAt, outcome } = input;
  const request = requests.get(callId);
  if (request === undefined || request.n !== n) return false;
  requests.delete(callId);
  order.answered(callId);
  const { call } = request;
  journal.placement({
    accountId: call.accountId,
    callId,
    n,
    requestedAt,
    repliedAt: now,
    outcome: outcome.kind,
    reason: outcome.kind === 'accepted' ? null : outcome.reason,
  });
  call.placementOpen = false;
  if (outcome.kind === 'accepted' && outcome.providerCallId !== null)
    call.providerCallId = outcome.providerCallId;
  journal.callChanged(call);

  const flight = lines.inFlight.get(callId);
  if (flight === undefined) return true;
  if (call.state === 'placing') {
    flight.requestedAt = requestedAt;
    if (outcome.kind === 'refused') refuse(parts, flight, outcome, now);
    else moveOn(parts, flight, firstMove(outcome), now);
  } else if (call.state === 'unknown') {
    const move = lateMove(outcome);
    if (move !== null) moveOn(parts, flight, move, now);
  }
  // Statuses have overtaken the reply: they know better, whatever it says.
  return true;
}

function firstMove(outcome: Exclude<PlacementOutcome, { kind: 'refused' }>): Move {
  switch (outcome.kind) {
    case 'accepted':
      return { state: 'dialing', reason: null };
    case 'failed':
      return { state: 'failed', reason: outcome.reason };
    case 'unknown':
      return { state: 'unknown', reason: outcome.reason };
  }
}

/**
 * A reply that came after we had stopped waiting for it. A refusal means that the call was surely not
 * placed, but `unknown` is never asked again (D10) and never goes back to `placing`: it ends.
 */
function lateMove(outcome: PlacementOutcome): Move | null {
  if (outcome.kind === 'unknown') return null;
  if (outcome.kind === 'accepted') return { state: 'dialing', reason: null };
  return { state: 'failed', reason: outcome.reason };
}

function refuse(
  { deps, lines, refusals }: CampaignParts,
  flight: Flight,
  { reason, retryAfterMs }: Extract<PlacementOutcome, { kind: 'refused' }>,
  now: number,
): void {
  // Nobody wants it any more, and it was surely not placed.
  if (flight.unwanted !== null) {
    lines.move(flight, { state: 'canceled', reason: flight.unwanted }, now);
    return;
  }
  const delay = refusals.refused(flight, reason, retryAfterMs, deps.random());
  lines.wait(flight, reason, now + delay);
}

/** Everything a deadline can end or change by now; answers whether there was anything. */
export function passDeadlines(parts: CampaignParts, now: number): boolean {
  const { deps, journal, lines } = parts;
  let changed = false;
  for (;;) {
    const flight = lines.deadlines.takeDue(now);
    if (flight === null) return changed;
    changed = true;
    const { call } = flight;
    if (parts.order.next === flight) lines.requested(flight, now);
    else if (call.state === 'placing') {
      moveOn(parts, flight, { state: 'unknown', reason: 'placement_unknown' }, now);
    } else if (deps.provider.reconcile && !flight.reconciling) {
      flight.reconciling = true;
      lines.setDeadline(flight, now + RECONCILE_MS);
      journal.callChanged(call);
      journal.effect({ type: 'reconcile', call });
    } else close(parts, flight, now);
  }
}

/** The phone system does not have the call any more, or had nothing that would save it from its deadline. */
export function applyReconciled(
  parts: CampaignParts,
  { callId, result }: Input<'reconciled'>,
  now: number,
): boolean {
  const flight = parts.lines.inFlight.get(callId);
  if (flight === undefined) return false;
  if (result === 'gone') return endUnseen(parts, flight, now);
  if (!flight.reconciling || parts.lines.inGrace(now)) return false;
  close(parts, flight, now);
  return true;
}

function close(parts: CampaignParts, flight: Flight, now: number): void {
  const { estimated, ...move } = endAtDeadline(flight.call);
  flight.call.endEstimated = estimated;
  hangUp(parts, flight, move.reason ?? move.state);
  moveOn(parts, flight, move, now);
}

/** A call that is gone ends as its deadline would end it, at once. */
function endUnseen(parts: CampaignParts, flight: Flight, now: number): boolean {
  const { call } = flight;
  // One that is being placed, or may be, is not there yet.
  if (call.state === 'placing' || (call.state === 'unknown' && call.placementOpen)) return false;
  const { state, reason, estimated } = endAtDeadline(call);
  call.endEstimated = estimated;
  // Of one that is unknown nobody can say that there was anything to end.
  moveOn(parts, flight, { state, reason: call.state === 'unknown' ? reason : 'ended_unseen' }, now);
  return true;
}

/** A person, or the stop of the campaign, wants this call to end. */
export function unwant(
  parts: CampaignParts,
  flight: Flight,
  reason: NonNullable<Flight['unwanted']>,
  now: number,
): void {
  const { call } = flight;
  flight.unwanted = reason;
  if (parts.order.next === flight) recallNext(parts, now);
  if (isWaitingForRetry(call)) parts.lines.move(flight, { state: 'canceled', reason }, now);
  else if (call.state !== 'placing') hangUp(parts, flight, reason);
  // A request on its way is decided when its outcome, or a first status, is there.
}

/** Moves a call, with what follows from that for the campaign. */
function moveOn(parts: CampaignParts, flight: Flight, move: Move, now: number): void {
  const { call } = flight;
  const from = call.state;
  if (from === 'placing') parts.refusals.relieved();
  // A status of a call nobody was asked for: there is nothing left to ask.
  if (parts.order.next === flight) parts.order.next = null;
  parts.lines.move(flight, move, now);
  const taken =
    (from === 'placing' || from === 'unknown') && call.state !== 'unknown' && !isTerminal(call.state);
  if (!taken || flight.unwanted === null) return;
  // A stop spares those who talk already.
  if (flight.unwanted === 'hung_up' || call.state !== 'answered') hangUp(parts, flight, flight.unwanted);
}
