import type { AnsweredBy, CallStatus } from './people.js';

/** So many calls that have ended can still be asked after. */
const MOST_ENDED = 10_000;

/** A call, for who asks after it. */
export interface KnownCall {
  readonly id: number;
  readonly callId: string | null;
  status: 'dialing' | CallStatus;
  /** Null: not found out, or not yet. */
  answeredBy: AnsweredBy | null;
}

/** Calls that can be asked after, by our id and by what the caller calls them. */
export class KnownCalls {
  private readonly byId = new Map<number, KnownCall>();
  private readonly byName = new Map<string, KnownCall>();
  private readonly over = new Set<KnownCall>();

  /** A name that is used again is that of the latest call. */
  add(call: KnownCall): void {
    this.byId.set(call.id, call);
    if (call.callId !== null) this.byName.set(call.callId, call);
  }

  /** By `call_id`, or by our id in digits. */
  find(key: string): KnownCall | undefined {
    return /^\d{1,15}$/.test(key) ? this.byId.get(Number(key)) : this.byName.get(key);
  }

  get(id: number): KnownCall | undefined {
    return this.byId.get(id);
  }

  /** It is forgotten when many others have ended after it. */
  ended(call: KnownCall): void {
    const { id, callId, status, answeredBy } = call;
    const kept = { id, callId, status, answeredBy };
    this.byId.set(id, kept);
    if (callId !== null && this.byName.get(callId) === call) this.byName.set(callId, kept);
    this.over.add(kept);
    const [oldest] = this.over.size > MOST_ENDED ? this.over : [];
    if (oldest !== undefined) this.forget(oldest);
  }

  clear(): void {
    this.byId.clear();
    this.byName.clear();
    this.over.clear();
  }

  private forget(call: KnownCall): void {
    this.over.delete(call);
    this.byId.delete(call.id);
    if (call.callId !== null && this.byName.get(call.callId) === call) this.byName.delete(call.callId);
  }
}
