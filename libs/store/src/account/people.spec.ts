import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Role } from '@ringside/contracts';
import { v7 as newId } from 'uuid';
import type { AccountStore } from '../account-store.js';
import { AT, openedStore, type OpenedStore } from '../testing/opened-store.js';

const PASSWORD = 'correct horse battery';

describe('people', () => {
  let opened: OpenedStore;
  let other: AccountStore;
  let clock = AT;
  let people = 0;

  beforeAll(async () => {
    opened = await openedStore(() => clock);
    other = opened.store.for(await opened.otherAccount());
  });
  afterAll(() => opened.end());

  const email = (): string => `Person.${(people += 1)}@Example.com`;
  async function invited(role: Role = 'supervisor') {
    const token = `token-${newId()}`;
    const user = await opened.account.createUser(
      { id: newId(), name: 'Ada', email: email(), role },
      { tokenHash: token, expiresAt: clock + 1000 },
    );
    if (user === 'email_taken') throw new Error(user);
    return { user, token };
  }
  async function active(role: Role = 'supervisor') {
    const { user, token } = await invited(role);
    await opened.store.directory.acceptInvitation(token, { password: PASSWORD });
    return user;
  }
  const signIn = async (userId: string, token = newId()): Promise<string> => {
    const { accountId } = opened;
    await opened.store.directory.createSession({ accountId, userId, keyId: null }, token, clock + 10_000);
    return token;
  };
  const principalOf = (token: string) => opened.store.directory.principalOfSession(token, clock);

  it('are invited, set a password once, and sign in by it whatever the case of their email', async () => {
    const { directory } = opened.store;
    const { user, token } = await invited();
    expect(user).toMatchObject({ state: 'invited', sessions: 0, lastSeenAt: null, createdAt: AT });
    expect(await directory.userOfPassword(user.email, PASSWORD)).toBeNull();
    const accepted = await Promise.all(
      [1, 2].map(() => directory.acceptInvitation(token, { name: 'Ada L.', password: PASSWORD })),
    );
    expect(accepted.filter((one) => one !== null)).toEqual([
      { accountId: opened.accountId, userId: user.id, keyId: null, ended: [] },
    ]);
    expect(await opened.account.user(user.id)).toMatchObject({ state: 'active', name: 'Ada L.' });
    expect(await directory.userOfPassword(user.email.toUpperCase(), PASSWORD)).toMatchObject({
      userId: user.id,
    });
    expect(await directory.userOfPassword(user.email, `${PASSWORD} `)).toBeNull();
    const { rows } = await opened.admin.query<{ password: string }>(
      'select password from ringside.user where id = $1',
      [user.id],
    );
    expect(rows[0]?.password).toMatch(/^scrypt\$15\$8\$1\$/);
  });

  it('cannot use an invitation that has run out or was replaced', async () => {
    const { directory } = opened.store;
    const { user, token } = await invited();
    await opened.account.invite(user.id, { tokenHash: `${token}-2`, expiresAt: clock + 1000 });
    expect(await directory.acceptInvitation(token, { password: PASSWORD })).toBeNull();
    clock += 1000;
    expect(await directory.acceptInvitation(`${token}-2`, { password: PASSWORD })).toBeNull();
  });

  it('take no email twice, in any account; a repeat with the same id is the same user', async () => {
    const { user } = await invited();
    const again = { name: 'Eve', email: user.email.toLowerCase(), role: 'admin' as const };
    const invitation = { tokenHash: newId(), expiresAt: clock + 1 };
    expect(await opened.account.createUser({ id: newId(), ...again }, invitation)).toBe('email_taken');
    expect(await other.createUser({ id: newId(), ...again }, invitation)).toBe('email_taken');
    expect(await other.createUser({ id: user.id, ...again }, invitation)).toBe('email_taken');
    expect(await opened.account.createUser({ id: user.id, ...again }, invitation)).toEqual(user);
  });

  it('lose their sessions when they are disabled, and may not come back by them', async () => {
    const { directory } = opened.store;
    const user = await active();
    const session = await signIn(user.id);
    expect(await principalOf(session)).toEqual({
      accountId: opened.accountId,
      user: { id: user.id, name: 'Ada', email: user.email, role: 'supervisor' },
      key: null,
    });
    expect(await opened.account.user(user.id)).toMatchObject({ sessions: 1 });
    expect(await opened.account.changeUser(user.id, { disabled: true })).toMatchObject({
      state: 'disabled',
      sessions: 0,
    });
    expect(await principalOf(session)).toBeNull();
    expect(await directory.userOfPassword(user.email, PASSWORD)).toBeNull();
    expect(await opened.account.invite(user.id, { tokenHash: newId(), expiresAt: clock + 1 })).toBeNull();
    expect(await opened.account.changeUser(user.id, { disabled: false })).toMatchObject({ state: 'active' });
    expect(await principalOf(session)).toBeNull();
  });

  it('change their password knowing it, which ends their other sessions', async () => {
    const user = await active();
    const [here, there] = [await signIn(user.id), await signIn(user.id)];
    expect(await opened.account.changePassword(user.id, 'wrong', 'another password', here)).toBeNull();
    expect(await opened.account.changePassword(user.id, PASSWORD, 'another password', here)).toEqual([there]);
    expect(await principalOf(here)).not.toBeNull();
    expect(await principalOf(there)).toBeNull();
    expect(await opened.store.directory.userOfPassword(user.email, PASSWORD)).toBeNull();
    expect(await opened.store.directory.userOfPassword(user.email, 'another password')).not.toBeNull();
  });

  it('always have an admin, also when two are demoted at once', async () => {
    const [one, two] = [await active('admin'), await active('admin')];
    const { user: notYet } = await invited('admin');
    const demoted = await Promise.all(
      [one, two].map(({ id }) => opened.account.changeUser(id, { role: 'caller' })),
    );
    expect(demoted.filter((result) => result === 'last_admin')).toHaveLength(1);
    const last = demoted[0] === 'last_admin' ? one : two;
    expect(await opened.account.changeUser(last.id, { disabled: true })).toBe('last_admin');
    expect(await opened.account.deleteUser(last.id)).toBe('last_admin');
    expect(await opened.account.changeUser(last.id, { name: 'Boss' })).toMatchObject({ name: 'Boss' });
    expect(await opened.account.deleteUser(notYet.id)).toBe('deleted');
    expect(await opened.account.user(notYet.id)).toBeNull();
  });

  it('are out of reach of another account', async () => {
    const user = await active();
    const session = await signIn(user.id);
    expect(await other.user(user.id)).toBeNull();
    expect(await other.changeUser(user.id, { name: 'x' })).toBeNull();
    expect(await other.invite(user.id, { tokenHash: newId(), expiresAt: clock + 1 })).toBeNull();
    expect(await other.deleteUser(user.id)).toBeNull();
    expect(await other.changePassword(user.id, PASSWORD, 'another password', null)).toBeNull();
    expect(await other.endSessions({ userId: user.id, keyId: null })).toEqual([]);
    expect((await other.users({ limit: 100 })).rows).toEqual([]);
    expect(await principalOf(session)).not.toBeNull();
    expect(await opened.account.endSessions({ userId: user.id, keyId: null })).toEqual([session]);
  });

  it('are listed newest first, page by page', async () => {
    const all = (await opened.account.users({ limit: 100 })).rows.map(({ id }) => id);
    expect(all).toEqual([...all].sort().reverse());
    const first = await opened.account.users({ limit: 2 });
    expect(first.prev).toBeNull();
    const second = await opened.account.users({ limit: 2, after: first.next ?? '' });
    expect([...first.rows, ...second.rows].map(({ id }) => id)).toEqual(all.slice(0, 4));
    const back = await opened.account.users({ limit: 2, before: second.prev ?? '' });
    expect(back.rows).toEqual(first.rows);
  });
});
