import type { CallSignal } from '@ringside/telephony';

/** What is known of a call's end. */
export interface CallEnd {
  /** Q.850, or 0: Asterisk does not say. */
  readonly cause: number;
  /** The SIP code, where it was told. */
  readonly sip: number | null;
  readonly wasUp: boolean;
  readonly rang: boolean;
  /** It was ended from our side, or by somebody at that Asterisk. */
  readonly hungUp: boolean;
  /** It went on for as long as it was allowed to ring. */
  readonly timedOut: boolean;
}

interface Disposition {
  /** Absent: any. */
  readonly wasUp?: boolean;
  readonly hungUp?: boolean;
  readonly rang?: boolean;
  readonly timedOut?: boolean;
  readonly sip?: number;
  readonly causes?: readonly number[];
  readonly state: CallSignal['state'];
  readonly reason: string | null;
  readonly doNotCall?: true;
}

/**
 * How a call ended, as data: the first row that fits. Causes are those of Q.850 as Asterisk 16.28 and 22.10 give them in
 * `ChannelDestroyed`; the SIP codes behind them are Asterisk's own translation (chan_pjsip), tried with a SIP far end.
 * Versions differ, so the rows do not rest on what only one of them tells: a ring timeout is cause 0 in 16 and 19 in 22.
 */
export const DISPOSITIONS: readonly Disposition[] = [
  // Whatever ended it then: far hang-up is 16, over PJSIP 0; ours is 16.
  { wasUp: true, state: 'completed', reason: null },
  // Whatever the network says after we gave up: the cause tells only of the giving up.
  { hungUp: true, state: 'canceled', reason: null },
  // RFC 8197 and RFC 8688: the called party, or the network for it, wants no such calls. Cause 127, as of many other codes.
  { sip: 607, state: 'rejected', reason: 'sip_607', doNotCall: true },
  { sip: 608, state: 'rejected', reason: 'sip_608', doNotCall: true },
  // 486, 600
  { causes: [17], state: 'busy', reason: null },
  // 603
  { causes: [21], state: 'rejected', reason: null },
  // Nobody picked up in time: 0 in Asterisk 16, 19 in 22; a far end that never said anything, too.
  { causes: [0, 19], timedOut: true, state: 'no_answer', reason: 'ring_timeout' },
  // 408: no user responding. 480: no answer.
  { causes: [18], state: 'no_answer', reason: 'no_user_responding' },
  { causes: [19], state: 'no_answer', reason: null },
  // The call was let ring and nobody says why it ended.
  { causes: [0, 16], rang: true, state: 'no_answer', reason: null },
  // 404; 410; no way to there; 484.
  { causes: [1], state: 'failed', reason: 'unallocated_number' },
  { causes: [22], state: 'failed', reason: 'number_changed' },
  { causes: [2, 3], state: 'failed', reason: 'no_route' },
  { causes: [28], state: 'failed', reason: 'invalid_number' },
  { causes: [27], state: 'failed', reason: 'out_of_order' },
  // 503; 500, 502; equipment congestion.
  { causes: [34, 42, 44], state: 'failed', reason: 'congestion' },
  { causes: [38, 41], state: 'failed', reason: 'network_failure' },
  // No such place in the dialplan: it ended before it began.
  { causes: [0], state: 'failed', reason: 'not_placed' },
];

/** The end of a call, in our words. */
export function dispositionOf(end: CallEnd): Pick<CallSignal, 'state' | 'reason' | 'doNotCall'> {
  const row = DISPOSITIONS.find((candidate) => fits(candidate, end));
  if (row === undefined) return { state: 'failed', reason: `cause_${end.cause}` };
  const { state, reason, doNotCall } = row;
  return { state, reason, ...(doNotCall === undefined ? {} : { doNotCall }) };
}

function fits(row: Disposition, end: CallEnd): boolean {
  return (
    (row.wasUp ?? end.wasUp) === end.wasUp &&
    (row.hungUp ?? end.hungUp) === end.hungUp &&
    (row.rang ?? end.rang) === end.rang &&
    (row.timedOut ?? end.timedOut) === end.timedOut &&
    (row.sip ?? end.sip) === end.sip &&
    (row.causes ?? [end.cause]).includes(end.cause)
  );
}
