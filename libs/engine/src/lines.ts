import { isTerminal, type CallState, type Counts } from '@ringside/contracts';
import { moveRows, type Move } from './call-transitions.js';
import { DeadlineQueue } from './deadline-queue.js';
import { isUnanswered, isWaitingForRetry, type Flight } from './flight.js';
import { callFact, type Journal } from './journal.js';
import type { Call, CallInFlight, Campaign, ContactToDial, LoadedCampaign } from './model.js';
import type { Refusals } from './refusals.js';

/** The reply deadline never makes a line wait longer than this after the ring timeout (R6: 30 s in all). */
const REPLY_PAST_RING_MS = 20_000;

/**
 * The campaign's calls in flight. A line in use *is* a call in this map, from the making of its row to its
 * terminal state; nothing else counts lines (R1).
 */
export class Lines {
  readonly inFlight = new Map<string, Flight>();
  readonly counts: Counts;
  readonly deadlines = new DeadlineQueue();
  private readonly contacts = new Set<string>();
  private graceUntil = -Infinity;

  constructor(
    loaded: LoadedCampaign,
    private readonly campaign: Campaign,
    private readonly journal: Journal,
    private readonly refusals: Refusals,
  ) {
    this.counts = { ...loaded.counts };
    const byOrder = (a: CallInFlight, b: CallInFlight): number =>
      a.call.pass - b.call.pass || a.call.position - b.call.position;
    for (const { call, contact } of [...loaded.inFlight].sort(byOrder))
      this.load({ ...call }, { ...contact });
  }

  /** Whether the contact has a call in flight. */
  readonly busy = (contactId: string): boolean => this.contacts.has(contactId);

  /** A line is taken: the call's row, before the phone system is asked. */
  take(contact: ContactToDial, callId: string, now: number): Flight {
    const { campaign } = this;
    const call: Call = {
      id: callId,
      accountId: campaign.accountId,
      campaignId: campaign.id,
      contactId: contact.contactId,
      connectionId: campaign.connectionId,
      position: contact.position,
      pass: campaign.pass,
      phone: contact.phone,
      state: 'placing',
      reason: null,
      providerCallId: null,
      placements: 1,
      placementOpen: true,
      retryAt: null,
      createdAt: now,
      dialingAt: null,
      ringingAt: null,
      answeredAt: null,
      endedAt: null,
      endEstimated: false,
      deadlineAt: null,
      answeredBy: null,
      doNotCall: false,
    };
    const flight = this.enter(call, {
      campaignId: campaign.id,
      contactId: contact.contactId,
      position: contact.position,
      phone: contact.phone,
      name: contact.name,
      status: 'dialing',
      reason: null,
      calls: contact.calls + 1,
      callId,
      startedAt: now,
      ringingAt: null,
      answeredAt: null,
      endedAt: null,
    });
    this.requested(flight, now);
    this.recount('idle', 'dialing');
    this.journal.callCreated(call, flight.contact);
    this.journal.fact('call.placing', callFact(call), call);
    return flight;
  }

  /** The turn of a call that was taken earlier has come: its reply deadline runs from now. */
  requested(flight: Flight, now: number): void {
    flight.requestedAt = now;
    this.setDeadline(flight, now + this.replyMs);
  }

  /** A call that waited for its turn is not asked for after all: it waits like a refused one, in its place. */
  recall(flight: Flight, now: number): void {
    const { call } = flight;
    call.placements = 0;
    call.placementOpen = false;
    call.retryAt = call.deadlineAt = now;
    this.journal.callChanged(call);
    this.refusals.add(flight);
  }

  /** The phone system is asked again for a call it has refused. */
  retry(flight: Flight, now: number): void {
    const { call } = flight;
    call.placements += 1;
    call.placementOpen = true;
    call.retryAt = null;
    this.requested(flight, now);
    this.journal.callChanged(call);
    this.journal.fact('call.placing', callFact(call), call);
  }

  /** The phone system has refused: the call keeps its line, and its contact its place, until `retryAt`. */
  wait(flight: Flight, reason: string, retryAt: number): void {
    const { call, contact } = flight;
    call.reason = contact.reason = reason;
    call.retryAt = retryAt;
    // Surely not placed: should it ring all the same, its ring time begins then.
    flight.requestedAt = null;
    // Nothing ends a waiting call but its retry: a carrier's outage burns no contact (D8).
    call.deadlineAt = retryAt;
    this.journal.callChanged(call);
    this.journal.contactChanged(contact);
    const retry = new Date(retryAt).toISOString();
    this.journal.fact('call.refused', { ...callFact(call), retry_at: retry }, call);
  }

  /** The one way in which a call changes its state; a terminal one frees its line at once. */
  move(flight: Flight, to: Move, now: number): void {
    const { call, contact } = flight;
    const before = contact.status;
    const wasUnanswered = isUnanswered(call);
    if (call.state === 'placing') this.refusals.remove(flight);
    moveRows(call, contact, to, now);
    this.recount(before, contact.status);
    if (isTerminal(call.state)) this.free(flight);
    else if (call.state === 'answered') {
      flight.reconciling = false;
      this.setDeadline(flight, now + this.campaign.maxDurationMs);
    } else if (!wasUnanswered || !flight.reconciling) {
      this.setDeadline(flight, (flight.requestedAt ?? now) + this.campaign.ringTimeoutMs);
    }
    this.journal.callChanged(call);
    this.journal.contactChanged(contact);
    this.journal.fact(`call.${call.state}` satisfies `call.${CallState}`, callFact(call), call);
  }

  setDeadline(flight: Flight, at: number): void {
    flight.call.deadlineAt = Math.max(at, this.graceUntil);
    this.deadlines.watch(flight);
  }

  /** No deadline passes before then; answers whether one was put off. */
  grace(until: number): boolean {
    this.graceUntil = Math.max(this.graceUntil, until);
    let changed = false;
    for (const flight of this.inFlight.values()) {
      const { call } = flight;
      if (isWaitingForRetry(call) || (call.deadlineAt ?? until) >= until) continue;
      this.setDeadline(flight, until);
      this.journal.callChanged(call);
      changed = true;
    }
    return changed;
  }

  inGrace(now: number): boolean {
    return now < this.graceUntil;
  }

  /** For display only; decides nothing. */
  recount(from: keyof Counts, to: keyof Counts, n = 1): void {
    this.counts[from] = Math.max(0, this.counts[from] - n);
    this.counts[to] += n;
  }

  private get replyMs(): number {
    return Math.min(this.campaign.replyTimeoutMs, this.campaign.ringTimeoutMs + REPLY_PAST_RING_MS);
  }

  private load(call: Call, contact: CallInFlight['contact']): void {
    const flight = this.enter(call, contact);
    // The time of the request is not stored, but the deadline that was reckoned from it is.
    if (call.deadlineAt !== null) {
      if (isUnanswered(call)) flight.requestedAt = call.deadlineAt - this.campaign.ringTimeoutMs;
      else if (call.state === 'placing' && call.placementOpen)
        flight.requestedAt = call.deadlineAt - this.replyMs;
    }
    const stopped = this.campaign.state === 'stopped' || call.pass !== this.campaign.pass;
    if (stopped && call.state !== 'answered') flight.unwanted = 'stopped';
    if (isWaitingForRetry(call)) this.refusals.add(flight);
    this.deadlines.watch(flight);
  }

  private enter(call: Call, contact: CallInFlight['contact']): Flight {
    const flight: Flight = {
      call,
      contact,
      requestedAt: null,
      reconciling: false,
      unwanted: null,
      hangUpSent: false,
      queuedAt: Infinity,
    };
    this.inFlight.set(call.id, flight);
    this.contacts.add(contact.contactId);
    return flight;
  }

  private free(flight: Flight): void {
    flight.call.deadlineAt = null;
    this.inFlight.delete(flight.call.id);
    this.contacts.delete(flight.contact.contactId);
  }
}
