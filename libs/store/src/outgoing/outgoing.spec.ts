import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CommitBatch, NewMessage } from '@ringside/engine';
import { v7 as newId } from 'uuid';
import { openDatabase, openPool } from '../database/connection.js';
import { DIALER_COMMITS } from '../commit/dialer-sections.js';
import { createCommits } from '../commit/statement.js';
import { ContactsToCall } from '../testing/contacts-to-call.js';
import { NumberedCommits } from '../testing/numbered-commits.js';
import { AT, EMPTY, callTo, factOf, openedStore, type OpenedStore } from '../testing/opened-store.js';
import { removeOldMessages } from './old-messages.js';

describe('messages to developers', () => {
  let opened: OpenedStore;
  let commits: NumberedCommits<CommitBatch>;
  let contacts: ContactsToCall;
  let rung = 0;

  beforeAll(async () => {
    opened = await openedStore();
    commits = new NumberedCommits(opened.store.dialer, EMPTY);
    contacts = await ContactsToCall.create(opened, 60);
    await opened.store.dialer.open();
    opened.store.outgoing.onErrands(() => rung++);
  });
  afterAll(() => opened.end());

  const messageOf = (callId: string, sequence: number, more: Partial<NewMessage> = {}): NewMessage => ({
    id: newId(),
    accountId: opened.accountId,
    campaignId: contacts.campaignId,
    callId,
    sequence,
    type: 'call.dialing',
    url: 'https://api.example.com/calls?x=1',
    body: `{"n":${sequence},"text":"a\\"b\\\\c"}`,
    createdAt: AT + sequence,
    ...more,
  });
  const newCall = () => callTo(contacts.next(), opened);
  const drain = async (): Promise<string[]> => {
    const calls: string[] = [];
    for (;;) {
      const taken = await opened.store.outgoing.take(50, []);
      if (taken.length === 0) return calls.sort();
      for (const { id, callId } of taken) {
        calls.push(callId);
        await opened.store.outgoing.done(id);
      }
    }
  };
  const delivered = { status: 200, error: null, retryInMs: null };

  it('stores a message and its errand in the commit, and hands it out once', async () => {
    const call = newCall();
    const [first, second] = [messageOf(call.id, 1), messageOf(call.id, 2)];
    const before = rung;
    await commits.write({ newCalls: [call], messages: [first, second] });
    expect(rung).toBe(before + 1);
    const taken = await opened.store.outgoing.take(10, []);
    expect(taken).toEqual([{ id: expect.any(String), callId: call.id, host: 'api.example.com:443' }]);
    expect(await opened.store.outgoing.take(10, [])).toEqual([]);

    const { outgoing } = opened.store;
    const head = await outgoing.head(call.id);
    expect(head).toMatchObject({ ...first, state: 'waiting', tries: 0, lastStatus: null, deliveredAt: null });
    if (head === null) return;
    await outgoing.settle(head, delivered);
    const next = await outgoing.head(call.id);
    expect(next).toMatchObject({ sequence: 2 });
    if (next === null) return;
    await outgoing.settle(next, { status: 410, error: 'Gone.', retryInMs: null });
    expect(await outgoing.head(call.id)).toBeNull();
    expect(await opened.account.message(first.id)).toMatchObject({
      state: 'delivered',
      tries: 1,
      lastStatus: 200,
      nextTryAt: null,
      deliveredAt: expect.any(Number),
    });
    expect(await opened.account.message(second.id)).toMatchObject({
      state: 'dead',
      tries: 1,
      lastError: 'Gone.',
      deliveredAt: null,
    });
    expect(await outgoing.lastSequences([call.id, newId()])).toEqual(new Map([[call.id, 2]]));
  });

  it('costs batches without messages nothing: their statement is what it would be', async () => {
    const { rows } = await opened.admin.query<{ name: string; columns: string[] }>(
      `select table_name as name, array_agg(column_name::text order by ordinal_position) as columns
         from information_schema.columns where table_schema = 'ringside' group by table_name`,
    );
    const order = new Map(rows.map(({ name, columns }) => [name, columns]));
    const call = newCall();
    const batch = { ...EMPTY, newCalls: [call], facts: [factOf(call, 1)] };
    const before = { ...DIALER_COMMITS, sections: DIALER_COMMITS.sections.slice(0, -1) };
    const prepared = createCommits(DIALER_COMMITS)(1, batch, order);
    expect(prepared).toEqual(createCommits(before)(1, batch, order));
    expect(prepared.errands).toEqual([]);
    const telling = createCommits(DIALER_COMMITS)(1, { ...batch, messages: [messageOf(call.id, 1)] }, order);
    expect(telling.statement).not.toEqual(prepared.statement);
    expect(telling.errands).toHaveLength(1);
  });

  it('hands out nothing of hosts that are full, and a retry when it is due', async () => {
    const call = newCall();
    await commits.write({
      newCalls: [call],
      messages: [messageOf(call.id, 1, { url: 'http://127.0.0.1:8080/' })],
    });
    expect(await opened.store.outgoing.take(10, ['127.0.0.1:8080'])).toEqual([]);
    expect(await drain()).toEqual([call.id]);
    const head = await opened.store.outgoing.head(call.id);
    if (head === null) throw new Error('no head');
    await opened.store.outgoing.settle(head, {
      status: 500,
      error: 'The server answered 500.',
      retryInMs: 300,
    });
    expect(await opened.store.outgoing.head(call.id)).toBeNull();
    expect(await opened.store.outgoing.take(10, [])).toEqual([]);
    const due = await opened.store.outgoing.nextDueInMs();
    expect(due).toBeGreaterThan(0);
    expect(due).toBeLessThanOrEqual(300);
    await new Promise((resolve) => setTimeout(resolve, 320));
    expect(await drain()).toEqual([call.id]);
    const again = await opened.store.outgoing.head(call.id);
    expect(again).toMatchObject({
      id: head.id,
      tries: 1,
      lastStatus: 500,
      lastError: 'The server answered 500.',
    });
    if (again !== null) await opened.store.outgoing.settle(again, delivered);
  });

  it('is written exactly once when the connection is killed again and again', async () => {
    const calls: string[] = [];
    let lost = 0;
    for (let round = 0; round < 15; round++) {
      const call = newCall();
      calls.push(call.id);
      const killing = round % 3 === 0 ? opened.killWriter() : undefined;
      lost += await commits.insist({ newCalls: [call], messages: [messageOf(call.id, 1)] });
      await killing;
    }
    expect(lost).toBeGreaterThan(0);
    expect(await drain()).toEqual([...calls].sort());
    for (const callId of calls) {
      const page = await opened.account.messages({ limit: 5, filter: { call: callId } });
      expect(page.rows).toHaveLength(1);
      const head = await opened.store.outgoing.head(callId);
      if (head !== null) await opened.store.outgoing.settle(head, delivered);
    }
  });

  it('keeps the first of two messages with one number, and goes on', async () => {
    const call = newCall();
    const first = messageOf(call.id, 1);
    await commits.write({ newCalls: [call], messages: [first] });
    await commits.write({ messages: [messageOf(call.id, 1)] });
    const page = await opened.account.messages({ limit: 5, filter: { call: call.id } });
    expect(page.rows.map(({ id }) => id)).toEqual([first.id]);
    await drain();
  });

  it('makes new errands after a start for those the last process had taken', async () => {
    const call = newCall();
    await commits.write({
      newCalls: [call],
      messages: [messageOf(call.id, 1)],
    });
    expect(await opened.store.outgoing.take(1, [])).toHaveLength(1);
    // That process is gone here: nobody says that it is done.
    await opened.store.dialer.close();
    await opened.store.dialer.open();
    commits.number = 0;
    expect(await drain()).toEqual([]);
    await opened.store.outgoing.renew();
    expect(await drain()).toContain(call.id);
  });

  it('lists them newest first, by campaign, call and state, a page at a time', async () => {
    const account = opened.store.for(opened.accountId);
    const all = await account.messages({ limit: 1000, filter: { campaign: contacts.campaignId } });
    expect(all.rows.length).toBeGreaterThan(18);
    const read: string[] = [];
    for (let after: string | null = ''; after !== null;) {
      const page = await account.messages({
        limit: 7,
        ...(after === '' ? {} : { after }),
        filter: { campaign: contacts.campaignId },
      });
      read.push(...page.rows.map(({ id }) => id));
      after = page.next;
    }
    expect(read).toEqual(all.rows.map(({ id }) => id));
    const dead = await account.messages({ limit: 10, filter: { state: 'dead' } });
    expect(dead.rows.map(({ state }) => state)).toEqual(['dead']);
    expect((await account.messages({ limit: 10, filter: { call: 'nonsense' } })).rows).toEqual([]);
    const stranger = opened.store.for(newId());
    expect((await stranger.messages({ limit: 10, filter: {} })).rows).toEqual([]);
    const [some] = all.rows;
    expect(await stranger.message(some?.id ?? '')).toBeNull();
    expect(await stranger.replayMessage(some?.id ?? '')).toBeNull();
  });

  it('replays one: the same message, from the start of its schedule', async () => {
    const account = opened.store.for(opened.accountId);
    const { rows } = await account.messages({ limit: 1, filter: { state: 'dead' } });
    const dead = rows[0];
    if (dead === undefined) throw new Error('none is dead');
    await drain();
    expect(await account.replayMessage(dead.id)).toMatchObject({
      id: dead.id,
      body: dead.body,
      state: 'waiting',
      tries: 0,
    });
    expect(await drain()).toEqual([dead.callId]);
    expect(await opened.store.outgoing.head(dead.callId)).toMatchObject({ id: dead.id });
    expect(await account.replayMessage(newId())).toBeNull();
  });

  it('has one secret until it is rotated, and two for a day after', async () => {
    const account = opened.store.for(opened.accountId);
    const first = await account.webhookSecrets();
    expect(first).toHaveLength(1);
    expect(first[0]).toHaveLength(32);
    expect(await opened.store.outgoing.secrets(opened.accountId)).toEqual(first);
    const both = await account.rotateWebhookSecret();
    expect(both).toHaveLength(2);
    expect(both[1]).toEqual(first[0]);
    expect(both[0]).not.toEqual(first[0]);
    await opened.admin.query(`update ringside.webhook_secret set ends_at = now() where ends_at is not null`);
    expect(await account.webhookSecrets()).toEqual([both[0]]);
  });

  it('removes what was delivered long ago, some at a time, and nothing else', async () => {
    const calls = Array.from({ length: 5 }, newCall);
    const messages = calls.map(({ id }, i) => messageOf(id, 1, { createdAt: AT - i }));
    await commits.write({ newCalls: calls, messages });
    await drain();
    const [waiting, given, ...old] = messages;
    const { outgoing } = opened.store;
    for (const message of [given, ...old]) {
      const head = message === undefined ? null : await outgoing.head(message.callId);
      if (head === null) throw new Error('no head');
      await outgoing.settle(head, message === given ? { ...delivered, error: 'Gone.' } : delivered);
    }
    const ids = async (): Promise<string[]> =>
      (
        await opened.admin.query<{ id: string }>(
          `select id from ringside.message where call_id = any($1) order by created_at desc`,
          [calls.map(({ id }) => id)],
        )
      ).rows.map(({ id }) => id);
    const pool = openPool(() => opened.databaseUrl);
    const db = openDatabase(pool);
    try {
      // Delivered today, however old it is.
      await opened.admin.query(`update ringside.message set delivered_at = $2 where id = $1`, [
        old[0]?.id,
        new Date(Date.now() + 60_000),
      ]);
      expect(await removeOldMessages(db, AT - 100)).toBe(0);
      await removeOldMessages(db, Date.now() + 30_000, { some: 1, stopped: () => true });
      expect(await ids()).toHaveLength(5);
      expect(await removeOldMessages(db, Date.now() + 30_000, { some: 1 })).toBeGreaterThanOrEqual(2);
      expect(await ids()).toEqual([waiting?.id, given?.id, old[0]?.id]);
    } finally {
      await db.destroy();
    }
  });
});
