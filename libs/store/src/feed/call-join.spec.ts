import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isTerminal } from '@ringside/contracts';
import {
  NO_FACTS,
  factsOf,
  mergeFacts,
  stateOf,
  type FeedBatch,
  type PbxCall,
  type Tenant,
} from '@ringside/engine';
import { HEARD, type CallReading } from '@ringside/telephony';
import fc from 'fast-check';
import { v7 as newId } from 'uuid';
import { NumberedCommits } from '../testing/numbered-commits.js';
import {
  AT,
  EMPTY_FEED,
  newSync,
  newTenant,
  openedStore,
  pbxCall,
  readingOf,
  recordOf,
  type OpenedStore,
} from '../testing/opened-store.js';

const DEADLINES = { ringMs: 600_000, talkMs: 3_600_000 };
const NOW = AT + 1000;

/** One message of a call. `commit`: a row as a follower has it, told by a webhook or, after a sync, by a record. `merge`: a record of a sync. */
interface Message {
  readonly via: 'commit' | 'merge';
  readonly source: 'webhook' | 'record';
  readonly reading: Omit<CallReading, 'uuid'>;
  readonly createdAt: number;
  readonly closedAt: number | null;
  readonly deadlineAt: number;
  readonly twice: boolean;
}

const soon = fc.integer({ min: -3, max: 3 }).map((seconds) => AT + seconds * 1000 + 1);
const words = fc.option(
  fc.constantFrom(
    '',
    'a',
    'B',
    'ab',
    '\u00e4',
    'z',
    '\u{1f600}',
    '\uff5e',
    'NULL',
    '10',
    '9',
    '-1',
    '"\\{},()',
    ' ',
  ),
);
const message: fc.Arbitrary<Message> = fc.record({
  via: fc.constantFrom('commit', 'merge'),
  source: fc.constantFrom('webhook', 'record'),
  reading: fc.record({
    status: fc.constant('RING'),
    heard: fc.integer({ min: 0, max: 15 }),
    dialingAt: fc.option(soon),
    ringingAt: fc.option(soon),
    answeredAt: fc.option(soon),
    endedAt: fc.option(soon),
    phone: words,
    from: words,
    callerName: words,
    direction: words,
    duration: words,
    recording: words,
  }),
  createdAt: soon,
  closedAt: fc.option(soon, { freq: 3 }),
  deadlineAt: soon,
  twice: fc.boolean(),
});
const stories = fc.array(fc.array(message, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 12 });

describe('the join of facts in SQL', () => {
  let opened: OpenedStore;
  let tenant: Tenant;
  let commits: NumberedCommits<FeedBatch>;

  beforeAll(async () => {
    opened = await openedStore();
    await opened.store.dialer.open();
    await opened.store.feed.open();
    commits = new NumberedCommits(opened.store.feed, EMPTY_FEED);
    tenant = newTenant(opened);
    await commits.write({ tenants: [tenant] });
  });
  afterAll(() => opened.end());

  const factsIn = ({ via, source, reading }: Message): ReturnType<typeof factsOf> =>
    factsOf({ ...reading, uuid: '' }, via === 'merge' ? 'record' : source);
  /** The row as a follower has it, of what one message alone says. */
  const rowOf = (uuid: string, message: Message): PbxCall => {
    const facts = factsIn(message);
    const state = stateOf(facts, message.closedAt !== null);
    return pbxCall(tenant, {
      uuid,
      ...facts,
      createdAt: facts.dialingAt ?? message.createdAt,
      state,
      closedAt: message.closedAt,
      deadlineAt: isTerminal(state) ? null : message.deadlineAt,
    });
  };
  const least = (values: readonly (number | null)[]): number | null => {
    const known = values.filter((value) => value !== null);
    return known.length === 0 ? null : Math.min(...known);
  };
  /** What the engine makes of all messages together. */
  const expected = (uuid: string, story: readonly Message[]): Partial<PbxCall> => {
    const facts = story.map(factsIn).reduce(mergeFacts, NO_FACTS);
    const closedAt = least(story.map(({ via, closedAt: at }) => (via === 'merge' ? null : at)));
    const first = story.map(({ via, createdAt }) => (via === 'merge' ? NOW : createdAt));
    return {
      ...facts,
      uuid,
      closedAt,
      createdAt: facts.dialingAt ?? Math.min(...first),
      state: stateOf(facts, closedAt !== null),
      reason: closedAt !== null && (facts.heard & HEARD.ended) === 0 ? 'unknown_end' : null,
    };
  };

  async function tell(
    messages: readonly { readonly uuid: string; readonly message: Message }[],
  ): Promise<void> {
    const { feed } = opened.store;
    const told = messages.filter(({ message: { via } }) => via === 'commit');
    const calls = told.map(({ uuid, message }) => rowOf(uuid, message));
    await commits.write({ calls });
    const again = calls.filter((_, i) => told[i]?.message.twice);
    if (again.length > 0) await commits.write({ calls: again });

    const records = messages
      .filter(({ message: { via } }) => via === 'merge')
      .flatMap(({ uuid, message: { reading, twice } }) =>
        Array.from({ length: twice ? 2 : 1 }, () => recordOf({ ...reading, uuid })),
      );
    if (records.length === 0) return;
    const sync = newSync(opened);
    await feed.saveSync(sync);
    const session = await feed.beginMerge(sync, tenant.id);
    const known = await session.stage(records);
    const { report } = await session.merge(
      { answered: records.length, not_answered: 0, refused: 0, known },
      NOW,
      DEADLINES,
    );
    await session.end();
    expect(
      (report?.new ?? 0) + (report?.updated ?? 0) + (report?.completed ?? 0) + (report?.known ?? 0),
    ).toBe(records.length);
  }

  async function check(told: readonly (readonly [uuid: string, story: readonly Message[]])[]): Promise<void> {
    const found = await opened.store.feed.calls(
      tenant.id,
      told.map(([uuid]) => uuid),
    );
    expect(found).toHaveLength(told.length);
    for (const [uuid, story] of told) {
      const call = found.find((row) => row.uuid === uuid);
      expect(call).toMatchObject(expected(uuid, story));
      expect(call?.deadlineAt === null).toBe(isTerminal(call?.state ?? 'completed'));
    }
    const open = await opened.store.feed.openCalls(opened.connection.id);
    const uuids = new Set(open.map(({ uuid }) => uuid));
    for (const call of found) expect(uuids.has(call.uuid)).toBe(!isTerminal(call.state));
  }

  it('is that of the engine, whatever is told in whatever order, by webhooks and by syncs', async () => {
    await fc.assert(
      fc.asyncProperty(stories, async (drawn) => {
        const told = drawn.map((story) => [newId(), story] as const);
        for (let round = 0; round < 5; round++) {
          const messages = told.flatMap(([uuid, story]) => {
            const message = story[round];
            return message === undefined ? [] : [{ uuid, message }];
          });
          if (messages.length > 0) await tell(messages);
        }
        await check(told);
      }),
      { numRuns: 40 },
    );
  });

  it('joins records of one call that stand in one document', async () => {
    await fc.assert(
      fc.asyncProperty(stories, async (drawn) => {
        const told = drawn.map(
          (story) => [newId(), story.map((one) => ({ ...one, via: 'merge' as const }))] as const,
        );
        await tell(told.flatMap(([uuid, story]) => story.map((message) => ({ uuid, message }))));
        await check(told);
      }),
      { numRuns: 30 },
    );
  });

  it('keeps the later deadline, and none of a call that is over', async () => {
    const call = pbxCall(tenant);
    const { feed } = opened.store;
    await commits.write({ calls: [call] });
    const answered = { ...call, heard: call.heard | HEARD.answered, state: 'answered' as const };
    await commits.write({ calls: [{ ...answered, deadlineAt: AT + 9_000_000 }] });
    await commits.write({ calls: [call] });
    expect(await feed.calls(tenant.id, [call.uuid])).toEqual([{ ...answered, deadlineAt: AT + 9_000_000 }]);
    const record = recordOf(readingOf(call.uuid));
    const sync = newSync(opened);
    await feed.saveSync(sync);
    const session = await feed.beginMerge(sync, tenant.id);
    await session.stage([record]);
    await session.merge({ answered: 1, not_answered: 0, refused: 0, known: 0 }, NOW, DEADLINES);
    await session.end();
    expect(await feed.calls(tenant.id, [call.uuid])).toMatchObject([
      { state: 'completed', deadlineAt: null },
    ]);
  });
});
