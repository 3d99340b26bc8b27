import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isTerminal, type CallFilter, type CallState } from '@ringside/contracts';
import fc from 'fast-check';
import pg from 'pg';
import { v7 as newId } from 'uuid';
import type { AccountStore, PageRows, StoredCall } from '../account-store.js';
import { InvalidCursorError } from '../database/errors.js';
import { AT, newCampaign, newContacts, openedStore, type OpenedStore } from '../testing/opened-store.js';

/** A call as it is put into the table. */
interface Row {
  readonly id: string;
  readonly account_id: string;
  readonly connection_id: string;
  readonly origin: 'campaign' | 'pbx';
  readonly tenant_id: string | null;
  readonly campaign_id: string | null;
  readonly contact_id: string | null;
  readonly position: number | null;
  readonly pass: number | null;
  readonly provider_call_id: string;
  readonly phone: string | null;
  readonly from_number: string | null;
  readonly direction: string | null;
  readonly state: CallState;
  readonly in_flight: boolean;
  readonly created_at: Date;
  readonly placements: number;
  readonly placement_open: boolean;
  readonly end_estimated: boolean;
}

describe('calls of campaigns and of phone systems', () => {
  let opened: OpenedStore;
  let account: AccountStore;
  let pool: pg.Pool;
  let stranger = '';
  const tenants = [newId(), newId(), newId()] as const;
  const connections: string[] = [];
  const campaign = newId();
  let rows: Row[] = [];

  const insert = async (calls: readonly Row[]): Promise<void> => {
    await pool.query(
      `insert into ringside.call (${COLUMNS}) select ${COLUMNS} from json_populate_recordset(null::ringside.call, $1)`,
      [JSON.stringify(calls)],
    );
  };

  beforeAll(async () => {
    opened = await openedStore();
    account = opened.account;
    pool = new pg.Pool({ connectionString: opened.databaseUrl, max: 2 });
    stranger = await opened.otherAccount();
    const made = await Promise.all(
      ['A', 'B'].map((name) => opened.store.directory.ensureConnection(opened.accountId, 'pbx', name)),
    );
    connections.push(opened.connection.id, ...made.map(({ id }) => id));
    const [, first, second] = connections;
    await account.createCampaign(newCampaign(opened.connection, { id: campaign }), newContacts(1));
    for (const [i, tenant] of tenants.entries()) {
      await pool.query(
        `insert into ringside.tenant (id, account_id, connection_id, uuid, state, seen_at)
         values ($1, $2, $3, $4, 'adopted', now())`,
        [tenant, opened.accountId, i < 2 ? first : second, `tenant ${i}`],
      );
    }
    rows = Array.from({ length: 300 }, (_, i) => rowOf(i));
    await insert(rows);
    await insert(
      Array.from({ length: 60 }, (_, i) => ({
        ...rowOf(i),
        id: newId(),
        account_id: stranger,
        pass: 2,
        provider_call_id: `other ${i}`,
      })),
    );
  });
  afterAll(async () => {
    await pool.end();
    await opened.end();
  });

  /** Many calls of the same millisecond, of every kind; numbers are written in many ways. */
  function rowOf(i: number): Row {
    const state = STATES[(i * 7) % STATES.length] ?? 'completed';
    const ofCampaign = i % 3 === 0;
    return {
      id: newId(),
      account_id: opened.accountId,
      connection_id: (ofCampaign ? connections[0] : connections[i % 3 === 1 ? 1 : 2]) ?? '',
      origin: ofCampaign ? 'campaign' : 'pbx',
      tenant_id: ofCampaign ? null : i % 3 === 2 ? tenants[2] : i % 30 === 1 ? tenants[1] : tenants[0],
      campaign_id: ofCampaign ? campaign : null,
      contact_id: ofCampaign ? newId() : null,
      position: ofCampaign ? i : null,
      pass: ofCampaign ? 1 : null,
      provider_call_id: `uuid ${i}`,
      phone: i % 11 === 1 && !ofCampaign ? null : `+49 (30) 1${i % 10}-${i % 7}${i % 5}x3`,
      from_number: ofCampaign || i % 4 === 1 ? null : `0171/${i % 6}3${i % 5}-3`,
      direction: ofCampaign ? null : (['inbound', 'outbound', null, 'internal'][i % 4] ?? null),
      state,
      in_flight: !isTerminal(state),
      created_at: new Date(AT + Math.floor(i / 40) * 1000),
      placements: 0,
      placement_open: false,
      end_estimated: false,
    };
  }

  const fits = (row: Row, filter: CallFilter): boolean => {
    if (filter.origin !== undefined && row.origin !== filter.origin) return false;
    if (filter.state === 'in_flight' && !row.in_flight) return false;
    if (filter.state !== undefined && filter.state !== 'in_flight' && row.state !== filter.state)
      return false;
    const goes = row.origin === 'campaign' ? 'outbound' : row.direction;
    if (filter.direction !== undefined && goes !== filter.direction) return false;
    if (filter.tenant !== undefined && row.tenant_id !== filter.tenant) return false;
    if (filter.connection !== undefined && row.connection_id !== filter.connection) return false;
    if (filter.from !== undefined && row.created_at.getTime() < Date.parse(filter.from)) return false;
    if (filter.to !== undefined && row.created_at.getTime() >= Date.parse(filter.to)) return false;
    const digits = filter.number?.replace(/\D/g, '') ?? '';
    return [row.phone, row.from_number].some(
      (number) => digits === '' || number?.replace(/\D/g, '').endsWith(digits),
    );
  };
  const expected = (filter: CallFilter): string[] =>
    rows
      .filter((row) => fits(row, filter))
      .sort((a, b) => b.created_at.getTime() - a.created_at.getTime() || (a.id < b.id ? 1 : -1))
      .map(({ id }) => id);
  const idsOf = (calls: readonly StoredCall[]): string[] => calls.map(({ call }) => call.id);
  const exported = async (store: AccountStore, filter: CallFilter): Promise<string[]> => {
    const ids: string[] = [];
    for await (const calls of store.exportCalls(filter)) ids.push(...idsOf(calls));
    return ids;
  };

  const at = (seconds: number): string => new Date(AT + seconds * 1000).toISOString();
  const filters = fc.record(
    {
      origin: fc.constantFrom('campaign' as const, 'pbx' as const),
      state: fc.constantFrom<CallState | 'in_flight'>(
        'in_flight',
        'ringing',
        'completed',
        'busy',
        'rejected',
      ),
      direction: fc.constantFrom('inbound', 'internal', 'INBOUND', "'"),
      number: fc.constantFrom('3', '0-3', '(1) 1 3', '1133', '4930 11113', '0999999', ' '),
      tenant: fc.constantFrom(...tenants, newId(), 'no uuid'),
      connection: fc.nat(3).map((i) => connections[i] ?? newId()),
      from: fc.constantFrom(at(0), at(2), at(3.001)),
      to: fc.constantFrom(at(3), at(4), at(100)),
    },
    { requiredKeys: [] },
  );

  /** Follows the cursors from one end to the other. */
  const walked = async (filter: CallFilter, limit: number, backward: boolean): Promise<string[]> => {
    const seen: string[] = [];
    let page: PageRows<StoredCall> | null = await account.allCalls({
      filter,
      limit,
      ...(backward ? { last: true } : {}),
    });
    for (let turns = 0; page !== null; turns++) {
      if (turns > rows.length) throw new Error('the pages never end');
      seen[backward ? 'unshift' : 'push'](...idsOf(page.rows));
      const cursor: string | null = backward ? page.prev : page.next;
      // The way back exists exactly when something was read before.
      expect((backward ? page.next : page.prev) !== null).toBe(turns > 0);
      if (cursor === null) return seen;
      page = await account.allCalls({
        filter,
        limit,
        ...(backward ? { before: cursor } : { after: cursor }),
      });
    }
    return seen;
  };

  it.each<CallFilter>([
    {},
    { origin: 'pbx' },
    { origin: 'campaign' },
    { state: 'in_flight' },
    { state: 'answered' },
    { state: 'no_answer' },
    { state: 'abandoned' },
    { direction: 'outbound' },
    { number: '3' },
    { number: '0-3' },
    { number: '113' },
    { from: at(2), to: at(5) },
    { from: at(5), to: at(2) },
  ])('%j: every call that fits comes once, newest first, forward and backward', async (filter) => {
    const all = expected(filter);
    for (const limit of [1000, 7]) {
      expect(await walked(filter, limit, false)).toEqual(all);
      expect(await walked(filter, limit, true)).toEqual(all);
    }
    expect(await exported(account, filter)).toEqual(all);
  });

  it('are narrowed by any filters at once, in pages of any size and in an export', async () => {
    await fc.assert(
      fc.asyncProperty(
        filters,
        fc.integer({ min: 1, max: 70 }),
        fc.boolean(),
        async (filter, limit, backward) => {
          const all = expected(filter);
          expect(await walked(filter, limit, backward)).toEqual(all);
          expect(await exported(account, filter)).toEqual(all);
        },
      ),
      { numRuns: 120 },
    );
  });

  it('come as they are stored', async () => {
    const [ofCampaign, ofPbx] = [rows.find(isOf('campaign')), rows.find(isOf('pbx'))];
    if (ofCampaign === undefined || ofPbx === undefined) throw new Error('no calls');
    const stored = await account.storedCall(ofPbx.id);
    expect(stored).toMatchObject({
      origin: 'pbx',
      call: { tenantId: ofPbx.tenant_id, uuid: ofPbx.provider_call_id, direction: ofPbx.direction },
    });
    expect(await account.storedCall(ofCampaign.id)).toMatchObject({
      origin: 'campaign',
      call: { campaignId: campaign, phone: ofCampaign.phone, position: ofCampaign.position },
    });
    const page = await account.allCalls({ filter: { tenant: ofPbx.tenant_id ?? '' }, limit: 1000 });
    expect(page.rows).toContainEqual(stored);
    expect(await account.call(ofPbx.id)).toBeNull();
    expect((await account.call(ofCampaign.id))?.id).toBe(ofCampaign.id);
  });

  it('are those of the account, and of no other', async () => {
    const other = opened.store.for(stranger);
    expect(await exported(other, {})).toHaveLength(60);
    for (const filter of [{ tenant: tenants[0] }, { connection: connections[1] ?? '' }, { number: '113' }]) {
      const ids = await exported(other, filter);
      expect(rows.filter(({ id }) => ids.includes(id))).toEqual([]);
    }
    const [{ id } = { id: '' }] = rows;
    expect(await other.storedCall(id)).toBeNull();
    expect(await account.storedCall('no uuid')).toBeNull();
    expect(await account.storedCall(newId())).toBeNull();
  });

  it('are found by a number that a great many have, and that only one has', async () => {
    const many = Array.from({ length: 6000 }, (_, i): Row => ({
      ...rowOf(1),
      id: newId(),
      provider_call_id: `many ${i}`,
      phone: `089 555 ${i === 17 ? '123' : '777'}`,
      from_number: i % 2 === 0 ? '089-888' : null,
      created_at: new Date(AT + 3600_000 + Math.floor(i / 5)),
    }));
    await insert(many);
    rows.push(...many);
    for (const number of ['555777', '5551 23', '888', '089 555 777']) {
      const all = expected({ number });
      const last = await account.allCalls({ filter: { number }, limit: 20, last: true });
      expect(idsOf(last.rows)).toEqual(all.slice(-20));
      expect(await exported(account, { number })).toEqual(all);
    }
    rows = rows.slice(0, -many.length);
    await pool.query(`delete from ringside.call where provider_call_id like 'many %'`);
  });

  it('are exported while the reader stops halfway', async () => {
    for await (const calls of account.exportCalls({})) {
      expect(calls.length).toBeGreaterThan(0);
      break;
    }
    expect(opened.store.poolStats().idle).toBe(opened.store.poolStats().total);
  });

  it('have no page at an address that nobody gave out', async () => {
    const garbage = [
      '',
      'x',
      '!',
      btoa('1.2'),
      btoa(`x.${newId()}`),
      btoa(`1e5.${newId()}`),
      btoa(`-.${newId()}`),
    ];
    for (const cursor of garbage) {
      for (const request of [{ after: cursor }, { before: cursor }])
        await expect(account.allCalls({ filter: {}, limit: 3, ...request })).rejects.toThrow(
          InvalidCursorError,
        );
    }
    // Far away, but an address all the same.
    for (const ms of ['-99999999999999', '999999999999999'])
      await account.allCalls({ filter: {}, limit: 3, after: btoa(`${ms}.${newId()}`) });
  });

  it('may be older than the counting of milliseconds', async () => {
    const old = [-5_000_000_000_000, -1, 0, 253_402_300_799_999].map((ms, i) => ({
      ...rowOf(1),
      id: newId(),
      provider_call_id: `old ${i}`,
      direction: 'odd',
      created_at: new Date(ms),
    }));
    await insert(old);
    rows.push(...old);
    expect(await walked({ direction: 'odd' }, 1, false)).toEqual(old.map(({ id }) => id).reverse());
    rows = rows.slice(0, -old.length);
    await pool.query(`delete from ringside.call where provider_call_id like 'old %'`);
  });
});

function isOf(origin: Row['origin']) {
  return (row: Row): boolean => row.origin === origin;
}

const STATES: readonly CallState[] = [
  'completed',
  'ringing',
  'no_answer',
  'busy',
  'answered',
  'failed',
  'completed',
  'placing',
];
const COLUMNS = `id, account_id, connection_id, origin, tenant_id, campaign_id, contact_id, position, pass,
  provider_call_id, phone, from_number, direction, state, in_flight, created_at, placements, placement_open,
  end_estimated`;
