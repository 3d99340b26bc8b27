import { CONTACT_STATUS_OF, isTerminal, mayAdvance, type CallState } from '@ringside/contracts';
import type { CallSignal } from '@ringside/telephony';
import type { Flight } from './flight.js';
import type { Call, CampaignContact } from './model.js';
import type { WebhookOutcome } from './ports.js';

/** Where a call goes and why. */
export interface Move {
  readonly state: CallState;
  readonly reason: string | null;
}

/** What a signal means for a call in flight: forward only, the same state again is a duplicate. */
export function readSignal(
  { call, unwanted, hangUpSent }: Flight,
  signal: CallSignal,
): { readonly outcome: WebhookOutcome; readonly move: Move | null } {
  const { state, reason } = signal;
  if (state === call.state) return { outcome: 'duplicate', move: null };
  if (!mayAdvance(call.state, state)) return { outcome: 'late', move: null };
  const applied = (next: CallState, why: string | null): { outcome: 'applied'; move: Move } => ({
    outcome: 'applied',
    move: { state: next, reason: why },
  });
  if (!isTerminal(state)) return applied(state, reason);
  if (hangUpSent && unwanted !== null) {
    const endedByUs = state === 'completed' && call.answeredAt === null;
    return applied(endedByUs ? 'canceled' : state, reason ?? unwanted);
  }
  if (state === 'completed' && call.answeredAt === null)
    return applied(state, reason ?? 'answer_not_reported');
  if (state === 'failed' || state === 'rejected') return applied(state, reason ?? state);
  return applied(state, reason);
}

/** How a deadline ends a call that nobody has told the end of (DECISIONS D13). */
export function endAtDeadline(call: Call): Move & { readonly estimated: boolean } {
  switch (call.state) {
    case 'answered':
      return { state: 'completed', reason: 'talk_deadline', estimated: true };
    case 'ringing':
      return { state: 'no_answer', reason: 'ring_deadline', estimated: false };
    case 'dialing':
      return { state: 'failed', reason: 'no_status', estimated: false };
    default:
      return { state: 'failed', reason: 'placement_unknown', estimated: false };
  }
}

/** Writes a move into the two rows; times are ours. Deadlines are not its business. */
export function moveRows(call: Call, contact: CampaignContact, { state, reason }: Move, now: number): void {
  call.state = state;
  call.reason = reason;
  call.retryAt = null;
  contact.status = CONTACT_STATUS_OF[state];
  contact.reason = reason;
  if (state === 'dialing' || state === 'ringing' || state === 'answered') call.dialingAt ??= now;
  if (state === 'ringing') call.ringingAt = contact.ringingAt = now;
  if (state === 'answered') call.answeredAt = contact.answeredAt = now;
  if (isTerminal(state)) call.endedAt = contact.endedAt = now;
}

/** Takes over what a signal tells besides the state; answers whether that was anything new. */
export function gainFacts(call: Call, signal: CallSignal): boolean {
  let gained = false;
  if (call.providerCallId === null && signal.providerCallId !== null) {
    call.providerCallId = signal.providerCallId;
    gained = true;
  }
  if (call.answeredBy === null && signal.answeredBy !== null) {
    call.answeredBy = signal.answeredBy;
    gained = true;
  }
  if (!call.doNotCall && signal.doNotCall === true) {
    call.doNotCall = true;
    gained = true;
  }
  return gained;
}
