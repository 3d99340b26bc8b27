import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NewDelivery, Sync } from '@ringside/engine';
import pg from 'pg';
import { v7 as newId } from 'uuid';
import type { AccountStore, PageRequest, PageRows } from '../account-store.js';
import { InvalidCursorError } from '../database/errors.js';
import { AT, openedStore, type OpenedStore } from '../testing/opened-store.js';

describe('what phone systems have beside their calls', () => {
  let opened: OpenedStore;
  let account: AccountStore;
  let other: AccountStore;
  let pool: pg.Pool;
  let connection = '';
  const stranger = newId();
  const [adopted, held, foreign] = [newId(), newId(), newId()];

  beforeAll(async () => {
    opened = await openedStore();
    account = opened.account;
    other = opened.store.for(stranger);
    pool = new pg.Pool({ connectionString: opened.databaseUrl, max: 2 });
    await pool.query(`insert into ringside.account (id, name, time_zone) values ($1, 'Other', 'UTC')`, [
      stranger,
    ]);
    connection = (await opened.store.directory.ensureConnection(opened.accountId, 'pbx', 'PBX')).id;
    const theirs = (await opened.store.directory.ensureConnection(stranger, 'pbx', 'PBX')).id;
    await pool.query(
      `insert into ringside.tenant (id, account_id, connection_id, uuid, state, seen_at, adopted_at) values
         ($1, $2, $3, 'one', 'adopted', $4, $4), ($5, $2, $3, 'two', 'held', $4, null),
         ($6, $7, $8, 'one', 'held', $4, null)`,
      [adopted, opened.accountId, connection, new Date(AT), held, foreign, stranger, theirs],
    );
  });
  afterAll(async () => {
    await pool.end();
    await opened.end();
  });

  const deliver = (rows: readonly (Partial<NewDelivery> & { readonly ordinal?: number })[]) =>
    pool.query(
      `insert into ringside.inbox (received_at, ordinal, account_id, connection_id, call_id, kind, tenant_id, sync_id,
         reason, status, outcome, body)
       select received_at, ordinal, account_id, $2, call_id, kind, tenant_id, sync_id, reason, status, outcome, body
         from json_populate_recordset(null::ringside.inbox, $1)`,
      [
        JSON.stringify(
          rows.map((row) => ({
            received_at: new Date(row.receivedAt ?? AT),
            ordinal: row.ordinal ?? 0,
            account_id: row.accountId ?? opened.accountId,
            call_id: row.callId ?? null,
            kind: row.kind ?? 'webhook',
            tenant_id: row.tenantId ?? null,
            sync_id: row.syncId ?? null,
            reason: row.reason ?? null,
            status: row.status ?? 'RING',
            outcome: row.outcome ?? 'held',
            body: row.body ?? '{}',
          })),
        ),
        connection,
      ],
    );

  /** Everything, page by page, from one end to the other. */
  async function walked<T>(
    read: (page: PageRequest) => Promise<PageRows<T>>,
    limit: number,
    backward: boolean,
  ): Promise<T[]> {
    const seen: T[] = [];
    let page: PageRows<T> | null = await read({ limit, ...(backward ? { last: true } : {}) });
    for (let turns = 0; page !== null; turns++) {
      if (turns > 500) throw new Error('the pages never end');
      seen[backward ? 'unshift' : 'push'](...page.rows);
      expect((backward ? page.next : page.prev) !== null).toBe(turns > 0);
      const cursor: string | null = backward ? page.prev : page.next;
      page =
        cursor === null
          ? null
          : await read({ limit, ...(backward ? { before: cursor } : { after: cursor }) });
    }
    return seen;
  }

  it('tells the connections of a provider', async () => {
    const second = await opened.store.directory.ensureConnection(opened.accountId, 'pbx', 'Second');
    expect((await account.connections('pbx')).map(({ id, name }) => [id, name])).toEqual([
      [connection, 'PBX'],
      [second.id, 'Second'],
    ]);
    expect(await account.connections('call-api')).toEqual([{ ...opened.connection, name: 'Call API' }]);
    expect(await account.connections('nothing')).toEqual([]);
    expect((await other.connections('pbx')).map(({ name }) => name)).toEqual(['PBX']);
  });

  it('counts what is held aside for each tenant', async () => {
    await deliver([
      { tenantId: held },
      { tenantId: held, ordinal: 1, receivedAt: AT + 90 * 86_400_000 },
      { tenantId: held, ordinal: 2, outcome: 'refused' },
      { tenantId: foreign, accountId: stranger },
    ]);
    const tenants = await account.tenants();
    expect(tenants.map(({ uuid, state, held: n }) => [uuid, state, n])).toEqual([
      ['one', 'adopted', 0],
      ['two', 'held', 2],
    ]);
    expect(await account.tenant(held)).toEqual({
      id: held,
      accountId: opened.accountId,
      connectionId: connection,
      uuid: 'two',
      state: 'held',
      seenAt: AT,
      adoptedAt: null,
      held: 2,
    });
    expect(await account.tenant(foreign)).toBeNull();
    expect(await account.tenant('no uuid')).toBeNull();
    expect((await other.tenants()).map(({ id, held: n }) => [id, n])).toEqual([[foreign, 1]]);
    await pool.query('delete from ringside.inbox');
  });

  it('lists syncs newest first, with what came of each', async () => {
    const syncs = Array.from({ length: 23 }, (_, i): Sync => ({
      id: newId(),
      accountId: opened.accountId,
      connectionId: connection,
      trigger: 'manual',
      state: i % 2 === 0 ? 'completed' : 'failed',
      attempt: 1,
      phase: null,
      fetched: i,
      announced: null,
      report:
        i % 2 === 0
          ? {
              new: i,
              updated: 0,
              completed: 0,
              known: 0,
              refused: 0,
              answered: 0,
              not_answered: 0,
              unmatched: 0,
            }
          : null,
      problem: i % 2 === 0 ? null : { code: 'timeout', detail: 'it took too long' },
      retryAt: null,
      startedAt: AT + Math.floor(i / 5) * 1000,
      endedAt: AT + 60_000,
    }));
    for (const sync of [...syncs, { ...syncs[0], id: newId(), accountId: stranger } as Sync]) {
      await pool.query(
        `insert into ringside.sync (id, account_id, connection_id, trigger, state, attempt, fetched, report, problem_code,
           problem_detail, started_at, ended_at) values ($1, $2, $3, $4, $5, 1, $6, $7, $8, $9, $10, $11)`,
        [
          sync.id,
          sync.accountId,
          sync.connectionId,
          sync.trigger,
          sync.state,
          sync.fetched,
          sync.report,
          sync.problem?.code,
          sync.problem?.detail,
          new Date(sync.startedAt),
          new Date(AT + 60_000),
        ],
      );
    }
    const expected = syncs.toSorted((a, b) => b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1));
    for (const limit of [100, 4]) {
      expect(await walked((page) => account.syncs(page), limit, false)).toEqual(expected);
      expect(await walked((page) => account.syncs(page), limit, true)).toEqual(expected);
    }
    const [first] = syncs;
    if (first === undefined) throw new Error('no sync');
    expect(await account.sync(first.id)).toEqual(first);
    expect(await other.sync(first.id)).toBeNull();
    expect(await account.sync('no uuid')).toBeNull();
    expect((await other.syncs({ limit: 10 })).rows).toHaveLength(1);
    await expect(account.syncs({ limit: 1, after: 'x' })).rejects.toThrow(InvalidCursorError);
  });

  describe('deliveries that were put aside', () => {
    const syncId = newId();
    let given: NewDelivery[] = [];

    beforeAll(async () => {
      // Of two commits in one millisecond both have an ordinal 0; months lie in partitions of their own.
      const rows = Array.from({ length: 60 }, (_, i) => ({
        accountId: opened.accountId,
        connectionId: connection,
        tenantId: i % 3 === 0 ? held : null,
        callId: i % 10 === 9 ? newId() : null,
        syncId: i % 3 === 1 ? syncId : null,
        kind: i % 3 === 1 ? ('record' as const) : ('webhook' as const),
        receivedAt: AT + Math.floor(i / 12) * 86_400_000 * 20,
        ordinal: Math.floor(i / 4) % 3,
        status: '',
        outcome: i % 10 === 9 ? ('applied' as const) : i % 3 === 0 ? ('held' as const) : ('refused' as const),
        reason: i % 3 === 0 ? null : 'uuid: is missing',
        body: `{"n":${i}}`,
      }));
      await pool.query(
        `insert into ringside.sync (id, account_id, connection_id, trigger, state, attempt, fetched, started_at, ended_at)
         values ($1, $2, $3, 'manual', 'completed', 1, 0, $4, $5)`,
        [syncId, opened.accountId, connection, new Date(AT), new Date(AT + 5 * 86_400_000 * 20)],
      );
      await deliver(rows);
      await deliver([{ accountId: stranger, outcome: 'refused', body: 'theirs', syncId }]);
      // Of the same place, the one that was written last comes first.
      given = rows
        .map((row, written) => ({ row, written }))
        .sort(
          (a, b) =>
            b.row.receivedAt - a.row.receivedAt || b.row.ordinal - a.row.ordinal || b.written - a.written,
        )
        .map(({ row: { ordinal: _, ...row } }) => row);
    });

    it.each([
      ['all', {}, (row: NewDelivery) => row.outcome !== 'applied'],
      ['the held ones', { outcome: 'held' as const }, (row: NewDelivery) => row.outcome === 'held'],
      ['the refused ones', { outcome: 'refused' as const }, (row: NewDelivery) => row.outcome === 'refused'],
      [
        'those of a sync',
        { syncId },
        (row: NewDelivery) => row.syncId === syncId && row.outcome === 'refused',
      ],
    ])('%s: come newest first, each once, forward and backward', async (_, narrowed, fits) => {
      const expected = given.filter(fits);
      expect(expected.length).toBeGreaterThan(10);
      for (const limit of [100, 1, 7]) {
        const read = (page: PageRequest) => account.deliveries({ ...page, ...narrowed });
        expect(await walked(read, limit, false)).toEqual(expected);
        expect(await walked(read, limit, true)).toEqual(expected);
      }
    });

    it('are of the account, and of syncs that there are', async () => {
      expect((await other.deliveries({ limit: 10 })).rows.map(({ body }) => body)).toEqual(['theirs']);
      expect((await other.deliveries({ limit: 10, outcome: 'held' })).rows).toEqual([]);
      expect((await account.deliveries({ limit: 10, syncId: 'no uuid' })).rows).toEqual([]);
      expect((await account.deliveries({ limit: 10, syncId: newId() })).rows).toEqual([]);
    });

    it('have no page at an address that nobody gave out', async () => {
      for (const address of [
        'x',
        `${AT}.0`,
        `${AT}.0.x.1`,
        `${AT}.9999999999.0.1`,
        `${AT}.0.9999999999.1`,
        `${AT}.0.0.99999`,
      ])
        await expect(account.deliveries({ limit: 1, after: btoa(address) })).rejects.toThrow(
          InvalidCursorError,
        );
    });
  });

  it('tells the story of a call with the bodies of webhooks and of its record', async () => {
    const callId = newId();
    await deliver([
      { callId, status: 'RING', outcome: 'applied', body: '{"event":"RING"}', tenantId: adopted },
      {
        callId,
        status: '',
        outcome: 'applied',
        body: '{"uuid":1}',
        kind: 'record',
        receivedAt: AT + 5,
        tenantId: adopted,
      },
    ]);
    expect((await account.story(callId)).webhooks).toEqual([
      {
        kind: 'webhook',
        at: AT,
        status: 'RING',
        providerAt: null,
        outcome: 'applied',
        body: '{"event":"RING"}',
      },
      { kind: 'record', at: AT + 5, status: '', providerAt: null, outcome: 'applied', body: '{"uuid":1}' },
    ]);
    expect((await other.story(callId)).webhooks).toEqual([]);
  });
});
