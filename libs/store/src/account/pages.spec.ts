import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CONTACT_STATUSES, type ContactStatus } from '@ringside/contracts';
import type { CampaignContact, CommitBatch } from '@ringside/engine';
import fc from 'fast-check';
import type { AccountStore, ContactRequest, PageRows } from '../account-store.js';
import { InvalidCursorError } from '../database/errors.js';
import { NumberedCommits } from '../testing/numbered-commits.js';
import {
  AT,
  EMPTY,
  callTo,
  newCampaign,
  newContacts,
  openedStore,
  type OpenedStore,
} from '../testing/opened-store.js';

describe('a list of an account, a page at a time', () => {
  let opened: OpenedStore;
  let account: AccountStore;
  let clock = AT;
  let commits: NumberedCommits<CommitBatch>;

  beforeAll(async () => {
    opened = await openedStore(() => clock);
    account = opened.account;
    commits = new NumberedCommits(opened.store.dialer, EMPTY);
    await opened.store.dialer.open();
  });
  afterAll(() => opened.end());

  const allContacts = async (id: string): Promise<readonly CampaignContact[]> =>
    (await account.contacts(id, { limit: 1000 }))?.rows ?? [];

  describe('of contacts', () => {
    let id = '';
    let rows: CampaignContact[] = [];

    beforeAll(async () => {
      const contacts = newContacts(57).map((contact, i) => ({
        ...contact,
        fields: i % 3 === 0 ? { name: `Person_${i}% \\x` } : {},
      }));
      id = (await account.createCampaign(newCampaign(opened.connection), contacts)).id;
      rows = (await allContacts(id)).map((row, i) => ({
        ...row,
        status: CONTACT_STATUSES[(i * 7) % CONTACT_STATUSES.length] ?? 'idle',
      }));
      await commits.write({ contacts: rows });
    });

    const matches =
      (request: Pick<ContactRequest, 'status' | 'search'>) =>
      (row: CampaignContact): boolean => {
        if (request.status !== undefined && row.status !== request.status) return false;
        const search = request.search?.trim().toLowerCase() ?? '';
        if (search === '') return true;
        const digits = /[^\d\s.\-()/+]/.test(search) ? '' : search.replace(/\D/g, '');
        if (digits !== '' && row.phone.replace(/\D/g, '').includes(digits)) return true;
        return row.name?.toLowerCase().includes(search) ?? false;
      };
    const filters = fc.record(
      {
        status: fc.constantFrom<ContactStatus>('idle', 'busy', 'completed'),
        search: fc.constantFrom(
          '1',
          '000 00-1',
          '(151) 0000003',
          'person',
          'PERSON_1',
          '%',
          '_',
          '\\x',
          ' ',
          'zz',
          '\0',
          "'",
        ),
      },
      { requiredKeys: [] },
    );

    it('read forward and backward gives every matching row once, in order', async () => {
      await fc.assert(
        fc.asyncProperty(
          filters,
          fc.integer({ min: 1, max: 30 }),
          fc.boolean(),
          async (filter, limit, backward) => {
            const expected = rows.filter(matches(filter));
            const seen: CampaignContact[] = [];
            let page: PageRows<CampaignContact> | null = await account.contacts(id, {
              ...filter,
              limit,
              ...(backward ? { last: true } : {}),
            });
            for (let turns = 0; page !== null; turns++) {
              if (turns > 60) throw new Error('the pages never end');
              seen[backward ? 'unshift' : 'push'](...page.rows);
              const cursor: string | null = backward ? page.prev : page.next;
              const other = backward ? page.next : page.prev;
              // The way back exists exactly when something was read before.
              expect(other !== null).toBe(turns > 0);
              page =
                cursor === null
                  ? null
                  : await account.contacts(id, {
                      ...filter,
                      limit,
                      ...(backward ? { before: cursor } : { after: cursor }),
                    });
            }
            expect(seen).toEqual(expected);
          },
        ),
        { numRuns: 60 },
      );
    });

    it('starts at any position and knows the total of what matches', async () => {
      await fc.assert(
        fc.asyncProperty(filters, fc.integer({ min: -5, max: 70 }), async (filter, from) => {
          const page = await account.contacts(id, { ...filter, from, limit: 10 });
          const matching = rows.filter(matches(filter));
          expect(page?.rows).toEqual(matching.filter(({ position }) => position >= from).slice(0, 10));
          const counted = (filter.search ?? '').trim() === '' || page?.rows.length === matching.length;
          expect([matching.length, ...(counted ? [] : [null])]).toContain(page?.total);
        }),
        { numRuns: 40 },
      );
    });

    it('refuses an address that was not given out', async () => {
      for (const cursor of [
        '',
        'x',
        '..',
        Buffer.from('1.2').toString('base64url'),
        Buffer.from('-1').toString('base64url'),
        `1'; drop`,
      ]) {
        await expect(account.contacts(id, { limit: 5, after: cursor })).rejects.toBeInstanceOf(
          InvalidCursorError,
        );
        await expect(account.campaigns({ limit: 5, before: cursor })).rejects.toBeInstanceOf(
          InvalidCursorError,
        );
      }
      for (const cursor of [
        '',
        'x',
        Buffer.from('1').toString('base64url'),
        Buffer.from('1.2.3').toString('base64url'),
      ]) {
        await expect(account.calls(id, { limit: 5, after: cursor })).rejects.toBeInstanceOf(
          InvalidCursorError,
        );
      }
    });
  });

  it('of campaigns is newest first, both ways', async () => {
    const own = await openedStore(() => clock);
    try {
      const ids: string[] = [];
      for (let i = 0; i < 7; i++) {
        // Some are made in the same millisecond.
        if (i % 3 === 0) clock += 1;
        ids.unshift((await own.account.createCampaign(newCampaign(own.connection), newContacts(i))).id);
      }
      const first = await own.account.campaigns({ limit: 3 });
      expect(first.prev).toBeNull();
      const second = await own.account.campaigns({ limit: 3, after: first.next ?? '' });
      const third = await own.account.campaigns({ limit: 3, after: second.next ?? '' });
      expect(third.next).toBeNull();
      const listed = [...first.rows, ...second.rows, ...third.rows];
      expect(listed.map(({ campaign }) => campaign.id)).toEqual(ids);
      expect(listed.map(({ total, counts }) => total - counts.idle)).toEqual([0, 0, 0, 0, 0, 0, 0]);
      expect(await own.account.campaigns({ limit: 3, before: third.prev ?? '' })).toEqual(second);
      expect((await own.account.campaigns({ limit: 1, last: true })).rows).toEqual(third.rows);
    } finally {
      await own.end();
    }
  });

  it('of calls is pass by pass in list order, both ways', async () => {
    const { id } = await account.createCampaign(newCampaign(opened.connection), newContacts(5));
    const contacts = await allContacts(id);
    const calls = [2, 1].flatMap((pass) => contacts.map((contact) => callTo(contact, opened, { pass })));
    await commits.write({ newCalls: calls });
    const order = (list: readonly { pass: number; position: number }[] | undefined) =>
      list?.map(({ pass, position }) => pass * 10 + position);
    const first = await account.calls(id, { limit: 4 });
    expect(order(first?.rows)).toEqual([11, 12, 13, 14]);
    expect(first?.prev).toBeNull();
    const second = await account.calls(id, { limit: 4, after: first?.next ?? '' });
    expect(order(second?.rows)).toEqual([15, 21, 22, 23]);
    expect(await account.calls(id, { limit: 4, before: second?.prev ?? '' })).toEqual(first);
    const last = await account.calls(id, { limit: 2, last: true });
    expect(order(last?.rows)).toEqual([24, 25]);
    expect(last?.next).toBeNull();
  });
});
