import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { InvitationResource, Page, SessionResource, UserResource } from '@ringside/contracts';
import pg from 'pg';
import { startApi, until, type Api } from './harness.js';
import { PASSWORD, answerOf, browser, closed, connect, person, signIn } from './people.js';

/** People: invited, signed in, changed and sent away, over REST and the socket. */
let api: Api;
const log: string[] = [];
/** Everything that nobody but who it was told to may know. */
const secrets: string[] = [PASSWORD];

beforeAll(async () => {
  api = await startApi({ log: (line) => log.push(line) });
});
afterAll(() => api.stop());

const json = async <T>(response: Response | Promise<Response>): Promise<T> =>
  (await (await response).json()) as T;
const user = (id: string): Promise<UserResource> => api.get(`/v1/users/${id}`);
const patch = (id: string, body: object): Promise<Response> =>
  api.request(`/v1/users/${id}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const tokenOf = ({ url }: InvitationResource): string => {
  const token = url.split('#')[1] ?? '';
  secrets.push(token);
  return token;
};
const accept = (token: string, password = PASSWORD): Promise<Response> =>
  api.request('/v1/invitations', {
    method: 'POST',
    anonymous: true,
    headers: { 'content-type': 'application/json', origin: api.url },
    body: JSON.stringify({ token, password }),
  });

describe('a user', () => {
  it('is invited, sets a password once, and is in', async () => {
    const response = await api.post('/v1/users', {
      name: 'Ada',
      email: 'Ada@Example.com',
      role: 'supervisor',
    });
    expect(response.status).toBe(201);
    const invitation = await json<InvitationResource>(response);
    expect(response.headers.get('location')).toBe(`/v1/users/${invitation.user_id}`);
    expect(invitation.url).toMatch(new RegExp(`^${api.url}/welcome#[\\w-]{43}$`));
    expect(Date.parse(invitation.expires_at)).toBeGreaterThan(Date.now() + 6 * 86_400_000);
    expect(await user(invitation.user_id)).toMatchObject({ state: 'invited', sessions: 0 });

    const token = tokenOf(invitation);
    expect(await answerOf(await accept(token, 'short'))).toEqual([400, 'invalid_request']);
    const ada = await browser(api, 'POST', '/v1/invitations', { token, password: PASSWORD, name: 'Ada L.' });
    secrets.push(ada.cookie.split('=')[1] ?? '');
    expect(ada.session).toMatchObject({
      kind: 'user',
      name: 'Ada L.',
      email: 'Ada@Example.com',
      role: 'supervisor',
      permissions: ['read', 'dial'],
    });
    expect(await answerOf(await accept(token))).toEqual([410, 'invitation_over']);
    expect(await user(invitation.user_id)).toMatchObject({ state: 'active', sessions: 1, name: 'Ada L.' });
    await until(
      async () => (await user(invitation.user_id)).last_seen_at,
      (at) => at !== null,
    );
  });

  it('signs in by email, however it is written, and by nothing else', async () => {
    const { email } = await person(api, 'admin');
    const { session } = await signIn(api, email.toUpperCase());
    expect(session).toMatchObject({ kind: 'user', role: 'admin', permissions: ['read', 'dial', 'admin'] });
    for (const body of [
      { email, password: `${PASSWORD}.` },
      { email: 'nobody@example.com', password: PASSWORD },
      { email, password: '' },
    ]) {
      const response = await api.request('/v1/session', {
        method: 'POST',
        anonymous: true,
        headers: { 'content-type': 'application/json', origin: api.url },
        body: JSON.stringify(body),
      });
      expect(await answerOf(response)).toEqual([401, 'unauthenticated']);
      expect(response.headers.getSetCookie()).toEqual([]);
    }
    const half = await api.request('/v1/session', {
      method: 'POST',
      anonymous: true,
      headers: { 'content-type': 'application/json', origin: api.url },
      body: JSON.stringify({ email }),
    });
    expect(await answerOf(half)).toEqual([400, 'invalid_request']);
  });

  it('without permissions sees their own session and nothing else', async () => {
    const caller = await person(api, 'caller');
    expect(await json<SessionResource>(caller.request('GET', '/v1/session'))).toMatchObject({
      role: 'caller',
      permissions: [],
    });
    expect(await answerOf(await caller.request('GET', '/v1/campaigns'))).toEqual([403, 'forbidden']);
    expect(await answerOf(await caller.request('GET', '/v1/users'))).toEqual([403, 'forbidden']);
    const supervisor = await person(api, 'supervisor');
    expect((await supervisor.request('GET', '/v1/campaigns')).status).toBe(200);
    expect(await answerOf(await supervisor.request('POST', '/v1/session/links'))).toEqual([403, 'forbidden']);
    expect(await answerOf(await supervisor.request('PATCH', '/v1/account', {}))).toEqual([403, 'forbidden']);
  });

  it('takes no email that is another’s', async () => {
    const { email } = await person(api, 'caller');
    const again = await api.post('/v1/users', { name: 'x', email: email.toUpperCase(), role: 'admin' });
    expect(await answerOf(again)).toEqual([409, 'email_taken']);
    for (const body of [
      { name: 'x', email: 'not an email', role: 'admin' },
      { name: '', email: 'x@example.com', role: 'admin' },
      { name: 'x', email: 'x@example.com', role: 'boss' },
    ]) {
      expect(await answerOf(await api.post('/v1/users', body))).toEqual([400, 'invalid_request']);
    }
  });

  it('is in the list, with what may be done', async () => {
    const { id } = await person(api, 'caller');
    const { items, actions } = await api.get<Page<UserResource>>('/v1/users');
    const listed = items.find((one) => one.id === id);
    expect(Object.keys(listed?.actions ?? {}).sort()).toEqual([
      'change',
      'delete',
      'invite_again',
      'sign_out',
    ]);
    expect(Object.keys(actions)).toEqual(['invite']);
    const first = await api.get<Page<UserResource>>('/v1/users?limit=1');
    expect(first.items.map((one) => one.id)).toEqual([id]);
    expect((await api.get<Page<UserResource>>(first.next_page ?? '')).prev_page).not.toBeNull();
  });
});

describe('what is changed holds at once', () => {
  it('a role: for the session and for sockets', async () => {
    const ada = await person(api, 'admin');
    const socket = await ada.connect();
    expect((await patch(ada.id, { role: 'caller' })).status).toBe(200);
    await closed(socket);
    expect(await answerOf(await ada.request('GET', '/v1/campaigns'))).toEqual([403, 'forbidden']);
    const again = await ada.connect();
    expect(await again.emitWithAck('account.follow', {})).toMatchObject({ error: { code: 'forbidden' } });
    again.close();
  });

  it('disabled: sessions, sockets, links, the password', async () => {
    const ada = await person(api, 'admin');
    const socket = await ada.connect();
    const link = new URL((await json<{ url: string }>(ada.request('POST', '/v1/session/links'))).url);
    expect((await patch(ada.id, { state: 'disabled' })).status).toBe(200);
    await closed(socket);
    expect(await answerOf(await ada.request('GET', '/v1/session'))).toEqual([401, 'unauthenticated']);
    await expect(ada.connect()).rejects.toThrow('unauthenticated');
    await expect(signIn(api, ada.email)).rejects.toThrow('401');
    const redeemed = await api.request(link.pathname + link.search, { anonymous: true });
    expect(redeemed.headers.get('location')).toBe('/sign-in?used=1');
    expect(await answerOf(await api.post(`/v1/users/${ada.id}/invitation`))).toEqual([403, 'forbidden']);

    expect((await patch(ada.id, { state: 'active' })).status).toBe(200);
    expect((await signIn(api, ada.email)).session.user_id).toBe(ada.id);
    expect((await ada.request('GET', '/v1/session')).status).toBe(401);
  });

  it('deleted', async () => {
    const ada = await person(api, 'supervisor');
    const socket = await ada.connect();
    expect((await api.request(`/v1/users/${ada.id}`, { method: 'DELETE' })).status).toBe(204);
    await closed(socket);
    expect((await ada.request('GET', '/v1/session')).status).toBe(401);
    expect((await api.request(`/v1/users/${ada.id}`)).status).toBe(404);
  });

  it('signed out by an admin, or everywhere by oneself', async () => {
    const ada = await person(api, 'supervisor');
    const [other, stranger] = [await signIn(api, ada.email), await person(api, 'supervisor')];
    const [socket, bystander] = [await ada.connect(), await stranger.connect()];
    expect((await other.request('DELETE', '/v1/session/all')).status).toBe(204);
    await closed(socket);
    for (const gone of [ada, other]) expect((await gone.request('GET', '/v1/session')).status).toBe(401);

    const back = await signIn(api, ada.email);
    expect((await api.request(`/v1/users/${ada.id}/sessions`, { method: 'DELETE' })).status).toBe(204);
    expect((await back.request('GET', '/v1/session')).status).toBe(401);
    expect(await bystander.emitWithAck('account.follow', {})).toMatchObject({ ok: true });
    bystander.close();
  });

  it('a password: known, and every other session ends', async () => {
    const ada = await person(api, 'supervisor');
    const other = await signIn(api, ada.email);
    const [here, there] = [await ada.connect(), await other.connect()];
    const next = 'another long password';
    secrets.push(next);
    const wrong = await ada.request('POST', '/v1/session/password', { current: 'wrong', password: next });
    expect(await answerOf(wrong)).toEqual([400, 'invalid_request']);
    const change = { current: PASSWORD, password: next };
    for (let i = 0; i < 2; i++) {
      expect((await ada.request('POST', '/v1/session/password', change, 'change-1')).status).toBe(204);
    }
    const reused = { ...change, password: 'yet another password' };
    expect(await answerOf(await ada.request('POST', '/v1/session/password', reused, 'change-1'))).toEqual([
      409,
      'idempotency_key_reused',
    ]);
    await closed(there);
    expect((await other.request('GET', '/v1/session')).status).toBe(401);
    expect(await here.emitWithAck('account.follow', {})).toMatchObject({ ok: true });
    here.close();
    await expect(signIn(api, ada.email)).rejects.toThrow('401');
    expect((await signIn(api, ada.email, next)).session.user_id).toBe(ada.id);
    const byKey = await api.post('/v1/session/password', change);
    expect(await answerOf(byKey)).toEqual([403, 'forbidden']);
  });

  it('forgotten: a new invitation, after which the sessions of before are over', async () => {
    const ada = await person(api, 'supervisor');
    const socket = await ada.connect();
    const first = await json<InvitationResource>(api.post(`/v1/users/${ada.id}/invitation`));
    const second = await json<InvitationResource>(api.post(`/v1/users/${ada.id}/invitation`));
    expect((await ada.request('GET', '/v1/session')).status).toBe(200);
    expect(await answerOf(await accept(tokenOf(first)))).toEqual([410, 'invitation_over']);
    expect((await accept(tokenOf(second), 'a new long password')).status).toBe(200);
    await closed(socket);
    await expect(signIn(api, ada.email)).rejects.toThrow('401');
  });
});

describe('the last admin', () => {
  it('cannot be demoted, disabled or deleted', async () => {
    const one = await person(api, 'admin');
    const { items } = await api.get<Page<UserResource>>('/v1/users?limit=1000');
    for (const other of items.filter(({ role, id }) => role === 'admin' && id !== one.id)) {
      expect((await patch(other.id, { role: 'caller' })).status).toBe(200);
    }
    for (const change of [{ role: 'supervisor' }, { state: 'disabled' }]) {
      expect(await answerOf(await patch(one.id, change))).toEqual([409, 'last_admin']);
    }
    const deleted = await one.request('DELETE', `/v1/users/${one.id}`);
    expect(await answerOf(deleted)).toEqual([409, 'last_admin']);
    expect(await user(one.id)).toMatchObject({ role: 'admin', state: 'active' });
    expect((await patch(one.id, { name: 'Boss', role: 'admin' })).status).toBe(200);
  });
});

describe('an invitation with an Idempotency-Key', () => {
  it('is made once, and told again to the same credentials only', async () => {
    const admin = await person(api, 'admin');
    const body = { name: 'Once', email: 'once@example.com', role: 'caller' };
    const first = await json<InvitationResource>(admin.request('POST', '/v1/users', body, 'invite-1'));
    tokenOf(first);
    expect(await json(admin.request('POST', '/v1/users', body, 'invite-1'))).toEqual(first);
    const stranger = await person(api, 'admin');
    const answer = await stranger.request('POST', '/v1/users', body, 'invite-1');
    expect(await answerOf(answer)).toEqual([409, 'idempotency_key_reused']);
    const other = await admin.request('POST', '/v1/users', { ...body, name: 'Twice' }, 'invite-1');
    expect(await answerOf(other)).toEqual([409, 'idempotency_key_reused']);
  });
});

describe('who guesses a password', () => {
  it('is slowed down for that email, from wherever', async () => {
    const { email } = await person(api, 'caller');
    const guess = (): Promise<unknown[]> =>
      Promise.all(
        Array.from({ length: 14 }, (_, i) =>
          signIn(api, email, `wrong password ${i}`).catch((error: Error) => error.message),
        ),
      );
    const began = performance.now();
    const tries = await until(guess, (said) => said.some((message) => String(message).includes('429')));
    // Ten a minute, and what a busy machine's time brings back.
    const most = 11 + (performance.now() - began) / 6000;
    expect(tries.filter((message) => String(message).includes('401')).length).toBeLessThanOrEqual(most);
    // The right one has to wait as well; on a busy machine it may come when the wait is over, and all begins anew.
    await until(
      async () => {
        const said = await signIn(api, email).catch((error: Error) => error.message);
        if (typeof said !== 'string') await guess();
        return said;
      },
      (said) => String(said).includes('429'),
    );
    const another = await person(api, 'caller');
    expect((await signIn(api, another.email)).session.user_id).toBe(another.id);
  });
});

describe('secrets', () => {
  it('stand neither in the log nor in the database', async () => {
    const browserOfLink = await api.request(
      new URL(api.started.link).pathname + new URL(api.started.link).search,
      {
        anonymous: true,
      },
    );
    secrets.push(
      new URL(api.started.link).searchParams.get('token') ?? '',
      browserOfLink.headers.getSetCookie()[0]?.split(/[=;]/)[1] ?? '',
      api.credentials.apiAuth,
    );
    await connect(api, { 'x-api-key': api.credentials.apiKey, 'x-api-auth': 'a-wrong-secret' }).catch(
      () => null,
    );
    secrets.push('a-wrong-secret');
    await api.request(`/v1/campaigns?api_key=${api.credentials.apiKey}&api_auth=${api.credentials.apiAuth}`, {
      anonymous: true,
    });
    expect(secrets.every((secret) => secret.length > 8)).toBe(true);
    expect(log.length).toBeGreaterThan(50);
    const everything = [...log, ...(await database())].join('\n');
    for (const secret of secrets) expect([secret, everything.includes(secret)]).toEqual([secret, false]);
  });

  async function database(): Promise<string[]> {
    const client = new pg.Client({ connectionString: api.databaseUrl });
    await client.connect();
    const { rows: tables } = await client.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'ringside'`,
    );
    const texts: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(
        `select to_jsonb(t)::text as row from ringside."${name}" t`,
      );
      texts.push(...rows.map(({ row }) => row));
    }
    await client.end();
    return texts;
  }
});
