import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { isTerminal, type CallState } from '@ringside/contracts';
import pg from 'pg';
import { v7 as newId } from 'uuid';
import type { AccountStore } from '../account-store.js';
import { openedStore, type OpenedStore } from '../testing/opened-store.js';

interface Given {
  readonly createdAt: string;
  readonly answeredAt?: string;
  readonly endedAt?: string;
  readonly state?: CallState;
  /** Null: a call of a campaign. */
  readonly tenant?: string | null;
  readonly endEstimated?: boolean;
}

describe('minutes per tenant and day', () => {
  let opened: OpenedStore;
  let account: AccountStore;
  let pool: pg.Pool;
  const [tenant, another] = ['01990000-0000-7000-8000-00000000000a', '01990000-0000-7000-8000-00000000000b'];

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

  const inZone = (timeZone: string) =>
    pool.query('update ringside.account set time_zone = $1 where id = $2', [timeZone, opened.accountId]);

  const insert = async (given: Given, accountId = opened.accountId): Promise<void> => {
    const {
      createdAt,
      answeredAt = null,
      endedAt = null,
      state = 'completed',
      tenant: whose = tenant,
    } = given;
    const ofCampaign = whose === null;
    await pool.query(
      `insert into ringside.call (id, account_id, connection_id, origin, tenant_id, provider_call_id, campaign_id,
         contact_id, position, pass, phone, state, in_flight, created_at, answered_at, ended_at, placements,
         placement_open, end_estimated)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11, $12, $13, $14, $15, 0, false, $16)`,
      [
        newId(),
        accountId,
        opened.connection.id,
        ofCampaign ? 'campaign' : 'pbx',
        whose,
        newId(),
        ofCampaign ? newId() : null,
        ofCampaign ? newId() : null,
        ofCampaign ? 1 : null,
        ofCampaign ? '+49 30 1' : null,
        state,
        !isTerminal(state),
        createdAt,
        answeredAt,
        endedAt,
        given.endEstimated ?? false,
      ],
    );
  };
  const answered = (createdAt: string, seconds: number, more: Partial<Given> = {}): Given => ({
    createdAt,
    answeredAt: createdAt,
    endedAt: new Date(Date.parse(createdAt) + seconds * 1000).toISOString(),
    ...more,
  });

  it('count what was answered and what was not, to the millisecond', async () => {
    await inZone('UTC');
    const day = '2026-11-20T';
    await insert({
      createdAt: `${day}10:00:00.000Z`,
      answeredAt: `${day}10:00:05.001Z`,
      endedAt: `${day}10:01:05.124Z`,
    });
    await insert({
      createdAt: `${day}10:00:00.000Z`,
      answeredAt: `${day}10:00:05.000Z`,
      endedAt: `${day}10:00:05.001Z`,
    });
    // Two days of talk.
    await insert({
      createdAt: `${day}10:00:00Z`,
      answeredAt: `${day}10:00:00Z`,
      endedAt: '2026-11-22T10:00:00.100Z',
    });
    // Ended before it was answered; answered, nobody knows when; still talking: counted, without time.
    await insert({ createdAt: `${day}10:00:00Z`, answeredAt: `${day}10:00:09Z`, endedAt: `${day}10:00:08Z` });
    await insert({ createdAt: `${day}10:00:00Z`, endedAt: `${day}10:00:08Z` });
    await insert({ createdAt: `${day}10:00:00Z`, answeredAt: `${day}10:00:09Z`, state: 'answered' });
    await insert({ createdAt: `${day}10:00:00Z`, endedAt: `${day}10:00:20.250Z`, state: 'no_answer' });
    await insert({ createdAt: `${day}10:00:00Z`, endedAt: `${day}10:00:01Z`, state: 'busy' });
    await insert({ createdAt: `${day}10:00:00Z`, endedAt: `${day}09:00:00Z`, state: 'failed' });
    await insert({ createdAt: `${day}10:00:00Z`, state: 'no_answer' });
    // Nobody knows yet.
    await insert({ createdAt: `${day}10:00:00Z`, state: 'ringing' });
    expect(await account.minutes('2026-11-20', '2026-11-20', null)).toEqual([
      {
        day: '2026-11-20',
        tenant_id: tenant,
        answered: 6,
        not_answered: 4,
        answered_seconds: 172_860.224,
        unanswered_seconds: 21.25,
      },
    ]);
  });

  it('are of each tenant and, without one, of the campaigns; days without calls are left out', async () => {
    await inZone('UTC');
    await insert(answered('2026-11-20T10:00:00Z', 1));
    await insert(answered('2026-11-20T10:00:00Z', 2, { tenant: another }));
    await insert(answered('2026-11-20T10:00:00Z', 4, { tenant: null }));
    await insert(answered('2026-11-20T10:00:00Z', 8, { tenant: null, endEstimated: true }));
    await insert(answered('2026-11-22T10:00:00Z', 16, { tenant: null }));
    const told = async (whose: string | null) =>
      (await account.minutes('2026-11-19', '2026-11-22', whose)).map((row) => [
        row.day,
        row.tenant_id,
        row.answered,
        row.answered_seconds,
      ]);
    expect(await told(null)).toEqual([
      ['2026-11-20', null, 2, 4],
      ['2026-11-20', tenant, 1, 1],
      ['2026-11-20', another, 1, 2],
      ['2026-11-22', null, 1, 16],
    ]);
    expect(await told(another)).toEqual([['2026-11-20', another, 1, 2]]);
    expect(await told(newId())).toEqual([]);
    expect(await told('no uuid')).toEqual([]);
    expect(await account.minutes('2026-11-22', '2026-11-20', null)).toEqual([]);
  });

  it.each([
    // Clocks go forward on 29 March and back on 25 October.
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    ['Europe/Berlin', '2026-10-25', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
    ['Asia/Kolkata', '2026-11-20', '2026-11-19T18:30:00.000Z', '2026-11-20T18:30:00.000Z'],
    // No midnight: the day begins at one o'clock.
    ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00:00.000Z', '2026-04-24T21:00:00.000Z'],
    // Midnight twice: from one o'clock back to it.
    ['America/Havana', '2026-11-01', '2026-11-01T04:00:00.000Z', '2026-11-02T05:00:00.000Z'],
  ])('in %s the day %s lies between two midnights', async (timeZone, day, began, over) => {
    await inZone(timeZone);
    const before = (time: string): string => new Date(Date.parse(time) - 1).toISOString();
    const half = new Date((Date.parse(began) + Date.parse(over)) / 2).toISOString();
    for (const time of [before(began), began, half, before(over), over]) await insert(answered(time, 1));
    expect(await account.minutes(day, day, null)).toMatchObject([{ day, answered: 3, answered_seconds: 3 }]);
    expect(await account.minutes(day, day, tenant)).toMatchObject([{ day, answered: 3 }]);
    // Each call is in one day.
    const beside = await account.minutes(
      new Date(Date.parse(day) - 864e5).toISOString().slice(0, 10),
      new Date(Date.parse(day) + 864e5).toISOString().slice(0, 10),
      null,
    );
    expect(beside.map(({ answered: n }) => n)).toEqual([1, 3, 1]);
  });

  it('are of no other account', async () => {
    await inZone('UTC');
    const stranger = await opened.otherAccount();
    await insert(answered('2026-11-20T10:00:00Z', 1), stranger);
    expect(await account.minutes('2026-11-20', '2026-11-20', null)).toEqual([]);
    expect(await account.minutes('2026-11-20', '2026-11-20', tenant)).toEqual([]);
    expect(await opened.store.for(stranger).minutes('2026-11-20', '2026-11-20', null)).toHaveLength(1);
  });
});
