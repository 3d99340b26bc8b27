import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import type { AccountStore } from '../account-store.js';
import { AT, openedStore, type OpenedStore } from '../testing/opened-store.js';

describe('API keys', () => {
  let opened: OpenedStore;
  let other: AccountStore;
  let clock = AT;

  beforeAll(async () => {
    opened = await openedStore(() => clock);
    other = opened.store.for(await opened.otherAccount());
  });
  afterAll(() => opened.end());

  const make = (apiAuth: string) =>
    opened.account.createApiKey({
      id: newId(),
      name: 'Reports',
      apiKey: `rk_${newId()}`,
      apiAuth,
      permissions: ['read'],
    });
  const principalOf = (apiKey: string, apiAuth: string) =>
    opened.store.directory.principalOfKey(apiKey, apiAuth);

  it('are known by a secret that is not stored', async () => {
    const key = await make('secret-one');
    expect(key).toMatchObject({ permissions: ['read'], lastUsedAt: null, revokedAt: null, createdAt: AT });
    expect(await principalOf(key.apiKey, 'secret-one')).toMatchObject({
      accountId: opened.accountId,
      key: { id: key.id, name: 'Reports', permissions: ['read'] },
      until: null,
    });
    expect(await principalOf(key.apiKey, 'secret-two')).toBeNull();
    const { rows } = await opened.admin.query<{ row: string }>(
      'select row_to_json(k)::text as row from ringside.api_key k',
    );
    expect(rows.map(({ row }) => row).join()).not.toContain('secret-one');
    await opened.store.directory.noteKey(key.id, AT + 60_000);
    expect(await opened.account.apiKey(key.id)).toMatchObject({ lastUsedAt: AT + 60_000 });
  });

  it('have two secrets for a while when they are rotated, then the newer one', async () => {
    const key = await make('before');
    const rotated = await opened.account.rotateApiKey(key.id, 'after', clock + 5000);
    expect(rotated).toMatchObject({ previousSecretUntil: clock + 5000 });
    expect(await principalOf(key.apiKey, 'after')).toMatchObject({ until: null });
    expect(await principalOf(key.apiKey, 'before')).toMatchObject({ until: clock + 5000 });
    clock += 5000;
    expect(await principalOf(key.apiKey, 'before')).toBeNull();
    expect(await opened.account.apiKey(key.id)).toMatchObject({ previousSecretUntil: null });
    expect(await opened.account.rotateApiKey(key.id, 'third', clock)).not.toBeNull();
    expect(await principalOf(key.apiKey, 'after')).toBeNull();
  });

  it('rotate the secret of the settings too', async () => {
    const first = await principalOf('key', 'auth');
    await opened.account.rotateApiKey(first?.key?.id ?? '', 'random', clock + 5000);
    expect(await principalOf('key', 'auth')).toMatchObject({ until: clock + 5000 });
    expect(await principalOf('key', 'random')).toMatchObject({ until: null });
  });

  it('are revoked for good, with the sessions that they opened', async () => {
    const { directory } = opened.store;
    const key = await make('gone');
    const owner = { accountId: opened.accountId, userId: null, keyId: key.id };
    await directory.createSession(owner, 'session-of-key', clock + 1000);
    expect(await directory.principalOfSession('session-of-key', clock)).toMatchObject({
      key: { permissions: ['read'] },
    });
    const revoked = await opened.account.revokeApiKey(key.id);
    expect(revoked).toMatchObject({ revokedAt: clock });
    expect(await principalOf(key.apiKey, 'gone')).toBeNull();
    expect(await directory.principalOfSession('session-of-key', clock)).toBeNull();
    expect(await opened.account.rotateApiKey(key.id, 'again', clock + 1)).toBeNull();
    clock += 1;
    expect(await opened.account.revokeApiKey(key.id)).toEqual(revoked);
  });

  it('are out of reach of another account', async () => {
    const key = await make('mine');
    expect(await other.apiKey(key.id)).toBeNull();
    expect(await other.renameApiKey(key.id, 'x')).toBeNull();
    expect(await other.rotateApiKey(key.id, 'theirs', clock)).toBeNull();
    expect(await other.revokeApiKey(key.id)).toBeNull();
    expect((await other.apiKeys({ limit: 10 })).rows).toEqual([]);
    await expect(other.createApiKey({ ...key, apiKey: 'rk_theirs', apiAuth: 'theirs' })).rejects.toThrow();
    expect(await principalOf(key.apiKey, 'mine')).not.toBeNull();
    expect(await opened.account.renameApiKey(key.id, 'Renamed')).toMatchObject({ name: 'Renamed' });
  });
});
