import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { CREDENTIALS, startApi, until, type Api } from './harness.js';
import { answerOf, basic, signInByKey } from './people.js';

/** The session of a browser: how it is opened, by a key or a one-time link, what it may change from where, and how it ends. */
let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const { apiKey, apiAuth } = CREDENTIALS;
function anonymous(path: string, init: RequestInit = {}): Promise<Response> {
  return api.request(path, { ...init, anonymous: true });
}
function cookieOf(response: Response): string {
  const [cookie] = response.headers.getSetCookie();
  expect(cookie).toMatch(/^ringside_session=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Strict$/);
  return cookie?.split(';')[0] ?? '';
}

describe('a one-time link', () => {
  it('opens a session once, and sends a latecomer to sign in', async () => {
    const { pathname, search } = new URL(api.started.link);
    const first = await anonymous(pathname + search);
    expect([first.status, first.headers.get('location')]).toEqual([303, '/']);
    const cookie = cookieOf(first);
    expect((await anonymous('/v1', { headers: { cookie } })).status).toBe(200);

    const again = await anonymous(pathname + search);
    expect([again.status, again.headers.get('location')]).toEqual([303, '/sign-in?used=1']);
    expect(again.headers.getSetCookie()).toEqual([]);
    const sameBrowser = await anonymous(pathname + search, { headers: { cookie } });
    expect(sameBrowser.headers.get('location')).toBe('/');
  });

  it('can be made for another browser', async () => {
    const response = await api.post('/v1/session/links');
    expect(response.status).toBe(201);
    const { url, expires_at } = (await response.json()) as { url: string; expires_at: string };
    expect(Date.parse(expires_at)).toBeGreaterThan(Date.now());
    const { pathname, search } = new URL(url);
    expect((await anonymous(pathname + search)).headers.get('location')).toBe('/');
    expect((await anonymous(pathname + search)).headers.get('location')).toBe('/sign-in?used=1');
  });

  it.each(['', 'x', 'A'.repeat(43), '../..', '%00'])('with the token %p opens nothing', async (token) => {
    const response = await anonymous(`/sign-in?token=${token}`);
    expect([response.status, response.headers.get('location')]).toEqual([303, '/sign-in?used=1']);
    expect(response.headers.getSetCookie()).toEqual([]);
  });
});

describe('a session', () => {
  const start = (headers: Record<string, string>): Promise<Response> =>
    anonymous('/v1/account/allow_dialing', { method: 'POST', headers });

  it('changes things only from the service’s own pages', async () => {
    const { cookie } = await signInByKey(api);
    const { port } = new URL(api.url);
    expect((await anonymous('/v1/account', { headers: { cookie } })).status).toBe(200);
    for (const headers of [
      { origin: api.url },
      { origin: `http://localhost:${port}` },
      { 'sec-fetch-site': 'same-origin' },
    ]) {
      expect((await start({ cookie, ...headers })).status).toBe(200);
    }
    for (const headers of [
      {},
      { origin: 'null' },
      { origin: 'https://evil.example' },
      { origin: `http://localhost:${Number(port) + 1}` },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ] as Record<string, string>[]) {
      expect(await answerOf(await start({ cookie, ...headers }))).toEqual([403, 'origin_not_allowed']);
    }
  });

  it('is not lent to another page by a browser that remembers HTTP Basic', async () => {
    const remembered = basic(apiKey, apiAuth);
    expect(await answerOf(await start({ ...remembered, origin: 'https://evil.example' }))).toEqual([
      403,
      'origin_not_allowed',
    ]);
    expect((await start(remembered)).status).toBe(200);
  });

  it('ends for good', async () => {
    const opened = await signInByKey(api);
    const out = await opened.request('DELETE', '/v1/session');
    expect(out.status).toBe(204);
    expect(out.headers.getSetCookie()[0]).toMatch(/^ringside_session=;/);
    expect((await opened.request('GET', '/v1')).status).toBe(401);
  });

  it('cannot be opened by a wrong key, or from another page', async () => {
    const open = (headers: object, key: object): Promise<Response> =>
      anonymous('/v1/session', {
        method: 'POST',
        body: JSON.stringify(key),
        headers: { 'content-type': 'application/json', ...headers },
      });
    const wrong = await open({}, { api_key: apiKey, api_auth: 'wrong' });
    expect(await answerOf(wrong)).toEqual([401, 'unauthenticated']);
    expect(wrong.headers.getSetCookie()).toEqual([]);
    const elsewhere = await open({ origin: 'https://evil.example' }, { api_key: apiKey, api_auth: apiAuth });
    expect(await answerOf(elsewhere)).toEqual([403, 'origin_not_allowed']);
  });

  it('is noted when it is opened, when it is not, whoever that was, and when all of them end', async () => {
    const client = new pg.Client({ connectionString: api.databaseUrl });
    await client.connect();
    const notes = async (): Promise<string[]> => {
      const { rows } = await client.query<{ note: string }>(
        `select concat_ws(' ', name, split_part(target, ':', 1)) as note from ringside.command
         where name like 'session.sign%' and ip is not null order by at`,
      );
      return rows.map(({ note }) => note);
    };
    const before = (await notes()).length;
    const opened = await signInByKey(api);
    for (const [i, credentials] of [
      { api_key: apiKey, api_auth: 'wrong' },
      { email: 'nobody@example.com', password: 'correct horse battery' },
    ].entries()) {
      const response = await anonymous('/v1/session', {
        method: 'POST',
        body: JSON.stringify(credentials),
        headers: { 'content-type': 'application/json' },
      });
      expect(await answerOf(response)).toEqual([401, 'unauthenticated']);
      await until(notes, (all) => all.length === before + 2 + i);
    }
    expect((await opened.request('DELETE', '/v1/session/all')).status).toBe(204);
    expect((await notes()).slice(before)).toEqual([
      'session.sign_in',
      'session.sign_in_failed api_key',
      'session.sign_in_failed',
      expect.stringMatching(/^session.sign_out_everywhere/),
    ]);
    await client.end();
  });
});
