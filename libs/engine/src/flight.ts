import type { Call, CampaignContact } from './model.js';

/** A call in flight: its two rows, and what the engine remembers of it besides. */
export interface Flight {
  readonly call: Call;
  readonly contact: CampaignContact;
  /** When the last request to the phone system was made; null when that is not known any more. */
  requestedAt: number | null;
  /** The phone system was asked about it, and its deadline was put off once for the answer. */
  reconciling: boolean;
  /** Why it is to end as soon as it can be ended; null when it may go on. */
  unwanted: 'stopped' | 'hung_up' | 'answering_machine' | null;
  /** The phone system was told to end it. */
  hangUpSent: boolean;
  /** Its place in the {@link DeadlineQueue}; Infinity when it has none. */
  queuedAt: number;
}

/** Refused, and its line kept for the next try. */
export function isWaitingForRetry(call: Call): boolean {
  return call.state === 'placing' && !call.placementOpen;
}

/** Unknown, dialing or ringing: the ring deadline runs. */
export function isUnanswered(call: Call): boolean {
  return call.state === 'unknown' || call.state === 'dialing' || call.state === 'ringing';
}
