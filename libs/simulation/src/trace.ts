/** What the phone system sees, and the two things that only we see: that a request leaves and that we die. */
export interface TraceEvent {
  readonly at: number;
  readonly kind:
    /** A request left our process. */
    | 'sent'
    /** It arrived at the phone system. */
    | 'arrived'
    /** The phone system placed the call: somebody's phone is going to ring. */
    | 'placed'
    /** The call is over, whether anybody was told or not. */
    | 'ended'
    | 'phone_system_restarted'
    /** Its event stream is not open any more; and it is again. */
    | 'stream_lost'
    | 'stream_opened'
    /** It was asked to end a call that is up. */
    | 'hung_up'
    | 'crashed'
    | 'started';
  /** Null for what is not about a call. */
  readonly callId: string | null;
}

export class Trace {
  readonly events: TraceEvent[] = [];

  add(at: number, kind: TraceEvent['kind'], callId: string | null = null): void {
    this.events.push({ at, kind, callId });
  }
}
