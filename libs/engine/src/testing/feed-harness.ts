import { isTerminal } from '@ringside/contracts';
import { HEARD, type CallReading } from '@ringside/telephony';
import {
  createPbxFollower,
  factsOf,
  mergeFacts,
  stateOf,
  type FeedChanges,
  type FollowerDeps,
  type HeardAnswer,
  type NewFact,
  type PbxCall,
  type PbxFollower,
} from '../index.js';

/** Shorter than the time an overdue call is given. */
export const RING_DEADLINE = 40_000;
export const TALK_DEADLINE = 3_600_000;
export const TENANT = 't1';

/** A reading that says nothing but a stage, and what is given. */
export function reading(stage: keyof typeof HEARD, given: Partial<CallReading> = {}): CallReading {
  return {
    uuid: 'u1',
    status: stage,
    heard: HEARD[stage],
    dialingAt: null,
    ringingAt: null,
    answeredAt: null,
    endedAt: null,
    phone: null,
    from: null,
    callerName: null,
    direction: null,
    duration: null,
    recording: null,
    ...given,
  };
}

export function noChanges(): FeedChanges {
  return { calls: new Map(), facts: [] };
}

export function keyOf(call: { readonly tenantId: string; readonly uuid: string }): string {
  return `${call.tenantId}/${call.uuid}`;
}

/** What the store does: whole rows are joined with what is there, row by row, by tenant and uuid. */
export class FeedRows {
  readonly calls = new Map<string, PbxCall>();
  readonly facts: NewFact[] = [];
  private ids = 0;

  commit(changes: FeedChanges): void {
    for (const call of changes.calls.values()) this.join(call);
    this.facts.push(...changes.facts);
  }

  /** A sync: every record is merged into its row, or makes one. */
  merge(tenantId: string, records: readonly CallReading[], now: number): void {
    for (const record of records) {
      const facts = factsOf(record, 'record');
      const deadlineAt = now + (stateOf(facts, false) === 'answered' ? TALK_DEADLINE : RING_DEADLINE);
      this.join({
        ...facts,
        id: `row${(this.ids += 1)}`,
        accountId: 'a1',
        connectionId: 'x1',
        tenantId,
        uuid: record.uuid,
        createdAt: now,
        state: 'dialing',
        reason: null,
        deadlineAt,
        closedAt: null,
      });
    }
  }

  get open(): PbxCall[] {
    return [...this.calls.values()].filter((call) => !isTerminal(call.state));
  }

  private join(given: PbxCall): void {
    const row = this.calls.get(keyOf(given)) ?? given;
    const facts = mergeFacts(row, given);
    const closedAt = row.closedAt ?? given.closedAt;
    const state = stateOf(facts, closedAt !== null);
    this.calls.set(keyOf(given), {
      ...row,
      ...facts,
      createdAt: facts.dialingAt ?? row.createdAt,
      closedAt,
      state,
      reason: closedAt !== null && (facts.heard & HEARD.ended) === 0 ? 'unknown_end' : null,
      deadlineAt: isTerminal(state) ? null : Math.max(row.deadlineAt ?? 0, given.deadlineAt ?? 0),
    });
  }
}

/** A follower with a store and a clock that a test moves. Nothing is stored before `commit`. */
export class FeedHarness {
  now = 1_000_000;
  readonly rows = new FeedRows();
  follower: PbxFollower;
  pending = noChanges();
  private ids = 0;
  private readonly deps: FollowerDeps = {
    accountId: 'a1',
    connectionId: 'x1',
    newId: (at) => `call${(this.ids += 1)}@${at}`,
    ringDeadlineMs: RING_DEADLINE,
    talkDeadlineMs: TALK_DEADLINE,
  };

  constructor() {
    this.follower = this.load();
  }

  hear(told: CallReading, tenantId = TENANT): HeardAnswer {
    const stored = this.rows.calls.get(keyOf({ tenantId, uuid: told.uuid })) ?? null;
    return this.follower.hear({ tenantId, reading: told, stored }, this.now, this.pending);
  }

  /** Answers the uuids of the calls that became overdue. */
  tick(ms: number, unanswered?: readonly string[]): string[] {
    this.now += ms;
    return this.follower.tick(this.now, this.pending, unanswered).overdue.map((call) => call.uuid);
  }

  /** Merges records in the store; then the follower takes over what is there now. */
  sync(records: readonly CallReading[], tenantId = TENANT): void {
    this.rows.merge(tenantId, records, this.now);
    this.follower.absorb([...this.rows.calls.values()], this.now, this.pending);
  }

  commit(): void {
    this.rows.commit(this.pending);
    this.pending = noChanges();
  }

  /** `kill -9`, and a start from the rows: what was pending is gone. */
  crash(): void {
    this.pending = noChanges();
    this.follower = this.load();
  }

  /** Everything is stored, and time passes until no call is open. */
  settle(): void {
    this.commit();
    for (let wake = this.follower.nextWakeAt; wake !== null; wake = this.follower.nextWakeAt) {
      this.tick(Math.max(0, wake - this.now));
    }
    this.commit();
  }

  /** The one call of a test, as the follower told the store. */
  row(uuid = 'u1', tenantId = TENANT): PbxCall {
    this.commit();
    const row = this.rows.calls.get(keyOf({ tenantId, uuid }));
    if (row === undefined) throw new Error(`no call ${uuid}`);
    return row;
  }

  /** State and reason of a call, for short expectations. */
  end(uuid = 'u1'): readonly [string, string | null] {
    const { state, reason } = this.row(uuid);
    return [state, reason];
  }

  factTypes(): string[] {
    return [...this.rows.facts, ...this.pending.facts].map((fact) => fact.type);
  }

  private load(): PbxFollower {
    return createPbxFollower(this.deps, { open: this.rows.open, seq: this.rows.facts.length });
  }
}
