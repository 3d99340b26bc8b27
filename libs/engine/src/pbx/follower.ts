import { isTerminal, type CallFact } from '@ringside/contracts';
import { HEARD } from '@ringside/telephony';
import type { NewFact } from '../model.js';
import { CallMemory, type Followed } from './call-memory.js';
import { factsOf, mergeFacts, sameFacts, stateOf, type CallFacts } from './call-facts.js';
import type { PbxCall } from './model.js';
import { OverdueWatch } from './overdue-watch.js';
import type { FeedChanges, FollowerDeps, Heard, HeardAnswer, LoadedFeed, PbxFollower } from './ports.js';

/** Follows the calls of one phone system from what the store has of them. */
export function createPbxFollower(deps: FollowerDeps, loaded: LoadedFeed): PbxFollower {
  return new Follower(deps, loaded);
}

class Follower implements PbxFollower {
  seq: number;
  private readonly memory = new CallMemory();
  private readonly watch = new OverdueWatch();

  constructor(
    private readonly deps: FollowerDeps,
    loaded: LoadedFeed,
  ) {
    this.seq = loaded.seq;
    for (const call of loaded.open) this.remember(call);
  }

  get open(): ReadonlyMap<string, PbxCall> {
    return this.memory.open;
  }

  get nextWakeAt(): number | null {
    return this.watch.first()?.lookAt ?? null;
  }

  knows(tenantId: string, uuid: string): boolean {
    return this.memory.find(tenantId, uuid) !== undefined;
  }

  hear({ tenantId, reading, stored }: Heard, now: number, changes: FeedChanges): HeardAnswer {
    const told = factsOf(reading, 'webhook');
    let known = this.memory.find(tenantId, reading.uuid);
    if (known === undefined) {
      if (stored === null) {
        const call = this.settled(this.newCall(tenantId, reading.uuid, told, now), now);
        this.remember(call);
        this.write(null, call, now, changes);
        return { call, outcome: 'applied' };
      }
      known = this.remember(stored);
    }
    const before = known.call;
    const facts = mergeFacts(before, told);
    // What is only said again may be a message sent long ago: it does not show that the call is alive, so it moves no
    // deadline and writes no row, however often it comes.
    if (sameFacts(before, facts)) {
      return { call: before, outcome: told.heard < stageOf(before) ? 'late' : 'duplicate' };
    }
    const call = this.settled({ ...before, ...facts }, now);
    this.replace(known, call, now, changes);
    return { call, outcome: 'applied' };
  }

  absorb(stored: readonly PbxCall[], now: number, changes: FeedChanges): void {
    for (const row of stored) {
      const known = this.memory.find(row.tenantId, row.uuid);
      if (known !== undefined) this.absorbInto(known, row, now, changes);
      else if (!isTerminal(row.state)) {
        this.remember(row);
        this.fact(row, now, changes);
      }
    }
  }

  record({ type, data }: Pick<NewFact, 'type' | 'data'>, now: number, changes: FeedChanges): void {
    this.tell({ type, data, callId: null }, now, changes);
  }

  tick(
    now: number,
    changes: FeedChanges,
    unanswered: readonly string[] = [],
  ): { readonly overdue: readonly PbxCall[] } {
    for (const id of unanswered) {
      const followed = this.memory.findOpen(id);
      if (followed !== undefined && this.watch.hasPassed(followed, now)) this.close(followed, now, changes);
    }
    const overdue: PbxCall[] = [];
    for (let due = this.watch.first(); due !== undefined && due.lookAt <= now; due = this.watch.first()) {
      if (due.overdueAt === null) {
        overdue.push(due.call);
        this.watch.reported(due, now);
      } else this.close(due, now, changes);
    }
    return { overdue };
  }

  grace(now: number, ms: number): void {
    this.watch.grace(now + ms);
  }

  /** The store's row may be older than memory, newer, or both; and a sync that met the call first gave it its id. */
  private absorbInto(known: Followed, row: PbxCall, now: number, changes: FeedChanges): void {
    const before = known.call;
    const facts = mergeFacts(before, row);
    const closedAt = before.closedAt ?? row.closedAt;
    if (row.id === before.id && closedAt === before.closedAt && sameFacts(before, facts)) return;
    // One batch must not hold the same call under two ids.
    if (row.id !== before.id) changes.calls.delete(before.id);
    const deadlineAt = later(before.deadlineAt, row.deadlineAt);
    const call = this.settled({ ...before, ...facts, id: row.id, closedAt, deadlineAt }, now);
    this.replace(known, call, now, changes);
  }

  private close(followed: Followed, now: number, changes: FeedChanges): void {
    this.replace(followed, this.settled({ ...followed.call, closedAt: now }, now), now, changes);
  }

  private newCall(tenantId: string, uuid: string, told: CallFacts, now: number): PbxCall {
    const { accountId, connectionId } = this.deps;
    const createdAt = told.dialingAt ?? now;
    return {
      ...told,
      id: this.deps.newId(createdAt),
      accountId,
      connectionId,
      tenantId,
      uuid,
      createdAt,
      state: 'dialing',
      reason: null,
      deadlineAt: null,
      closedAt: null,
    };
  }

  /** The call with all that follows from its facts. */
  private settled(call: PbxCall, now: number): PbxCall {
    const state = stateOf(call, call.closedAt !== null);
    const { ringDeadlineMs, talkDeadlineMs } = this.deps;
    const deadlineAt = now + (state === 'answered' ? talkDeadlineMs : ringDeadlineMs);
    return {
      ...call,
      createdAt: call.dialingAt ?? call.createdAt,
      state,
      reason: call.closedAt !== null && (call.heard & HEARD.ended) === 0 ? 'unknown_end' : null,
      deadlineAt: isTerminal(state) ? null : later(call.deadlineAt, deadlineAt),
    };
  }

  private remember(call: PbxCall): Followed {
    const followed = this.memory.add(call);
    this.watch.heard(followed);
    return followed;
  }

  private replace(known: Followed, call: PbxCall, now: number, changes: FeedChanges): void {
    const before = known.call;
    this.memory.replace(known, call);
    this.watch.heard(known);
    this.write(before, call, now, changes);
  }

  private write(before: PbxCall | null, call: PbxCall, now: number, changes: FeedChanges): void {
    changes.calls.set(call.id, call);
    if (before?.state !== call.state || before.reason !== call.reason) this.fact(call, now, changes);
  }

  private fact(call: PbxCall, now: number, changes: FeedChanges): void {
    const data: CallFact = {
      call_id: call.id,
      origin: 'pbx',
      contact_id: null,
      position: null,
      pass: null,
      state: call.state,
      reason: call.reason,
    };
    this.tell({ type: `call.${call.state}`, data, callId: call.id }, now, changes);
  }

  private tell(fact: Pick<NewFact, 'type' | 'data' | 'callId'>, at: number, changes: FeedChanges): void {
    const { accountId, connectionId } = this.deps;
    this.seq += 1;
    changes.facts.push({
      stream: `connection:${connectionId}`,
      seq: this.seq,
      type: fact.type,
      at,
      accountId,
      campaignId: null,
      callId: fact.callId,
      contactId: null,
      data: fact.data,
    });
  }
}

/** The bit of {@link HEARD} a call has reached. */
function stageOf({ state }: PbxCall): number {
  if (isTerminal(state)) return HEARD.ended;
  return state === 'answered' ? HEARD.answered : state === 'ringing' ? HEARD.ringing : HEARD.dialing;
}

function later(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}
