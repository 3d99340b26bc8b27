import { isTerminal, type CallFact } from '@ringside/contracts';
import { HEARD, type CallReading } from '@ringside/telephony';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FeedHarness, keyOf } from '../testing/feed-harness.js';
import { isSpare, stories, type Story } from '../testing/feed-stories.js';
import { factsOf, mergeFacts, MERGED, NO_FACTS } from './call-facts.js';
import type { PbxCall } from './model.js';

/** Something that happens on the way; `pick` chooses one of what is still to come. */
type Op =
  /** A webhook comes; it may come again. */
  | { readonly type: 'hear'; readonly pick: number; readonly again: boolean }
  /** A webhook is lost, if it may be. */
  | { readonly type: 'lose'; readonly pick: number }
  /** The phone system has written more records; a sync fetches all there are. */
  | { readonly type: 'sync'; readonly more: number }
  | { readonly type: 'tick'; readonly ms: number; readonly unanswered: boolean }
  | { readonly type: 'commit' | 'crash' | 'grace' };

const op: fc.Arbitrary<Op> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({ type: fc.constant('hear' as const), pick: fc.nat(30), again: fc.boolean() }),
  },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('lose' as const), pick: fc.nat(30) }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('sync' as const), more: fc.nat(4) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('tick' as const),
      ms: fc.constantFrom(0, 1000, 40_000, 60_000, 3_600_000),
      unanswered: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.constantFrom<Op>({ type: 'commit' }, { type: 'crash' }, { type: 'grace' }) },
);

interface Webhook {
  readonly tenantId: string;
  readonly told: CallReading;
  readonly spare: boolean;
}

/** Runs stories through a follower and its store, and looks after every step. */
class Watched {
  readonly h = new FeedHarness();
  /** Heard, but not stored yet. */
  private unstored: Webhook[] = [];
  private toCome: Webhook[];
  private readonly records: { readonly tenantId: string; readonly record: CallReading }[];
  private published = 0;
  private overdue: string[] = [];
  /** By tenant and uuid: where the last fact (or a sync that met a call the follower did not know) left the call. */
  private readonly lastTold = new Map<string, string>();
  private readonly keys = new Map<string, string>();
  private facts = 0;

  constructor(
    all: readonly Story[],
    /** A crash comes between commits; otherwise all is stored before it. */
    private readonly dirty: boolean,
  ) {
    this.toCome = all.flatMap((story) =>
      story.webhooks.map((told) => ({ tenantId: story.tenantId, told, spare: isSpare(story, told) })),
    );
    this.records = all.flatMap(({ tenantId, records }) => records.map((record) => ({ tenantId, record })));
  }

  run(ops: readonly Op[]): void {
    for (const one of ops) {
      this.h.now += 7;
      this.step(one);
    }
  }

  /** Whatever has not come yet comes, then time passes until nothing is open. */
  finish(): void {
    while (this.toCome.length > 0) this.step({ type: 'hear', pick: 0, again: false });
    this.step({ type: 'sync', more: this.records.length });
    this.h.settle();
    this.check();
    expect(this.h.follower.open.size).toBe(0);
  }

  private step(one: Op): void {
    this.apply(one);
    this.check();
  }

  private apply(one: Op): void {
    const { h } = this;
    switch (one.type) {
      case 'hear': {
        const webhook = this.toCome[one.pick % Math.max(1, this.toCome.length)];
        if (webhook === undefined) break;
        if (!one.again) this.toCome = this.toCome.filter((other) => other !== webhook);
        this.unstored.push(webhook);
        this.hear(webhook);
        break;
      }
      case 'lose': {
        const webhook = this.toCome[one.pick % Math.max(1, this.toCome.length)];
        if (webhook?.spare === true) this.toCome = this.toCome.filter((other) => other !== webhook);
        break;
      }
      case 'sync': {
        this.published = Math.min(this.records.length, this.published + one.more);
        for (const { tenantId, record } of this.records.slice(0, this.published)) h.sync([record], tenantId);
        for (const row of h.rows.calls.values()) {
          if (!h.follower.knows(row.tenantId, row.uuid)) this.lastTold.set(keyOf(row), endOf(row));
        }
        break;
      }
      case 'tick': {
        const unanswered = one.unanswered ? this.overdue : [];
        h.now += one.ms;
        const { overdue } = h.follower.tick(h.now, h.pending, unanswered);
        this.overdue = overdue.map((call) => call.id);
        break;
      }
      case 'grace':
        h.follower.grace(h.now, 15_000);
        break;
      case 'commit':
        this.commit();
        break;
      case 'crash':
        if (this.dirty) {
          // Nobody has been answered: who sends again, sends again; what a record tells as well may be gone.
          for (const webhook of this.unstored)
            if (!webhook.spare && !this.toCome.includes(webhook)) this.toCome.push(webhook);
          this.unstored = [];
          this.facts = h.rows.facts.length;
        } else this.commit();
        h.crash();
    }
  }

  private hear({ tenantId, told }: Webhook): void {
    const { h } = this;
    const rows = h.pending.calls.size;
    const facts = h.pending.facts.length;
    const { outcome, call } = h.hear(told, tenantId);
    expect(call).toMatchObject({ tenantId, uuid: told.uuid });
    if (outcome === 'applied') expect(h.pending.calls.get(call.id)).toBe(call);
    else expect([h.pending.calls.size, h.pending.facts.length]).toEqual([rows, facts]);
  }

  private commit(): void {
    this.h.commit();
    this.unstored = [];
  }

  private check(): void {
    const { h } = this;
    for (const call of [...h.pending.calls.values(), ...h.rows.calls.values()])
      this.keys.set(call.id, keyOf(call));

    const facts = [...h.rows.facts, ...h.pending.facts];
    expect(h.follower.seq).toBe(facts.length);
    for (const { seq, type, stream, callId, data } of facts.slice(this.facts)) {
      expect([stream, seq]).toEqual(['connection:x1', (this.facts += 1)]);
      const { state, reason, ...ids } = data as CallFact;
      expect(type).toBe(`call.${state}`);
      expect(ids).toEqual({ call_id: callId, origin: 'pbx', contact_id: null, position: null, pass: null });
      const key = this.keys.get(callId ?? '') ?? '';
      // One fact a change.
      if (!this.dirty) expect(this.lastTold.get(key)).not.toBe(endOf({ state, reason }));
      this.lastTold.set(key, endOf({ state, reason }));
    }

    for (const call of h.follower.open.values()) {
      expect(isTerminal(call.state)).toBe(false);
      expect(h.follower.open.get(call.id)).toBe(call);
    }
    expect(h.follower.nextWakeAt === null).toBe(h.follower.open.size === 0);
    if (h.pending.calls.size > 0) return;
    // What is open in memory is what the rows say, and the last fact of a call tells where it is.
    expect([...h.follower.open.values()].map(keyOf).sort()).toEqual(h.rows.open.map(keyOf).sort());
    for (const row of h.rows.calls.values()) {
      expect(row.deadlineAt === null).toBe(isTerminal(row.state));
      if (!this.dirty) expect([keyOf(row), this.lastTold.get(keyOf(row))]).toEqual([keyOf(row), endOf(row)]);
    }
  }
}

function endOf({ state, reason }: Pick<PbxCall, 'state' | 'reason'>): string {
  return `${state} ${reason}`;
}

/** What must be the same in the end: every fact, the state, the reason, and when it began where that was told. */
function finalRows(h: FeedHarness): Record<string, unknown> {
  const rows = [...h.rows.calls.values()].map((row) => {
    const { heard, fromRecord, state, reason, dialingAt } = row;
    const merged = Object.fromEntries(MERGED.map(({ field }) => [field, row[field]]));
    const createdAt = dialingAt === null ? null : row.createdAt;
    return [keyOf(row), { ...merged, heard, fromRecord, state, reason, createdAt }] as const;
  });
  return Object.fromEntries(rows);
}

/** Every webhook once, in order, then every record once; nothing is lost, nothing waits. */
function perfectOrder(all: readonly Story[]): Record<string, unknown> {
  const h = new FeedHarness();
  for (const { tenantId, webhooks, records } of all) {
    for (const webhook of webhooks) h.hear(webhook, tenantId);
    h.commit();
    for (const record of records) h.sync([record], tenantId);
  }
  h.settle();
  return finalRows(h);
}

const scenario = fc.record({ all: stories, ops: fc.array(op, { maxLength: 80 }), dirty: fc.boolean() });

describe('whatever comes of the calls of a phone system', () => {
  it('every order, doubling and loss of webhooks and records gives the final records of the perfect order; a webhook whose words no record repeats must come once', () => {
    fc.assert(
      fc.property(scenario, ({ all, ops, dirty }) => {
        const watched = new Watched(all, dirty);
        watched.run(ops);
        watched.finish();
        expect(finalRows(watched.h)).toEqual(perfectOrder(all));
      }),
      { numRuns: 1500 },
    );
  });

  it('the perfect order ends where the facts say: completed if answered, unknown_end if nobody told the end', () => {
    fc.assert(
      fc.property(stories, (all) => {
        const rows = perfectOrder(all);
        for (const { tenantId, uuid, webhooks, records } of all) {
          const facts = [
            ...webhooks.map((webhook) => factsOf(webhook, 'webhook')),
            ...records.map((record) => factsOf(record, 'record')),
          ].reduce(mergeFacts, NO_FACTS);
          const answered = (facts.heard & HEARD.answered) !== 0 || facts.answeredAt !== null;
          expect(rows[`${tenantId}/${uuid}`]).toMatchObject({
            ...facts,
            state: answered ? 'completed' : 'no_answer',
            reason: (facts.heard & HEARD.ended) === 0 ? 'unknown_end' : null,
          });
        }
      }),
      { numRuns: 300 },
    );
  });

  it('the same inputs at the same times give the same rows and facts', () => {
    fc.assert(
      fc.property(scenario, ({ all, ops, dirty }) => {
        const [once, twice] = [0, 1].map(() => {
          const watched = new Watched(all, dirty);
          watched.run(ops);
          return { rows: [...watched.h.rows.calls], facts: watched.h.rows.facts, pending: watched.h.pending };
        });
        expect(once).toEqual(twice);
      }),
      { numRuns: 50 },
    );
  });
});
