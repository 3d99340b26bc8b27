import { createLedger, type AbandonmentLedger } from '../ledger/ledger.js';
import { PROFILES } from '../ledger/profile.js';
import type { PacingLimits, PacingSnapshot } from '../snapshot.js';
import { AnswerRate, DEFAULT_PRIOR, type AnswerPrior } from './answer-rate.js';
import { Callers } from './callers.js';
import type { Key } from './key.js';
import { RingCurves } from './ring-curves.js';

/** What a floor starts from. */
export interface FloorOptions {
  /** The campaign's ledger; by default an empty one of the US. */
  readonly ledger?: AbandonmentLedger;
  /** What is known of the answer rate beforehand: from the same list, or the same hour of another day. */
  readonly prior?: AnswerPrior;
}

/**
 * The picture of one campaign, drawn from what happens: who rings, who waits, who talks; what was learned from it; and its
 * abandonment ledger. Fed with events in order of time, `now` in epoch milliseconds; {@link Floor.snapshot} gives a policy
 * what it decides on. Unknown and repeated events are ignored, so a floor may be rebuilt from a log that overlaps.
 */
export class Floor {
  readonly ledger: AbandonmentLedger;
  private readonly rate: AnswerRate;
  private readonly curves = new RingCurves();
  private readonly callers = new Callers();
  /** Dialed at, by call: neither answered nor over. */
  private readonly ringing = new Map<Key, number>();
  /** Answered, and nobody talks yet. */
  private readonly waiting = new Set<Key>();
  private lagMs = 0;
  private isRebuilding = false;

  constructor(options: FloorOptions = {}) {
    this.ledger = options.ledger ?? createLedger(PROFILES.us);
    this.rate = new AnswerRate(options.prior ?? DEFAULT_PRIOR);
  }

  /** A call was dialed. */
  dialed(callId: Key, now: number): void {
    if (this.ringing.has(callId)) return;
    this.age(now);
    this.ringing.set(callId, now);
    this.rate.dialed();
    this.callers.fulfilled();
  }

  /** A person answered; after machine detection, where it is used. */
  answered(callId: Key, now: number): void {
    const since = this.ringing.get(callId);
    if (since === undefined) return;
    this.age(now);
    this.ringing.delete(callId);
    this.waiting.add(callId);
    this.rate.answered();
    this.curves.answered(now - since);
    this.ledger.answered(now);
  }

  /** The call is over without a person. */
  failed(callId: Key, now: number): void {
    const since = this.ringing.get(callId);
    if (since === undefined) return;
    this.age(now);
    this.ringing.delete(callId);
    this.curves.failed(now - since);
  }

  /** The call is over since a machine answered, or what was taken for one: as {@link failed}, and in the ledger. */
  machine(callId: Key, now: number): void {
    if (this.ringing.has(callId)) this.ledger.machine(now);
    this.failed(callId, now);
  }

  /** A caller talks to the person. */
  connected(callId: Key, callerId: Key, now: number): void {
    this.waiting.delete(callId);
    this.callers.talks(callerId, now);
  }

  /** No caller was there in time. */
  abandoned(callId: Key, now: number): void {
    if (this.waiting.delete(callId)) this.ledger.abandoned(now);
  }

  /** The person hung up before the time to find a caller was over: a live answer, and not abandoned by us. */
  hungUpWaiting(callId: Key, now: number): void {
    this.age(now);
    this.waiting.delete(callId);
  }

  /** The caller is free: logged in, back from a pause, or done with the call before. */
  available(callerId: Key, now: number): void {
    this.callers.available(callerId, now);
  }

  /** Talk is over, wrap-up begins. */
  wrapping(callerId: Key, now: number): void {
    this.callers.wraps(callerId, now);
  }

  /** The caller will not be free again after this call: pausing, logging out. An idle one is not free from now on. */
  leaving(callerId: Key): void {
    this.callers.leaving(callerId);
  }

  /** The caller is gone. */
  left(callerId: Key, now: number): void {
    this.callers.left(callerId, now);
  }

  /** The caller asks for the next call (`Preview`). The next call that is dialed fulfils it. */
  requested(callerId: Key, now: number): void {
    this.age(now);
    this.callers.requests(callerId);
  }

  /** A report came in, `lagMs` after what it tells of; or should have come in, so long ago. */
  heard(lagMs: number, now: number): void {
    this.age(now);
    this.lagMs = lagMs;
  }

  /** Whether something is missing from the picture. */
  rebuilding(yes: boolean): void {
    this.isRebuilding = yes;
  }

  /** What a policy decides on. */
  snapshot(now: number, limits: PacingLimits): PacingSnapshot {
    this.age(now);
    const ringingMs: number[] = [];
    for (const since of this.ringing.values()) ringingMs.push(now - since);
    this.curves.refresh(() => ringingMs);
    const callers = this.callers.now(now);
    return {
      now,
      callers,
      ringingMs,
      waiting: this.waiting.size,
      estimates: {
        answerRate: this.rate.rate,
        exposure: this.rate.exposure,
        answeredBy: this.curves.answeredBy,
        failedBy: this.curves.failedBy,
        talkBeyond: this.callers.talk.beyond,
        wrapBeyond: this.callers.wrap.beyond,
      },
      ledger: this.ledger.reading(now),
      limits,
      health: { eventLagMs: this.lagMs, rebuilding: this.isRebuilding },
    };
  }

  private age(now: number): void {
    this.rate.advance(now, this.curves.share, this.curves.end, this.callers.loggedIn);
  }
}
