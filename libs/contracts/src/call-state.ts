/**
 * Call states and their ranks. A call moves only to a state of higher rank, and a terminal state is
 * final: a late, doubled or reordered event is stored and changes nothing.
 *
 * - `placing`   the call row exists; the phone system is being asked (or has refused and will be asked again)
 * - `unknown`   the phone system may or may not have placed it: no reply came. Never asked again
 * - `dialing`   the phone system accepted it
 * - `ringing`   the far end rings
 * - `answered`  somebody, or something, picked up
 * - the rest    terminal
 */
export const CALL_STATE_RANK = {
  placing: 0,
  unknown: 1,
  dialing: 2,
  ringing: 3,
  answered: 4,
  completed: 9,
  busy: 9,
  no_answer: 9,
  rejected: 9,
  failed: 9,
  canceled: 9,
  abandoned: 9,
} as const;

export type CallState = keyof typeof CALL_STATE_RANK;
export const CALL_STATES = Object.keys(CALL_STATE_RANK) as CallState[];

export type TerminalCallState = {
  [S in CallState]: (typeof CALL_STATE_RANK)[S] extends 9 ? S : never;
}[CallState];

/** Whether a call in this state is over. */
export function isTerminal(state: CallState): state is TerminalCallState {
  return CALL_STATE_RANK[state] === 9;
}

/** Whether an event that says `next` may move a call that is in `current`. */
export function mayAdvance(current: CallState, next: CallState): boolean {
  return CALL_STATE_RANK[next] > CALL_STATE_RANK[current];
}

/** What a contact row shows: the state of its latest call in words an operator uses. */
export const CONTACT_STATUSES = [
  'idle',
  'dialing',
  'ringing',
  'answered',
  'completed',
  'busy',
  'no_answer',
  'failed',
  'canceled',
] as const;
export type ContactStatus = (typeof CONTACT_STATUSES)[number];

/** Statuses that mean: this contact has a call in flight. */
export const IN_FLIGHT_STATUSES = ['dialing', 'ringing', 'answered'] as const satisfies ContactStatus[];

/** The contact status a call state stands for. */
export const CONTACT_STATUS_OF: Readonly<Record<CallState, ContactStatus>> = {
  placing: 'dialing',
  unknown: 'dialing',
  dialing: 'dialing',
  ringing: 'ringing',
  answered: 'answered',
  completed: 'completed',
  busy: 'busy',
  no_answer: 'no_answer',
  rejected: 'failed',
  failed: 'failed',
  canceled: 'canceled',
  abandoned: 'completed',
};

/** The statuses that `start {only: "unanswered"}` dials again in a new pass. */
export const UNANSWERED_STATUSES = [
  'busy',
  'no_answer',
  'failed',
  'canceled',
] as const satisfies ContactStatus[];

/**
 * Reasons that Ringside itself gives. A phone system's own words (an error text, a cause) may stand
 * in the same field, so clients show an unlisted reason as it is.
 */
export const REASONS = {
  no_status: 'accepted, but no status came before the ring deadline',
  ring_deadline: 'rang until the ring deadline',
  talk_deadline: 'answered, but no end came before the longest call allowed; the end is estimated',
  placement_unknown: 'the phone system never said whether it placed the call',
  answer_not_reported: 'ended without an answer having been reported',
  stopped: 'the campaign was stopped',
  hung_up: 'hung up from here',
  ended_unseen: 'ended while the phone system was not connected',
  answering_machine: 'an answering machine picked up, and the campaign hangs up on those',
  unknown_end: 'a call of the phone system whose end was never reported; closed after its deadline',
  number_not_allowed: 'emergency and short numbers are never dialed',
} as const;
export type Reason = keyof typeof REASONS;
