import type { CallState, Counts } from '@ringside/contracts';
import type { CallSignal, PlacementOutcome } from '@ringside/telephony';
import {
  createCampaignEngine,
  emptyChanges,
  type Call,
  type Campaign,
  type CampaignContact,
  type CampaignEngine,
  type Changes,
  type ContactToDial,
  type Effect,
  type EngineDeps,
  type EngineInput,
  type LoadedCampaign,
  type StepAnswer,
} from '../index.js';

export const ACCEPTED: PlacementOutcome = { kind: 'accepted', providerCallId: null };
export const FAILED: PlacementOutcome = { kind: 'failed', reason: 'no such number' };
export const REFUSED: PlacementOutcome = { kind: 'refused', reason: '503', retryAfterMs: null };
export const LOST: PlacementOutcome = { kind: 'unknown', reason: 'connection reset' };

export const NO_COUNTS: Counts = {
  idle: 0,
  dialing: 0,
  ringing: 0,
  answered: 0,
  completed: 0,
  busy: 0,
  no_answer: 0,
  failed: 0,
  canceled: 0,
};

/** Times of the rows' worked examples: campaign settings in milliseconds. */
export const RING = 60_000;
export const TALK = 3_600_000;
export const REPLY = 10_000;

export function contact(position: number): ContactToDial {
  return { contactId: `k${position}`, position, phone: `1301804${1000 + position}`, name: null, calls: 0 };
}

export function campaign(change: Partial<Campaign> = {}): Campaign {
  return {
    id: 'c1',
    accountId: 'a1',
    connectionId: 'x1',
    name: 'Spring',
    dialerType: 'Fixed',
    lines: 3,
    ringTimeoutMs: RING,
    maxDurationMs: TALK,
    replyTimeoutMs: REPLY,
    machineDetection: 'off',
    from: null,
    callStateUrl: null,
    state: 'idle',
    pass: 0,
    holding: null,
    createdAt: 0,
    startedAt: null,
    endedAt: null,
    ...change,
  };
}

/** Brakes that hold nothing. */
export const NO_BRAKES: EngineDeps['brakes'] = { ask: () => null, took: () => undefined };

export function deps(change: Partial<EngineDeps> = {}): EngineDeps {
  let ids = 0;
  return {
    newId: () => `call${(ids += 1)}`,
    random: () => 0.5,
    brakes: NO_BRAKES,
    provider: { hangUp: false, reconcile: false },
    ...change,
  };
}

/** The rows a store would hold, written commit by commit. */
export class Rows {
  campaign: Campaign;
  readonly calls = new Map<string, Call>();
  readonly contacts = new Map<string, CampaignContact>();
  seq = 0;

  constructor(loaded: Campaign) {
    this.campaign = { ...loaded };
  }

  commit(changes: Changes): void {
    for (const row of [...changes.newCalls.values(), ...changes.changedCalls.values()])
      this.calls.set(row.id, { ...row });
    for (const row of changes.contacts.values()) this.contacts.set(row.contactId, { ...row });
    for (const row of changes.campaigns.values()) this.campaign = { ...row };
    this.seq = changes.facts.at(-1)?.seq ?? this.seq;
  }

  load(total: number): LoadedCampaign {
    const counts = { ...NO_COUNTS, idle: total - this.contacts.size };
    for (const row of this.contacts.values()) counts[row.status] += 1;
    const inFlight: { call: Call; contact: CampaignContact }[] = [];
    let cursor = 0;
    for (const call of this.calls.values()) {
      if (call.pass === this.campaign.pass) cursor = Math.max(cursor, call.position);
      const row = this.contacts.get(call.contactId);
      if (call.endedAt === null && row !== undefined) inFlight.push({ call, contact: row });
    }
    return { campaign: this.campaign, inFlight, counts, seq: this.seq, cursor };
  }
}

/**
 * One engine with a list of `total` contacts and a clock that a test moves. Every step is a commit of its
 * own; contacts that are asked for are handed over at once unless `feeds` is false.
 */
export class Harness {
  now = 1_000_000;
  feeds = true;
  total: number;
  engine: CampaignEngine;
  readonly rows: Rows;
  readonly facts: Changes['facts'] = [];
  readonly placements: Changes['placements'] = [];
  /** Every effect since the last {@link effects}. */
  private fresh: Effect[] = [];
  private readonly deps: EngineDeps;

  constructor(total: number, change: Partial<Campaign> = {}, dependencies: Partial<EngineDeps> = {}) {
    this.total = total;
    this.deps = deps(dependencies);
    this.rows = new Rows(campaign(change));
    this.engine = createCampaignEngine(this.rows.load(total), this.deps);
  }

  step(input: EngineInput): StepAnswer {
    const changes = emptyChanges();
    const answer = this.engine.step(input, this.now, changes);
    this.rows.commit(structuredClone(changes));
    this.facts.push(...changes.facts);
    this.placements.push(...changes.placements);
    for (const { effect } of changes.effects) {
      this.fresh.push(structuredClone(effect));
      if (effect.type === 'need_contacts' && this.feeds) this.feed(effect.after, effect.limit);
    }
    return answer;
  }

  feed(after: number, limit: number): void {
    const contacts: ContactToDial[] = [];
    for (let p = after + 1; p <= this.total && contacts.length < limit; p += 1)
      if (!this.rows.contacts.has(contact(p).contactId)) contacts.push(contact(p));
    this.step({ type: 'contacts', contacts, exhausted: contacts.length < limit });
  }

  start(): this {
    this.step({ type: 'start' });
    return this;
  }

  tick(ms = 0): void {
    this.now += ms;
    this.step({ type: 'tick' });
  }

  /** Answers the latest request for the contact at this position. */
  reply(position: number, outcome: PlacementOutcome = ACCEPTED): StepAnswer {
    const call = this.callOf(position);
    return this.step({
      type: 'placement',
      callId: call.id,
      n: call.placements,
      requestedAt: this.now,
      outcome,
    });
  }

  signal(position: number, state: CallSignal['state'], more: Partial<CallSignal> = {}): StepAnswer {
    const signal: CallSignal = {
      state,
      at: null,
      providerCallId: null,
      reason: null,
      answeredBy: null,
      ...more,
    };
    return this.step({ type: 'signal', callId: this.callOf(position).id, signal });
  }

  /** The call of a contact as it stands in the store. */
  callOf(position: number): Call {
    for (const call of [...this.rows.calls.values()].reverse()) if (call.position === position) return call;
    throw new Error(`contact ${position} has no call`);
  }

  /** State and reason of a call, for short expectations. */
  end(position: number): readonly [CallState, string | null] {
    const { state, reason } = this.callOf(position);
    return [state, reason];
  }

  /** Positions that were asked for, in order, since the last time. */
  placed(): number[] {
    return this.effects('place_call').map((effect) => effect.call.position);
  }

  effects<T extends Effect['type']>(type: T): Extract<Effect, { type: T }>[] {
    const found = this.fresh.filter((effect): effect is Extract<Effect, { type: T }> => effect.type === type);
    this.fresh = this.fresh.filter((effect) => effect.type !== type);
    return found;
  }

  factTypes(): string[] {
    return this.facts.map((fact) => fact.type);
  }

  /** What the shell does on `cancel_idle`. */
  cancelIdle(): void {
    let count = 0;
    for (let p = 1; p <= this.total; p += 1) {
      const { calls: _, ...row } = contact(p);
      if (this.rows.contacts.has(row.contactId)) continue;
      this.rows.contacts.set(row.contactId, {
        ...row,
        campaignId: 'c1',
        status: 'canceled',
        reason: 'stopped',
        calls: 0,
        callId: null,
        startedAt: null,
        ringingAt: null,
        answeredAt: null,
        endedAt: null,
      });
      count += 1;
    }
    this.step({ type: 'contacts_canceled', count });
  }

  /** What the shell does for a new pass over all: contacts without a call in flight are idle again. */
  newPass(): StepAnswer {
    const busy = new Set([...this.engine.inFlight.values()].map(({ contact: row }) => row.contactId));
    for (const id of this.rows.contacts.keys()) if (!busy.has(id)) this.rows.contacts.delete(id);
    this.restart();
    return this.step({ type: 'start', newPass: true, toDial: this.total - this.rows.contacts.size });
  }

  /** `kill -9`, and a start from the rows. */
  restart(): void {
    this.fresh = [];
    this.engine = createCampaignEngine(this.rows.load(this.total), this.deps);
  }
}
