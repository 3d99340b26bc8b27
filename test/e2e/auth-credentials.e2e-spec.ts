import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CampaignResource } from '@ringside/contracts';
import { CREDENTIALS, KEY_HEADERS, startApi, type Api } from './harness.js';
import { answerOf, basic } from './people.js';

/**
 * Keys: where they are taken from. R15: a bad one is answered with a real status and a code. R16: nothing is done or shown to
 * somebody without one.
 */
let api: Api;
let campaign: CampaignResource;
const body = { dialer_type: 'Fixed', phone_number: '12025550100' };

beforeAll(async () => {
  api = await startApi();
  campaign = (await (await api.post('/v1/campaigns', body)).json()) as CampaignResource;
});
afterAll(() => api.stop());

const { apiKey, apiAuth } = CREDENTIALS;
function anonymous(path: string, init: RequestInit = {}): Promise<Response> {
  return api.request(path, { ...init, anonymous: true });
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
        expect(await answerOf(response)).toEqual([401, 'unauthenticated']);
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
      expect(await answerOf(await anonymous('/v1', { headers }))).toEqual([401, 'unauthenticated']);
    }
    expect(
      await answerOf(await anonymous(`/v1?api_key=${apiKey}&api_key=${apiKey}&api_auth=${apiAuth}`)),
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
