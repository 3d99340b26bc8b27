import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { isTerminal, type CallState } from '@ringside/contracts';
import pg from 'pg';
import { v7 as newId } from 'uuid';
import type { AccountStore } from '../account-store.js';
import { openedStore, type OpenedStore } from '../testing/opened-store.js';

interface Given {
  /** Seconds after the call was made. */
  readonly dialed?: number;
  readonly answered?: number;
  readonly ended?: number;
  readonly state?: CallState;
  readonly answeredBy?: 'human' | 'machine';
  readonly endEstimated?: boolean;
  readonly campaign?: string;
  readonly position?: number;
  readonly createdAt?: string;
}

const START = '2026-11-20T10:00:00.000Z';
const CAMPAIGN = '01990000-0000-7000-8000-00000000000a';
const after = (start: string, seconds: number | undefined): string | null =>
  seconds === undefined ? null : new Date(Date.parse(start) + seconds * 1000).toISOString();

describe('what past calls came to', () => {
  let opened: OpenedStore;
  let account: AccountStore;
  let pool: pg.Pool;
  let position = 0;

  beforeAll(async () => {
    opened = await openedStore();
    account = opened.account;
    pool = new pg.Pool({ connectionString: opened.databaseUrl, max: 2 });
  });
  beforeEach(() => pool.query('delete from ringside.call'));
  afterAll(async () => {
    await pool.end();
    await opened.end();
  });

  const insert = async (given: Given, accountId = opened.accountId): Promise<void> => {
    const { state = 'completed', createdAt = START } = given;
    await pool.query(
      `insert into ringside.call (id, account_id, connection_id, origin, campaign_id, contact_id, position, pass,
         phone, state, in_flight, created_at, dialing_at, answered_at, ended_at, placements, placement_open,
         end_estimated, answered_by)
       values ($1, $2, $3, 'campaign', $4, $5, $6, 1, '+49 30 1', $7, $8, $9, $10, $11, $12, 1, false, $13, $14)`,
      [
        newId(),
        accountId,
        opened.connection.id,
        given.campaign ?? CAMPAIGN,
        newId(),
        given.position ?? (position += 1),
        state,
        !isTerminal(state),
        createdAt,
        after(createdAt, given.dialed),
        after(createdAt, given.answered),
        after(createdAt, given.ended),
        given.endEstimated ?? false,
        given.answeredBy ?? null,
      ],
    );
  };

  it('is nothing where there are none', async () => {
    const none = { calls: 0, answered: 0, from: null, to: null, answerMs: [], talkMs: [] };
    expect(await account.pastCalls(null, 100)).toEqual(none);
    expect(await account.pastCalls(CAMPAIGN, 100)).toEqual(none);
    expect(await account.pastCalls('x', 100)).toEqual(none);
  });

  it('counts from the dialing to the answer, and from there to the end', async () => {
    await insert({ dialed: 1, answered: 9.5, ended: 60 });
    await insert({ answered: 4, ended: 5, createdAt: '2026-11-20T11:00:00.000Z' });
    await insert({ dialed: 1, ended: 27, state: 'no_answer' });
    const past = await account.pastCalls(null, 100);
    expect({ ...past, answerMs: [...past.answerMs].sort(), talkMs: [...past.talkMs].sort() }).toEqual({
      calls: 3,
      answered: 2,
      from: Date.parse(START),
      to: Date.parse('2026-11-20T11:00:00.000Z'),
      answerMs: [4000, 8500],
      talkMs: [1000, 50_500],
    });
  });

  it('leaves out what is not over, was never dialed, or is another account’s', async () => {
    await insert({ state: 'ringing', dialed: 1 });
    await insert({ state: 'answered', dialed: 1, answered: 2 });
    await insert({ state: 'canceled', ended: 1 });
    await insert({ answered: 4, ended: 5 }, newId());
    expect(await account.pastCalls(null, 100)).toMatchObject({ calls: 0, answered: 0 });
  });

  it('takes machines for nobody, and an end that nobody told for no time', async () => {
    await insert({ dialed: 0, answered: 5, ended: 9, answeredBy: 'machine' });
    await insert({ dialed: 0, answered: 6, ended: 9, answeredBy: 'human' });
    await insert({ dialed: 0, answered: 7, ended: 3600, endEstimated: true });
    const past = await account.pastCalls(null, 100);
    expect([...past.answerMs].sort()).toEqual([6000, 7000]);
    expect(past).toMatchObject({ calls: 3, answered: 2, talkMs: [3000] });
  });

  it('is of the newest, of all or of one campaign', async () => {
    const other = newId();
    for (const n of [1, 2, 3, 4]) {
      const createdAt = `2026-11-2${n}T10:00:00.000Z`;
      await insert({ createdAt, answered: n, ended: n + 1, position: 100 + n });
      await insert({ createdAt, state: 'busy', campaign: other, position: n });
    }
    const own = await account.pastCalls(CAMPAIGN, 2);
    expect([...own.answerMs].sort()).toEqual([3000, 4000]);
    expect(own.from).toBe(Date.parse('2026-11-23T10:00:00.000Z'));
    expect(await account.pastCalls(null, 3)).toMatchObject({ calls: 3 });
    expect(await account.pastCalls(other, 100)).toMatchObject({ calls: 4, answered: 0 });
  });
});
