import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createRingside, type Ringside } from './ringside.js';
import { ToldServer } from './testing/told-server.js';

describe('documents', () => {
  let server: ToldServer;
  let ringside: Ringside;
  beforeEach(async () => {
    server = await ToldServer.open();
    ringside = createRingside({ url: server.url, credentials: { apiKey: 'k', apiAuth: 's' } });
  });
  afterEach(async () => {
    ringside.close();
    await server.close();
  });

  /** What is asked of the client, and what the server hears of it. */
  const requests: readonly (readonly [
    line: string,
    ask: (ringside: Ringside) => Promise<unknown>,
    body?: unknown,
  ])[] = [
    [
      'POST /v1/call',
      (r) => r.call({ dialer_type: 'Fixed', phone_number: '+15550100' }),
      { dialer_type: 'Fixed', phone_number: '+15550100' },
    ],
    ['GET /v1/campaigns', (r) => r.campaigns.all().first()],
    ['GET /v1/campaigns/a%2Fb', (r) => r.campaigns.get('a/b')],
    [
      'POST /v1/campaigns',
      (r) => r.campaigns.create({ dialer_type: 'Fixed', phone_number: [] }),
      {
        dialer_type: 'Fixed',
        phone_number: [],
      },
    ],
    ['POST /v1/campaigns/c/start', (r) => r.campaigns.start('c', 'unanswered'), { only: 'unanswered' }],
    ['POST /v1/campaigns/c/pause', (r) => r.campaigns.pause('c')],
    ['POST /v1/campaigns/c/stop', (r) => r.campaigns.stop('c')],
    ['GET /v1/campaigns/c/calls?limit=5', (r) => r.campaigns.calls('c', { limit: 5 }).first()],
    [
      'GET /v1/campaigns/c/contacts?limit=10&status=busy&search=ann',
      (r) => r.contacts.all('c', { status: 'busy', search: 'ann' }, { limit: 10 }).first(),
    ],
    ['GET /v1/campaigns/c/contacts/x', (r) => r.contacts.get('c', 'x')],
    ['GET /v1/calls?state=busy', (r) => r.calls.all({ state: 'busy' }).first()],
    ['GET /v1/calls/x', (r) => r.calls.get('x')],
    ['POST /v1/calls/x/hang_up', (r) => r.calls.hangUp('x')],
    ['GET /v1/account', (r) => r.account.get()],
    ['PATCH /v1/account', (r) => r.account.change({ max_lines: null }), { max_lines: null }],
    ['POST /v1/account/stop_everything', (r) => r.account.stopEverything()],
    ['POST /v1/account/allow_dialing', (r) => r.account.allowDialing()],
    ['GET /v1/phone-systems', (r) => r.phoneSystems.all().first()],
    ['GET /v1/phone-systems/p', (r) => r.phoneSystems.get('p')],
    ['GET /v1/feeds', (r) => r.feeds.all().first()],
    ['GET /v1/feeds/f', (r) => r.feeds.get('f')],
    ['GET /v1/syncs', (r) => r.syncs.all().first()],
    ['GET /v1/syncs/s', (r) => r.syncs.get('s')],
    ['POST /v1/syncs', (r) => r.syncs.start('f'), { connection_id: 'f' }],
    ['GET /v1/syncs/s/refused', (r) => r.syncs.refused('s').first()],
    ['GET /v1/tenants', (r) => r.tenants.all().first()],
    ['GET /v1/tenants/t', (r) => r.tenants.get('t')],
    ['POST /v1/tenants/t/adopt', (r) => r.tenants.adopt('t')],
    ['GET /v1/minutes?from=2026-11-01&tenant=t', (r) => r.minutes.get({ from: '2026-11-01', tenant: 't' })],
    ['GET /v1/deliveries?outcome=held', (r) => r.deliveries.all({ outcome: 'held' }).first()],
    ['GET /v1/webhook-messages?state=dead', (r) => r.webhookMessages.all({ state: 'dead' }).first()],
    ['GET /v1/webhook-messages/m', (r) => r.webhookMessages.get('m')],
    ['POST /v1/webhook-messages/m/replay', (r) => r.webhookMessages.replay('m')],
    ['GET /v1/users', (r) => r.users.all().first()],
    ['GET /v1/users/u', (r) => r.users.get('u')],
    [
      'POST /v1/users',
      (r) => r.users.invite({ name: 'Ann', email: 'a@example.com', role: 'admin' }),
      {
        name: 'Ann',
        email: 'a@example.com',
        role: 'admin',
      },
    ],
    ['POST /v1/users/u/invitation', (r) => r.users.inviteAgain('u')],
    ['PATCH /v1/users/u', (r) => r.users.change('u', { state: 'disabled' }), { state: 'disabled' }],
    ['DELETE /v1/users/u', (r) => r.users.delete('u')],
    ['DELETE /v1/users/u/sessions', (r) => r.users.signOut('u')],
    ['GET /v1/api-keys', (r) => r.apiKeys.all().first()],
    ['GET /v1/api-keys/k', (r) => r.apiKeys.get('k')],
    [
      'POST /v1/api-keys',
      (r) => r.apiKeys.create({ name: 'CRM', permissions: ['read'] }),
      {
        name: 'CRM',
        permissions: ['read'],
      },
    ],
    ['PATCH /v1/api-keys/k', (r) => r.apiKeys.rename('k', 'ERP'), { name: 'ERP' }],
    ['POST /v1/api-keys/k/rotate', (r) => r.apiKeys.rotate('k', 60), { overlap: 60 }],
    ['DELETE /v1/api-keys/k', (r) => r.apiKeys.revoke('k')],
    ['GET /v1/session', (r) => r.session.get()],
    [
      'POST /v1/session',
      (r) => r.session.signIn({ email: 'a@example.com', password: 'b' }),
      { email: 'a@example.com', password: 'b' },
    ],
    ['DELETE /v1/session', (r) => r.session.signOut()],
    [
      'POST /v1/invitations',
      (r) => r.session.accept({ token: 't', password: 'b' }),
      { token: 't', password: 'b' },
    ],
    ['POST /v1/session/links', (r) => r.session.createLink()],
    ['DELETE /v1/session/all', (r) => r.session.signOutEverywhere()],
    [
      'POST /v1/session/password',
      (r) => r.session.changePassword({ current: 'a', password: 'b' }),
      {
        current: 'a',
        password: 'b',
      },
    ],
  ];

  it.each(requests)('%s', async (line, ask, ...[body]) => {
    await ask(ringside);
    expect(server.seen.map(({ method, url }) => `${method} ${url}`)).toEqual([line]);
    expect(server.seen[0]?.headers['x-api-key']).toBe('k');
    if (body !== undefined) expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual(body);
  });

  it('of a list are read page by page, as far as somebody goes', async () => {
    const pages = [
      { body: { items: [1, 2], next_page: '/v1/calls?state=busy&after=2' } },
      { body: { items: [3], next_page: '/v1/calls?state=busy&after=3' } },
      { body: { items: [], next_page: null } },
    ];
    server.answers = [...pages];
    const all: unknown[] = [];
    for await (const call of ringside.calls.all({ state: 'busy' })) all.push(call);
    expect(all).toEqual([1, 2, 3]);
    expect(server.seen.map(({ url }) => url)).toEqual([
      '/v1/calls?state=busy',
      '/v1/calls?state=busy&after=2',
      '/v1/calls?state=busy&after=3',
    ]);

    server.answers = [...pages];
    server.seen.length = 0;
    for await (const call of ringside.calls.all({ state: 'busy' })) if (call) break;
    expect(server.seen).toHaveLength(1);
  });

  it('of a list end with the signal', async () => {
    server.answers = [{ body: { items: [1], next_page: '/v1/calls?after=1' } }];
    const stop = new AbortController();
    const walk = async (): Promise<void> => {
      for await (const call of ringside.calls.all({}, { signal: stop.signal })) if (call) stop.abort();
    };
    await expect(walk()).rejects.toMatchObject({ name: 'AbortError' });
    expect(server.seen).toHaveLength(1);
  });

  it('as long as a file come as they are written', async () => {
    server.answers = [{ body: 'a file' }];
    const stream = await ringside.calls.csv({ origin: 'pbx' });
    expect(await new Response(stream).text()).toBe('"a file"');
    expect(server.seen[0]?.url).toBe('/v1/calls.csv?origin=pbx');
    expect(ringside.calls.csvUrl({ origin: 'pbx' })).toBe(`${server.url}/v1/calls.csv?origin=pbx`);
  });

  it('are streamed to the server, once, and can be called back', async () => {
    await ringside.contacts.add('c', 'phone\n+15550100\n', 'text/csv', { idempotencyKey: 'list-1' });
    expect(server.seen[0]).toMatchObject({ method: 'POST', body: 'phone\n+15550100\n' });
    expect(server.seen[0]?.headers['idempotency-key']).toBe('list-1');
    const over = AbortSignal.abort(new Error('no'));
    await expect(ringside.contacts.add('c', '', 'text/csv', { signal: over })).rejects.toThrow('no');
  });

  it('need no socket: none is opened before somebody looks at what is live', async () => {
    await ringside.account.get();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.seen.filter(({ url }) => url.startsWith('/socket.io'))).toEqual([]);
  });
});
