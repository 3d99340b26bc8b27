import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { openDatabase, openPool, type Database } from '../database/connection.js';
import { newCampaign, newContacts, openedStore, type OpenedStore } from '../testing/opened-store.js';
import { positionsOfSearch, type Place } from './contact-positions.js';
import { wantedOf } from './search-blocks.js';
import { createStatusCache } from './status-cache.js';
import { Statuses } from './statuses.js';

const TOTAL = 6000;

describe('long lists', () => {
  let opened: OpenedStore;
  let db: Database;
  let campaignId = '';
  let listId = '';

  beforeAll(async () => {
    opened = await openedStore();
    db = openDatabase(openPool(() => opened.databaseUrl));
    campaignId = (await opened.account.createCampaign(newCampaign(opened.connection), newContacts(TOTAL))).id;
    listId = (
      await db.selectFrom('campaign').select('list_id').where('id', '=', campaignId).executeTakeFirstOrThrow()
    ).list_id;
  });
  afterAll(async () => {
    await db.destroy();
    await opened.end();
  });

  it('are searched so far for one page, and further for the next', async () => {
    // All numbers hold it; none of the first two thirds has the status, but for the very first.
    const statuses = new Statuses();
    statuses.grow(TOTAL);
    const wanted = wantedOf('000');
    if (wanted === null) throw new Error('nothing wanted');
    statuses.set(1, 'busy');
    for (let at = 4001; at <= TOTAL; at++) statuses.set(at, 'busy');
    const read = (place: Place) =>
      db
        .transaction()
        .execute((trx) =>
          positionsOfSearch(trx, { campaignId, listId }, wanted, { statuses, status: 'busy' }, place, 3),
        );
    for (const direction of ['forward', 'backward'] as const) {
      const seen: number[] = [];
      let turns = 0;
      for (let start: number | null = null; turns < 40; turns++) {
        const { positions, reached, total } = await read({ direction, limit: 900, start });
        expect(total).toBeNull();
        const kept = positions.slice(0, 900);
        seen.push(...kept);
        const on = positions.length > 900 ? kept.at(-1) : reached;
        if (on === undefined) break;
        start = on;
      }
      const all = [1, ...Array.from({ length: TOTAL - 4000 }, (_, i) => 4001 + i)];
      expect(seen).toEqual(direction === 'forward' ? all : all.reverse());
      expect(turns).toBeGreaterThan(2);
    }
  });

  it('are told as they were committed, also while their statuses are read', async () => {
    const cache = createStatusCache();
    const reading = cache.get(db, campaignId);
    cache.changed([{ campaignId, position: 3, status: 'ringing' }]);
    cache.grown(campaignId, TOTAL + 2);
    const statuses = await reading;
    expect(statuses.total).toBe(TOTAL + 2);
    expect(statuses.after(0, 'ringing', 5)).toEqual([3]);
    cache.changed([{ campaignId, position: 3, status: 'busy' }]);
    expect(await cache.get(db, campaignId)).toBe(statuses);
    expect([statuses.count('ringing'), statuses.count('busy')]).toEqual([0, 1]);
  });

  it('are read again when many have changed at once', async () => {
    const cache = createStatusCache();
    await cache.get(db, campaignId);
    const cancel = (status: string) =>
      sql`update ringside.campaign_contact set status = ${status} where campaign_id = ${campaignId} and position > 10`.execute(
        db,
      );
    await cancel('canceled');
    cache.changedInBulk(db, campaignId);
    expect((await cache.get(db, campaignId)).count('canceled')).toBe(TOTAL - 10);
    // Also when they are being read at that moment.
    const late = createStatusCache();
    const reading = late.get(db, campaignId);
    await cancel('idle');
    late.changedInBulk(db, campaignId);
    await reading;
    expect((await late.get(db, campaignId)).count('idle')).toBe(TOTAL);
  });
});
