import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CampaignResource, Problem } from '@ringside/contracts';
import pg from 'pg';
import { io, type Socket } from 'socket.io-client';
import { v7 as uuidv7 } from 'uuid';
import { KEY_HEADERS, startApi, until, type Api } from './harness.js';

/**
 * R15: a bad key is answered with a real status and a code.
 * R16: nothing is done or shown to somebody who has not signed in, or who belongs to another account.
 */

let api: Api;
let campaign: CampaignResource;
const body = { dialer_type: 'Fixed', phone_number: '12025550100' };

beforeAll(async () => {
  api = await startApi();
  campaign = (await (await api.post('/v1/campaigns', body)).json()) as CampaignResource;
});
afterAll(() => api.stop());

const basic = (key: string, auth: string): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${key}:${auth}`).toString('base64')}`,
});
const { apiKey, apiAuth } = { apiKey: KEY_HEADERS['x-api-key'], apiAuth: KEY_HEADERS['x-api-auth'] };

async function problemOf(response: Response): Promise<[number, string]> {
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const problem = (await response.json()) as Problem;
  expect(problem.status).toBe(response.status);
  return [response.status, problem.code];
}
function anonymous(path: string, init: RequestInit = {}): Promise<Response> {
  return api.request(path, { ...init, anonymous: true });
}
/** Signs a browser in by key; answers its cookie. */
async function signIn(): Promise<string> {
  const response = await anonymous('/v1/session', {
    method: 'POST',
    body: JSON.stringify({ api_key: apiKey, api_auth: apiAuth }),
    headers: { 'content-type': 'application/json', origin: api.url },
  });
  expect(response.status).toBe(200);
  return cookieOf(response);
}
function cookieOf(response: Response): string {
  const [cookie] = response.headers.getSetCookie();
  expect(cookie).toMatch(/^ringside_session=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Strict$/);
  return cookie?.split(';')[0] ?? '';
}

describe('R15: without good credentials', () => {
  const routes = (): [method: string, path: string][] => [
    ['GET', '/v1'],
    ['GET', '/v1/account'],
    ['PATCH', '/v1/account'],
    ['POST', '/v1/account/stop_everything'],
    ['POST', '/v1/account/allow_dialing'],
    ['GET', '/v1/campaigns'],
    ['POST', '/v1/campaigns'],
    ['POST', '/v1/call'],
    ['GET', campaign.uri],
    ['POST', `${campaign.uri}/start`],
    ['POST', `${campaign.uri}/pause`],
    ['POST', `${campaign.uri}/stop`],
    ['GET', `${campaign.uri}/contacts`],
    ['POST', `${campaign.uri}/contacts`],
    ['GET', `${campaign.uri}/contacts/${campaign.id}`],
    ['GET', `${campaign.uri}/calls`],
    ['GET', '/v1/calls'],
    ['GET', '/v1/calls.csv'],
    ['GET', `/v1/calls/${campaign.id}`],
    ['POST', `/v1/calls/${campaign.id}/hang_up`],
    ['GET', '/v1/phone-systems'],
    ['GET', `/v1/phone-systems/${campaign.id}`],
    ['GET', '/v1/feeds'],
    ['GET', `/v1/feeds/${campaign.id}`],
    ['GET', '/v1/syncs'],
    ['POST', '/v1/syncs'],
    ['GET', `/v1/syncs/${campaign.id}`],
    ['GET', `/v1/syncs/${campaign.id}/refused`],
    ['GET', '/v1/tenants'],
    ['GET', `/v1/tenants/${campaign.id}`],
    ['POST', `/v1/tenants/${campaign.id}/adopt`],
    ['GET', '/v1/deliveries'],
    ['GET', '/v1/minutes'],
    ['DELETE', '/v1/session'],
    ['POST', '/v1/session/links'],
    ['GET', '/metrics'],
  ];

  it('every route is 401 with a challenge', async () => {
    for (const [method, path] of routes()) {
      for (const headers of [{}, basic(apiKey, 'wrong'), { 'x-api-key': 'wrong', 'x-api-auth': apiAuth }]) {
        const response = await anonymous(path, { method, headers });
        expect([method, path, response.status]).toEqual([method, path, 401]);
        expect(response.headers.get('www-authenticate')).toMatch(/^Basic realm=/);
        expect(await problemOf(response)).toEqual([401, 'unauthenticated']);
      }
    }
  });

  it('a script in a page is not made to show the browser’s own sign-in', async () => {
    const response = await anonymous('/v1', { headers: { 'sec-fetch-dest': 'empty' } });
    expect(response.headers.get('www-authenticate')).toBe('Key realm="Ringside"');
  });

  it('half of them, or of another kind, are none', async () => {
    for (const headers of [
      { 'x-api-key': apiKey },
      { 'x-api-auth': apiAuth },
      basic(apiKey, ''),
      basic('', apiAuth),
      { authorization: `Bearer ${apiAuth}` },
      { cookie: 'ringside_session=' },
      { cookie: `ringside_session=${'A'.repeat(43)}` },
    ]) {
      expect(await problemOf(await anonymous('/v1', { headers }))).toEqual([401, 'unauthenticated']);
    }
    expect(
      await problemOf(await anonymous(`/v1?api_key=${apiKey}&api_key=${apiKey}&api_auth=${apiAuth}`)),
    ).toEqual([401, 'unauthenticated']);
  });

  it('who guesses is slowed down, and nobody else', async () => {
    const tries = await Promise.all(
      Array.from({ length: 80 }, (_, i) => anonymous('/v1', { headers: basic('guessed', `wrong-${i}`) })),
    );
    const answers = tries.map(({ status }) => status);
    expect(new Set(answers)).toEqual(new Set([401, 429]));
    const limited = tries.find(({ status }) => status === 429);
    expect(Number(limited?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await api.request('/v1')).status).toBe(200);
  });
});

describe('credentials are taken', () => {
  it('from headers, from HTTP Basic, from the query and from the body', async () => {
    const json = { 'content-type': 'application/json' };
    for (const [path, init] of [
      ['/v1', { headers: KEY_HEADERS }],
      ['/v1', { headers: basic(apiKey, apiAuth) }],
      [`/v1?api_key=${apiKey}&api_auth=${apiAuth}`, {}],
      [
        '/v1/campaigns',
        { method: 'POST', headers: { ...json, ...basic(apiKey, apiAuth) }, body: JSON.stringify(body) },
      ],
      [
        '/v1/campaigns',
        {
          method: 'POST',
          headers: json,
          body: JSON.stringify({ ...body, api_key: apiKey, api_auth: apiAuth }),
        },
      ],
      [
        `/v1/campaigns?api_key=${apiKey}&api_auth=${apiAuth}`,
        { method: 'POST', headers: json, body: JSON.stringify(body) },
      ],
      [`${campaign.uri}/contacts?limit=1&api_key=${apiKey}&api_auth=${apiAuth}`, {}],
    ] as [string, RequestInit][]) {
      const response = await anonymous(path, init);
      expect([path, response.ok]).toEqual([path, true]);
      expect(await response.text()).not.toContain(apiAuth);
    }
  });
});

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
    const cookie = await signIn();
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
      expect(await problemOf(await start({ cookie, ...headers }))).toEqual([403, 'origin_not_allowed']);
    }
  });

  it('is not lent to another page by a browser that remembers HTTP Basic', async () => {
    const remembered = basic(apiKey, apiAuth);
    expect(await problemOf(await start({ ...remembered, origin: 'https://evil.example' }))).toEqual([
      403,
      'origin_not_allowed',
    ]);
    expect((await start(remembered)).status).toBe(200);
  });

  it('ends for good', async () => {
    const cookie = await signIn();
    const out = await anonymous('/v1/session', { method: 'DELETE', headers: { cookie, origin: api.url } });
    expect(out.status).toBe(204);
    expect(out.headers.getSetCookie()[0]).toMatch(/^ringside_session=;/);
    expect((await anonymous('/v1', { headers: { cookie } })).status).toBe(401);
  });

  it('cannot be opened by a wrong key, or from another page', async () => {
    const open = (headers: object, key: object): Promise<Response> =>
      anonymous('/v1/session', {
        method: 'POST',
        body: JSON.stringify(key),
        headers: { 'content-type': 'application/json', ...headers },
      });
    const wrong = await open({}, { api_key: apiKey, api_auth: 'wrong' });
    expect(await problemOf(wrong)).toEqual([401, 'unauthenticated']);
    expect(wrong.headers.getSetCookie()).toEqual([]);
    const elsewhere = await open({ origin: 'https://evil.example' }, { api_key: apiKey, api_auth: apiAuth });
    expect(await problemOf(elsewhere)).toEqual([403, 'origin_not_allowed']);
  });

  it('is noted when it is opened, when it is not, and when all of them end', async () => {
    const notes = (): Promise<string[]> =>
      withDatabase(async (client) => {
        const { rows } = await client.query<{ name: string }>(
          `select name from ringside.command where name like 'session.sign%' and ip is not null order by at`,
        );
        return rows.map(({ name }) => name);
      });
    const before = (await notes()).length;
    const cookie = await signIn();
    await anonymous('/v1/session', {
      method: 'POST',
      body: JSON.stringify({ api_key: apiKey, api_auth: 'wrong' }),
      headers: { 'content-type': 'application/json' },
    });
    await until(notes, (names) => names.length === before + 2);
    const out = await anonymous('/v1/session/all', {
      method: 'DELETE',
      headers: { cookie, origin: api.url },
    });
    expect(out.status).toBe(204);
    expect((await notes()).slice(before)).toEqual([
      'session.sign_in',
      'session.sign_in_failed',
      'session.sign_out_everywhere',
    ]);
  });
});

async function withDatabase<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: api.databaseUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

describe('R16: the socket', () => {
  async function connectWith(options: {
    auth?: object;
    headers?: Record<string, string>;
  }): Promise<Socket | Error> {
    const socket = io(api.url, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      ...(options.auth ? { auth: options.auth } : {}),
      ...(options.headers ? { extraHeaders: options.headers } : {}),
    });
    return new Promise((resolve) => {
      socket.on('connect', () => resolve(socket));
      socket.on('connect_error', (error) => {
        socket.close();
        resolve(error);
      });
    });
  }

  it('takes the key or the session, from the service’s own pages', async () => {
    const cookie = await signIn();
    for (const options of [
      { auth: { api_key: apiKey, api_auth: apiAuth } },
      { headers: { cookie, origin: api.url } },
    ]) {
      const socket = await connectWith(options);
      if (socket instanceof Error) throw socket;
      const answer: unknown = await socket.emitWithAck('campaign.follow', { id: campaign.id });
      expect(answer).toMatchObject({ ok: true });
      socket.close();
    }
  });

  it('refuses everybody else', async () => {
    const cookie = await signIn();
    for (const options of [
      {},
      { auth: { api_key: apiKey, api_auth: 'wrong' } },
      { auth: { api_key: { $ne: 1 }, api_auth: [] } },
      { headers: { cookie: 'ringside_session=x' } },
      { headers: { cookie, origin: 'https://evil.example' } },
    ]) {
      expect(await connectWith(options)).toBeInstanceOf(Error);
    }
  });

  it('is closed when its session ends, and only then', async () => {
    const [ending, staying] = [await signIn(), await signIn()];
    const [ended, stayed] = await Promise.all(
      [ending, staying].map((cookie) => connectWith({ headers: { cookie, origin: api.url } })),
    );
    if (!ended || !stayed || ended instanceof Error || stayed instanceof Error)
      throw new Error('not connected');
    const closed = new Promise((resolve) => ended.once('disconnect', resolve));
    const out = await anonymous('/v1/session', {
      method: 'DELETE',
      headers: { cookie: ending, origin: api.url },
    });
    expect(out.status).toBe(204);
    await closed;
    expect(await stayed.emitWithAck('campaign.follow', { id: campaign.id })).toMatchObject({ ok: true });
    stayed.close();
  });

  it('R16: shows no campaign of another account', async () => {
    const socket = await connectWith({ auth: { api_key: apiKey, api_auth: apiAuth } });
    if (socket instanceof Error) throw socket;
    const id = '01900000-0000-7000-8000-000000000000';
    expect(await socket.emitWithAck('campaign.follow', { id })).toMatchObject({
      ok: false,
      error: { code: 'not_found' },
    });
    expect(await socket.emitWithAck('campaign.start', { id, key: 'k' })).toMatchObject({ ok: false });
    socket.close();
  });
});

describe('R16: another account', () => {
  it('has nothing that can be seen, changed or dialed by its id', async () => {
    const client = new pg.Client({ connectionString: api.databaseUrl });
    await client.connect();
    const accountId = uuidv7();
    await client.query(`insert into ringside.account (id, name, time_zone) values ($1, 'Other', 'UTC')`, [
      accountId,
    ]);
    const connectionId = uuidv7();
    await client.query(
      `insert into ringside.connection (id, account_id, provider, name, secret) values ($1, $2, 'call-api', 'x', $3)`,
      [connectionId, accountId, Buffer.alloc(32)],
    );
    await client.end();
    const theirs = uuidv7();
    const contact = { id: uuidv7(), phone: '12025550199', fields: {} };
    const times = { ringTimeoutMs: 1000, maxDurationMs: 1000, replyTimeoutMs: 1000 };
    const settings = { ...times, machineDetection: 'off', from: null, callStateUrl: null } as const;
    await api.started.store
      .for(accountId)
      .createCampaign(
        { id: theirs, connectionId, name: 'Theirs', dialerType: 'Fixed', lines: 1, ...settings },
        [contact],
      );
    const uri = `/v1/campaigns/${theirs}`;
    const routes = [
      ['GET', uri],
      ['GET', `${uri}/contacts`],
      ['GET', `${uri}/contacts/${contact.id}`],
      ['GET', `${uri}/calls`],
      ['POST', `${uri}/start`],
      ['POST', `${uri}/pause`],
      ['POST', `${uri}/stop`],
    ] as const;
    for (const [method, path] of routes) {
      const response = await api.request(path, { method });
      expect([method, path, ...(await problemOf(response))]).toEqual([method, path, 404, 'not_found']);
    }
    const upload = await api.request(`${uri}/contacts`, {
      method: 'POST',
      body: '12025550100',
      headers: { 'content-type': 'text/csv' },
    });
    expect(await problemOf(upload)).toEqual([404, 'not_found']);
    expect(await (await api.request('/v1/campaigns')).text()).not.toContain(theirs);
    expect(await api.started.store.for(accountId).campaign(theirs)).toMatchObject({
      total: 1,
      campaign: { state: 'idle' },
    });
    expect(api.mock.stats().arrivals).toBe(0);
  });
});

describe('R16: a forged webhook', () => {
  it('is 401 and changes nothing', async () => {
    const id = campaign.id;
    for (const path of [
      `/webhooks/call-api/${id}/${id}/AAAAAAAAAAAAAAAAAAAAAA`,
      '/webhooks/call-api/x/y/z',
    ]) {
      const response = await anonymous(path, {
        method: 'POST',
        body: '{"id":1,"status":"completed"}',
        headers: { 'content-type': 'application/json' },
      });
      expect(response.status).toBe(401);
    }
  });
});

describe('what is set by the operator', () => {
  it('replaces the key at the next start', async () => {
    await api.restart({ API_KEY: 'second-key', API_AUTH: 'second-secret' });
    const second = { 'x-api-key': 'second-key', 'x-api-auth': 'second-secret' };
    expect((await anonymous('/v1', { headers: second })).status).toBe(200);
    const old = new URL(api.started.link);
    await api.restart();
    expect((await anonymous(old.pathname + old.search)).headers.get('location')).toBe('/sign-in?used=1');
    expect((await api.request('/v1')).status).toBe(200);
  });
});
