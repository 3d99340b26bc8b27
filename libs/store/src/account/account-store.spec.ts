import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CampaignContact, CommitBatch } from '@ringside/engine';
import { v7 as newId } from 'uuid';
import type { AccountStore } from '../account-store.js';
import { NumberedCommits } from '../testing/numbered-commits.js';
import {
  AT,
  EMPTY,
  callTo,
  factOf,
  newCampaign,
  newContacts,
  openedStore,
  webhookOf,
  type OpenedStore,
} from '../testing/opened-store.js';

describe('the store of an account', () => {
  let opened: OpenedStore;
  let account: AccountStore;
  let commits: NumberedCommits<CommitBatch>;

  beforeAll(async () => {
    opened = await openedStore(() => AT);
    account = opened.account;
    commits = new NumberedCommits(opened.store.dialer, EMPTY);
    await opened.store.dialer.open();
  });
  afterAll(() => opened.end());

  const commit = (batch: Partial<CommitBatch>): Promise<void> => commits.write(batch);
  const allContacts = async (id: string): Promise<readonly CampaignContact[]> =>
    (await account.contacts(id, { limit: 1000 }))?.rows ?? [];

  it('keeps a campaign and its contacts as they were given', async () => {
    const campaign = newCampaign(opened.connection, {
      name: `O'Neil "x" \u{1f4de}`,
      machineDetection: 'hang_up',
    });
    const contacts = [
      { id: newId(), phone: '+49 (151) 1', fields: {} },
      { id: newId(), phone: '112-1', fields: { Name: ' Ada Lovelace ', city: 'London', __proto__x: '\0' } },
      { id: newId(), phone: '+49 (151) 1', fields: { 'First name': 'Alan', last_name: 'Turing' } },
    ];
    const created = await account.createCampaign(campaign, contacts);
    expect(created).toEqual({
      ...campaign,
      accountId: opened.accountId,
      state: 'idle',
      pass: 0,
      holding: null,
      createdAt: AT,
      startedAt: null,
      endedAt: null,
    });
    const page = await account.contacts(campaign.id, { limit: 10 });
    expect(page).toMatchObject({ seq: 0, total: 3, next: null, prev: null });
    expect(
      page?.rows.map(({ position, phone, name, status, calls }) => [position, phone, name, status, calls]),
    ).toEqual([
      [1, '+49 (151) 1', null, 'idle', 0],
      [2, '112-1', 'Ada Lovelace', 'idle', 0],
      [3, '+49 (151) 1', 'Alan Turing', 'idle', 0],
    ]);
    expect((await account.campaign(campaign.id))?.counts.idle).toBe(3);
  });

  it('creates nothing when a part of it cannot be', async () => {
    const campaign = newCampaign(opened.connection);
    const [contact] = newContacts(1);
    if (contact === undefined) throw new Error('no contact');
    await expect(account.createCampaign(campaign, [contact, contact])).rejects.toThrow(/duplicate key/);
    expect(await account.campaign(campaign.id)).toBeNull();
  });

  it('appends at the end, one after the other when two append at once', async () => {
    const { id } = await account.createCampaign(newCampaign(opened.connection), newContacts(5));
    const totals = await Promise.all(
      Array.from({ length: 8 }, (_, i) => account.addContacts(id, newContacts(i + 1))),
    );
    expect(Math.max(...totals)).toBe(5 + 36);
    const rows = await allContacts(id);
    expect(rows.map(({ position }) => position)).toEqual(Array.from({ length: 41 }, (_, i) => i + 1));
    expect((await account.campaign(id))?.counts.idle).toBe(41);
    expect(await account.addContacts(id, [])).toBe(41);
  });

  it('creates a campaign of 100,000 numbers quickly and reads any window of it at once', async () => {
    const started = performance.now();
    const { id } = await account.createCampaign(newCampaign(opened.connection), newContacts(100_000));
    expect(performance.now() - started).toBeLessThan(15_000);
    const window = await account.contacts(id, { limit: 3, from: 99_999 });
    expect(window?.rows.map(({ position }) => position)).toEqual([99_999, 100_000]);
    expect(window?.total).toBe(100_000);
    const next = await opened.store.dialer.nextContacts(id, 99_998, 10);
    expect(next.map(({ position }) => position)).toEqual([99_999, 100_000]);
  });

  it('leaves out of a list the counts that the caller has already', async () => {
    const mine = (await account.createCampaign(newCampaign(opened.connection), newContacts(2))).id;
    const other = (await account.createCampaign(newCampaign(opened.connection), newContacts(3))).id;
    const asked: string[] = [];
    const { rows } = await account.campaigns({ limit: 2 }, (id) => {
      asked.push(id);
      return id === mine;
    });
    expect(new Set(asked)).toEqual(new Set([mine, other]));
    expect(rows.map(({ campaign, counts, total }) => [campaign.id, counts.idle, total])).toEqual([
      [other, 3, 3],
      [mine, 0, 2],
    ]);
  });

  it('counts again when something changed', async () => {
    const { id } = await account.createCampaign(newCampaign(opened.connection), newContacts(4));
    const counts = async () => (await account.campaign(id))?.counts;
    expect(await counts()).toMatchObject({ idle: 4, busy: 0 });
    const [first] = await allContacts(id);
    if (first === undefined) throw new Error('no contact');
    const call = callTo(first, opened, { state: 'busy' });
    await commit({ newCalls: [call], contacts: [{ ...first, status: 'busy' }], facts: [factOf(call, 1)] });
    expect(await counts()).toMatchObject({ idle: 3, busy: 1 });
    await account.addContacts(id, newContacts(2));
    expect(await counts()).toMatchObject({ idle: 5, busy: 1 });
    await opened.store.dialer.preparePass(id, 'all');
    expect(await counts()).toMatchObject({ idle: 6, busy: 0 });
  });

  it('knows which contacts changed between two events, and whether many did at once', async () => {
    const { id } = await account.createCampaign(newCampaign(opened.connection), newContacts(6));
    const contacts = await allContacts(id);
    const facts = contacts.slice(0, 4).map((contact, i) => factOf(callTo(contact, opened), i + 1));
    await commit({ facts });
    const changed = async (after: number, upTo: number): Promise<number[]> =>
      (await account.contactsChangedIn(id, { after, upTo }, 100)).map(({ position }) => position);
    expect(await changed(2, 4)).toEqual([3, 4]);
    await commit({ facts: [factOf(callTo(contacts[2] ?? raise(), opened), 5)] });
    // The third is newer than the fourth event by now.
    expect(await changed(2, 4)).toEqual([4]);
    expect(await changed(2, 5)).toEqual([3, 4]);
    expect(await account.changedInBulkSince(id, 0)).toBe(false);
    const bulk = { callId: null, contactId: null, data: { count: 2 } };
    await commit({
      facts: [
        { ...factOf(callTo(contacts[0] ?? raise(), opened), 6), ...bulk, type: 'campaign.contacts_added' },
      ],
    });
    expect(await account.changedInBulkSince(id, 5)).toBe(true);
    expect(await account.changedInBulkSince(id, 6)).toBe(false);
    expect((await account.contacts(id, { limit: 1 }))?.seq).toBe(6);
  });

  it('does a keyed command once', async () => {
    const command = {
      key: `k\0'`,
      actor: 'api_key:key',
      name: 'campaign.start',
      target: newId(),
      bodyHash: 'h1',
      ip: '::1',
    };
    const began = await Promise.all([1, 2, 3].map(() => account.beginCommand(command)));
    expect(began.filter(({ kind }) => kind === 'new')).toHaveLength(1);
    expect(began.filter((answer) => answer.kind === 'repeat' && answer.result === null)).toHaveLength(2);
    await account.finishCommand(command.key, { status: 201, body: { text: '\0' } });
    expect(await account.beginCommand(command)).toEqual({
      kind: 'repeat',
      result: { status: 201, body: { text: '\u2400' } },
    });
    expect(await account.beginCommand({ ...command, bodyHash: 'h2' })).toEqual({ kind: 'conflict' });
    expect(await account.beginCommand({ ...command, name: 'campaign.stop' })).toEqual({ kind: 'conflict' });
  });

  it('keeps brakes and the big stop', async () => {
    expect(await account.setBrakes({ maxLines: 5, maxCallsPerSecond: 0.5 })).toMatchObject({
      maxLines: 5,
      maxCallsPerSecond: 0.5,
      maxCallsPerDay: null,
    });
    expect(await account.setBrakes({ maxLines: null })).toMatchObject({
      maxLines: null,
      maxCallsPerSecond: 0.5,
    });
    expect(await account.setBrakes({})).toMatchObject({ maxCallsPerSecond: 0.5 });
    await account.setDialingStopped(AT);
    expect((await opened.store.dialer.account(opened.accountId)).dialingStoppedAt).toBe(AT);
    await account.setDialingStopped(null);
    expect((await account.account()).dialingStoppedAt).toBeNull();
  });

  it('R16: another account finds nothing of it, whatever it asks for', async () => {
    const { id } = await account.createCampaign(newCampaign(opened.connection), newContacts(2));
    const [contact] = await allContacts(id);
    if (contact === undefined) throw new Error('no contact');
    const call = callTo(contact, opened);
    await commit({ newCalls: [call], inbox: [webhookOf(call)], facts: [factOf(call, 1)] });
    await account.beginCommand({
      key: 'theirs',
      actor: 'a',
      name: 'n',
      target: null,
      bodyHash: 'h',
      ip: null,
    });

    const stranger = opened.store.for(newId());
    expect(await stranger.campaign(id)).toBeNull();
    expect((await stranger.campaigns({ limit: 100 })).rows).toEqual([]);
    expect(await stranger.contacts(id, { limit: 10 })).toBeNull();
    expect(await stranger.contacts(id, { limit: 10, search: '1', status: 'idle' })).toBeNull();
    expect(await stranger.contact(id, contact.contactId)).toBeNull();
    expect(await stranger.contactsChangedIn(id, { after: 0, upTo: 9 }, 10)).toEqual([]);
    expect(await stranger.changedInBulkSince(id, 0)).toBe(false);
    expect(await stranger.calls(id, { limit: 10 })).toBeNull();
    expect(await stranger.call(call.id)).toBeNull();
    expect(await stranger.story(call.id)).toEqual({ facts: [], webhooks: [], placements: [] });
    await expect(stranger.addContacts(id, newContacts(1))).rejects.toThrow(/no campaign/);
    await expect(stranger.createCampaign(newCampaign(opened.connection), [])).rejects.toThrow();
    await stranger.finishCommand('theirs', 'changed');
    await stranger.setDialingStopped(1);
    expect(
      await account.beginCommand({
        key: 'theirs',
        actor: 'a',
        name: 'n',
        target: null,
        bodyHash: 'h',
        ip: null,
      }),
    ).toEqual({
      kind: 'repeat',
      result: null,
    });
    expect((await account.account()).dialingStoppedAt).toBeNull();
    expect((await account.contacts(id, { limit: 10 }))?.total).toBe(2);
  });

  it('answers null to an id that is none', async () => {
    for (const id of [
      '',
      'x',
      '1',
      `' or 1=1`,
      '\0',
      `${newId()} `,
      newId().replaceAll('-', ''),
      '__proto__',
    ]) {
      expect(await account.campaign(id)).toBeNull();
      expect(await account.contacts(id, { limit: 1 })).toBeNull();
      expect(await account.contact(id, id)).toBeNull();
      expect(await account.calls(id, { limit: 1 })).toBeNull();
      expect(await account.call(id)).toBeNull();
      expect((await account.story(id)).facts).toEqual([]);
      expect(await account.contactsChangedIn(id, { after: 0, upTo: 9 }, 1)).toEqual([]);
      expect(await account.changedInBulkSince(id, 0)).toBe(false);
      expect(await opened.store.dialer.callBrief(id)).toBeNull();
      expect(await opened.store.dialer.loadCampaign(id)).toBeNull();
      expect(await opened.store.directory.connection('call-api', id)).toBeNull();
    }
  });
});

function raise(): never {
  throw new Error('missing');
}
