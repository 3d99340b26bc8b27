import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import type { TokenOwner } from '../people-store.js';
import { AT, openedStore, type OpenedStore } from '../testing/opened-store.js';

describe('the directory', () => {
  let opened: OpenedStore;
  let clock = AT;

  beforeAll(async () => {
    opened = await openedStore(() => clock);
  });
  afterAll(() => opened.end());

  const owner = (): TokenOwner => ({ accountId: opened.accountId, userId: null, keyId: null });

  it('makes the first account once', async () => {
    const again = await opened.store.directory.setUp({
      apiKey: 'other',
      apiAuth: 'other',
      connection: { provider: 'call-api', name: 'Again' },
    });
    expect(again).toEqual({ accountId: opened.accountId, connection: opened.connection, created: false });
    expect(await opened.store.directory.principalOfKey('other', 'other')).toBeNull();
    expect(await opened.store.directory.firstAccount()).toBe(opened.accountId);
    const other = await opened.store.directory.setUp({
      apiKey: 'x',
      apiAuth: 'x',
      connection: { provider: 'twilio', name: 'Twilio' },
    });
    expect(other.connection.id).not.toBe(opened.connection.id);
    expect(other.connection.secret).toHaveLength(32);
    expect(other.connection.secret).not.toEqual(opened.connection.secret);
  });

  it('knows a key by its secret, which it does not store', async () => {
    const { directory } = opened.store;
    expect(await directory.principalOfKey('key', 'auth')).toEqual({
      accountId: opened.accountId,
      user: null,
      key: { id: expect.any(String), name: 'First key', permissions: ['read', 'dial', 'admin'] },
      until: null,
    });
    for (const [key, secret] of [
      ['key', 'Auth'],
      ['key', ''],
      ['', 'auth'],
      ['KEY', 'auth'],
      ['keya', 'uth'],
      ['\0', '\0'],
    ]) {
      expect(await directory.principalOfKey(key ?? '', secret ?? '')).toBeNull();
    }
    const { rows } = await opened.admin.query<{ row: string }>(
      'select row_to_json(k)::text as row from ringside.api_key k',
    );
    expect(rows.map(({ row }) => row).join()).not.toContain('auth"');
  });

  it('takes the key of the settings, and brings it back when it was revoked', async () => {
    const { directory } = opened.store;
    await directory.setKey(opened.accountId, 'mine', 'first');
    const first = await directory.principalOfKey('mine', 'first');
    await directory.setKey(opened.accountId, 'mine', 'second');
    expect(await directory.principalOfKey('mine', 'first')).toBeNull();
    expect(await directory.principalOfKey('mine', 'second')).toEqual(first);
    await opened.account.revokeApiKey(first?.key?.id ?? '');
    expect(await directory.principalOfKey('mine', 'second')).toBeNull();
    await directory.setKey(opened.accountId, 'mine', 'second');
    expect(await directory.principalOfKey('mine', 'second')).toEqual(first);
  });

  it('finds a connection under its own provider only', async () => {
    const { directory } = opened.store;
    const { id } = opened.connection;
    for (let i = 0; i < 2; i++) {
      expect(await directory.connection('twilio', id)).toBeNull();
      expect(await directory.connection('call-api', id)).toEqual(opened.connection);
    }
    expect(await directory.connection('call-api', newId())).toBeNull();
  });

  it('makes a connection of a kind and name once, however many ask at once', async () => {
    const { directory } = opened.store;
    const asked = await Promise.all(
      Array.from({ length: 8 }, () => directory.ensureConnection(opened.accountId, 'pbx', 'Office')),
    );
    expect(new Set(asked.map(({ id }) => id)).size).toBe(1);
    expect(asked[0]?.secret).toHaveLength(32);
    expect(await directory.connection('pbx', asked[0]?.id ?? '')).toEqual(asked[0]);
    const named = await directory.ensureConnection(opened.accountId, 'pbx', 'Branch \0');
    expect(named.id).not.toBe(asked[0]?.id);
    expect(await directory.ensureConnection(opened.accountId, 'pbx', 'Branch \0')).toEqual(named);
    const { provider, id } = opened.connection;
    expect((await directory.ensureConnection(opened.accountId, provider, 'Call API')).id).toBe(id);
    await expect(directory.ensureConnection(newId(), 'pbx', 'Office')).rejects.toThrow();
  });

  it('redeems a link once, and none that has run out', async () => {
    const { directory } = opened.store;
    await directory.createLink(owner(), 'link-1', AT + 1000);
    await directory.createLink(owner(), 'link-2', AT + 1000);
    const redeemed = await Promise.all([1, 2, 3].map(() => directory.redeemLink('link-1', AT)));
    expect(redeemed.filter((by) => by?.accountId === opened.accountId)).toHaveLength(1);
    expect(await directory.redeemLink('link-2', AT + 1000)).toBeNull();
    expect(await directory.redeemLink('link-3', AT)).toBeNull();
  });

  it('keeps a session until its end', async () => {
    const { directory } = opened.store;
    await directory.createSession(owner(), 'session-1', AT + 1000);
    expect(await directory.principalOfSession('session-1', AT + 999)).toEqual({
      accountId: opened.accountId,
      user: null,
      key: null,
    });
    expect(await directory.principalOfSession('session-1', AT + 1000)).toBeNull();
    expect(await directory.principalOfSession('session-1\0', AT)).toBeNull();
    await directory.endSession('session-1');
    expect(await directory.principalOfSession('session-1', AT)).toBeNull();
  });

  it('notes who came in, and whose credentials were wrong, without them', async () => {
    const { directory } = opened.store;
    const key = (await directory.principalOfKey('key', 'auth'))?.key?.id ?? '';
    const user = await opened.account.createUser(
      { id: newId(), name: 'Ada', email: 'Ada@example.com', role: 'caller' },
      { tokenHash: 'invitation-1', expiresAt: AT + 1000 },
    );
    if (user === 'email_taken') throw new Error('taken');
    await opened.admin.query('delete from ringside.command');
    await directory.createSession({ ...owner(), keyId: key }, 'session-2', AT + 1000, '203.0.113.7');
    await directory.createSession({ ...owner(), userId: user.id }, 'session-3', AT + 1000, '::1');
    await directory.createSession(owner(), 'session-4', AT + 1000);
    await directory.noteFailedSignIn({ email: 'ADA@example.com' }, '203.0.113.8');
    await directory.noteFailedSignIn({ apiKey: 'key' }, '203.0.113.9');
    const { rows } = await opened.admin.query<{ note: string }>(
      `select concat_ws(' ', name, actor, target, ip) as note from ringside.command
        where account_id = $1 and at = $2`,
      [opened.accountId, new Date(AT)],
    );
    expect(rows.map(({ note }) => note).sort()).toEqual(
      [
        `session.sign_in api_key:${key} 203.0.113.7`,
        `session.sign_in user:${user.id} ::1`,
        'session.sign_in link',
        `session.sign_in_failed nobody user:${user.id} 203.0.113.8`,
        `session.sign_in_failed nobody api_key:${key} 203.0.113.9`,
      ].sort(),
    );
  });

  it('notes wrong credentials of nobody, without them, and a flood of them ten times a minute at most', async () => {
    const { directory } = opened.store;
    const notes = async (): Promise<string[]> => {
      const { rows } = await opened.admin.query<{ note: string }>(
        `select concat_ws(' ', account_id, name, actor, target, ip) as note from ringside.command order by at`,
      );
      return rows.map(({ note }) => note);
    };
    const noted = (ip: string): string => `${opened.accountId} session.sign_in_failed nobody ${ip}`;
    await opened.admin.query('delete from ringside.command');
    await directory.noteFailedSignIn({ email: 'hunter2' }, '203.0.113.1');
    expect(await notes()).toEqual([noted('203.0.113.1')]);
    clock += 6000;
    await directory.noteFailedSignIn({ apiKey: '\0' }, '203.0.113.2');
    expect(await notes()).toEqual([noted('203.0.113.1'), noted('203.0.113.2')]);

    for (let i = 1; i <= 600; i++) {
      clock += 100;
      await directory.noteFailedSignIn({ email: `made.up.${i}@example.com` }, `198.51.100.${i % 250}`);
    }
    expect(await notes()).toHaveLength(12);

    await opened.otherAccount();
    clock += 6000;
    await directory.noteFailedSignIn({ email: 'x@example.com' }, '203.0.113.3');
    expect(await notes()).toHaveLength(12);
  });
});
