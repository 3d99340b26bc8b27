import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  ApiKeyResource,
  NewApiKeyResource,
  Page,
  Permission,
  SessionResource,
} from '@ringside/contracts';
import { CREDENTIALS, startApi, until, type Api } from './harness.js';
import { answerOf, browser, closed, connect } from './people.js';

/** API keys: what they may, how they are used, rotated and revoked. */
let api: Api;
/** What whoever started the service was told. */
const said: string[] = [];
beforeAll(async () => {
  api = await startApi({ said: (line) => said.push(line) });
});
afterAll(() => api.stop());

async function make(permissions: Permission[], key?: string): Promise<NewApiKeyResource> {
  const response = await api.post('/v1/api-keys', { name: 'Reports', permissions }, key);
  expect(response.status).toBe(201);
  return (await response.json()) as NewApiKeyResource;
}
const headersOf = ({ api_key, api_auth }: { readonly api_key: string; readonly api_auth: string }) => ({
  'x-api-key': api_key,
  'x-api-auth': api_auth,
});
async function asks(key: { readonly api_key: string; readonly api_auth: string }, path = '/v1/account') {
  return (await api.request(path, { anonymous: true, headers: headersOf(key) })).status;
}
const revoke = (id: string): Promise<Response> => api.request(`/v1/api-keys/${id}`, { method: 'DELETE' });

describe('a key', () => {
  it('is told with its secret once, and used from then on', async () => {
    const key = await make(['read', 'dial']);
    expect(key.api_key).toMatch(/^rk_[\w-]{16}$/);
    expect(key.api_auth).toMatch(/^[\w-]{43}$/);
    expect(key).toMatchObject({ permissions: ['read', 'dial'], last_used_at: null, revoked_at: null });
    expect(await asks(key)).toBe(200);
    const session = await api.request('/v1/session', { anonymous: true, headers: headersOf(key) });
    expect((await session.json()) as SessionResource).toMatchObject({
      kind: 'api_key',
      name: 'Reports',
      permissions: ['read', 'dial'],
      user_id: null,
    });
    const used = await until(
      () => api.get<ApiKeyResource>(key.uri),
      ({ last_used_at }) => last_used_at !== null,
    );
    expect(used.last_used_at).toMatch(/:00\.000Z$/);
    expect(used).not.toHaveProperty('api_auth');
    expect(await (await api.request('/v1/api-keys')).text()).not.toContain(key.api_auth);
  });

  it('may what it was made for', async () => {
    const post = async (key: NewApiKeyResource): Promise<unknown> =>
      answerOf(
        await api.request('/v1/campaigns', {
          method: 'POST',
          anonymous: true,
          headers: { ...headersOf(key), 'content-type': 'application/json' },
          body: JSON.stringify({ dialer_type: 'Fixed', phone_number: '12025550100' }),
        }),
      );
    const [reads, dials] = [await make(['read']), await make(['dial'])];
    expect(await post(reads)).toEqual([403, 'forbidden']);
    expect(await post(dials)).toEqual([201, null]);
    expect(await asks(dials)).toBe(403);
    expect(await asks(reads, '/v1/api-keys')).toBe(403);
  });

  it('must be told what it may, and what it is for', async () => {
    for (const body of [
      { name: 'x', permissions: [] },
      { name: 'x', permissions: ['everything'] },
      { name: 'x', permissions: ['read', 'read'] },
      { name: 'x' },
      { permissions: ['read'] },
      { name: '', permissions: ['read'] },
    ]) {
      expect(await answerOf(await api.post('/v1/api-keys', body))).toEqual([400, 'invalid_request']);
    }
  });

  it('with an Idempotency-Key is made once, and its secret told again to who asked', async () => {
    const before = (await api.get<Page<ApiKeyResource>>('/v1/api-keys?limit=1000')).items.length;
    const first = await make(['read'], 'make-1');
    expect(await make(['read'], 'make-1')).toEqual(first);
    const { items } = await api.get<Page<ApiKeyResource>>('/v1/api-keys?limit=1000');
    expect(items).toHaveLength(before + 1);
    const other = await make(['read', 'dial', 'admin']);
    const asOther = await api.request('/v1/api-keys', {
      method: 'POST',
      anonymous: true,
      headers: { ...headersOf(other), 'content-type': 'application/json', 'idempotency-key': 'make-1' },
      body: JSON.stringify({ name: 'Reports', permissions: ['read'] }),
    });
    expect(await answerOf(asOther)).toEqual([409, 'idempotency_key_reused']);
  });

  it('is renamed', async () => {
    const key = await make(['read']);
    const renamed = await api.request(key.uri, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Wallboard' }),
    });
    expect(await renamed.json()).toMatchObject({ id: key.id, name: 'Wallboard' });
  });
});

describe('a rotated key', () => {
  it('has both secrets for the overlap, then the new one', async () => {
    const key = await make(['read']);
    expect(await asks(key)).toBe(200);
    const response = await api.post(`${key.uri}/rotate`, { overlap: 2 });
    const rotated = (await response.json()) as NewApiKeyResource;
    expect([response.status, rotated.api_key]).toEqual([200, key.api_key]);
    expect(rotated.previous_secret_until).not.toBeNull();
    expect([await asks(key), await asks(rotated)]).toEqual([200, 200]);
    await until(
      () => asks(key),
      (status) => status === 401,
    );
    expect(await asks(rotated)).toBe(200);
    expect((await api.get<ApiKeyResource>(key.uri)).previous_secret_until).toBeNull();
  });

  it('has the old secret no longer at once, if asked so', async () => {
    const key = await make(['read']);
    expect(await asks(key)).toBe(200);
    const rotated = (await (await api.post(`${key.uri}/rotate`, { overlap: 0 })).json()) as NewApiKeyResource;
    expect([await asks(key), await asks(rotated)]).toEqual([401, 200]);
    for (const overlap of [-1, 604_801, 1.5]) {
      expect((await api.post(`${key.uri}/rotate`, { overlap })).status).toBe(400);
    }
  });
});

describe('a revoked key', () => {
  it('ends at once, with its sessions and sockets', async () => {
    const key = await make(['read', 'dial', 'admin']);
    expect(await asks(key)).toBe(200);
    const { api_key, api_auth } = key;
    const signedIn = await browser(api, 'POST', '/v1/session', { api_key, api_auth });
    expect(signedIn.session).toMatchObject({ kind: 'api_key', permissions: ['read', 'dial', 'admin'] });
    const sockets = [await connect(api, headersOf(key)), await signedIn.connect()];
    const link = new URL(
      ((await (await signedIn.request('POST', '/v1/session/links')).json()) as { url: string }).url,
    );

    expect((await revoke(key.id)).status).toBe(204);
    await Promise.all(sockets.map(closed));
    expect(await asks(key)).toBe(401);
    expect((await signedIn.request('GET', '/v1/session')).status).toBe(401);
    const redeemed = await api.request(link.pathname + link.search, { anonymous: true });
    expect(redeemed.headers.get('location')).toBe('/sign-in?used=1');
    expect((await revoke(key.id)).status).toBe(204);
    const revoked = await api.get<ApiKeyResource>(key.uri);
    expect(revoked.revoked_at).not.toBeNull();
    expect(Object.keys(revoked.actions)).toEqual(['rename']);
    expect(await answerOf(await api.post(`${key.uri}/rotate`, {}))).toEqual([403, 'forbidden']);
  });

  it('is 404 where there is none', async () => {
    expect((await revoke('01900000-0000-7000-8000-000000000000')).status).toBe(404);
  });
});

describe('the key of the settings', () => {
  const settingsKey = { api_key: CREDENTIALS.apiKey, api_auth: 'another-secret' };

  it('has the secret that they name', async () => {
    await api.restart({ API_AUTH: settingsKey.api_auth });
    expect(await asks(settingsKey)).toBe(200);
    expect(said.join()).not.toContain('revoked');
  });

  it('stays revoked, whatever they name, and the start says so', async () => {
    await api.restart();
    const other = await make(['read', 'admin']);
    const { items } = (await (
      await api.request('/v1/api-keys?limit=1000', { anonymous: true, headers: headersOf(other) })
    ).json()) as Page<ApiKeyResource>;
    const { uri = '' } = items.find(({ api_key }) => api_key === settingsKey.api_key) ?? {};
    const revoked = await api.request(uri, { method: 'DELETE', anonymous: true, headers: headersOf(other) });
    expect(revoked.status).toBe(204);
    for (const API_AUTH of [settingsKey.api_auth, 'a-third-secret']) {
      said.length = 0;
      await api.restart({ API_AUTH });
      expect(await asks({ ...settingsKey, api_auth: API_AUTH })).toBe(401);
      expect(said.filter((line) => line.includes(`API_KEY ${settingsKey.api_key} was revoked`))).toHaveLength(
        1,
      );
    }
    expect(await asks(other)).toBe(200);
  });
});
