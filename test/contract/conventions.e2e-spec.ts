import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CampaignResource, Problem } from '@ringside/contracts';
import { startApi, until, type Api } from '../e2e/harness.js';
import type { ApiDocument } from './api-document.js';
import { NastySender } from './nasty.js';

const ELSEWHERE = 'https://app.example';
let api: Api;
let campaign: CampaignResource;
beforeAll(async () => {
  api = await startApi({ env: { CORS_ORIGINS: `${ELSEWHERE}, http://localhost:4200` } });
  const made = await api.post('/v1/campaigns', { dialer_type: 'Fixed', phone_number: '12025550100' });
  campaign = (await made.json()) as CampaignResource;
});
afterAll(() => api.stop());

describe('what has not changed', () => {
  it('is not sent again', async () => {
    const first = await api.request(campaign.uri);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]{20,}"$/);
    for (const known of [etag, `W/${etag}`, `"old", ${etag}`, '*']) {
      const again = await api.request(campaign.uri, { headers: { 'if-none-match': known } });
      expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
    }
  });

  it('is named by HEAD as by GET', async () => {
    for (const accept of ['application/json', 'text/html']) {
      const [got, asked] = [
        await api.request(campaign.uri, { headers: { accept } }),
        await api.request(campaign.uri, { method: 'HEAD', headers: { accept } }),
      ];
      for (const name of ['etag', 'content-type', 'content-length'])
        expect([name, asked.headers.get(name)]).toEqual([name, got.headers.get(name)]);
    }
  });

  it('is sent whole once it has changed, and to who knows another form of it', async () => {
    const etag = (await api.request(campaign.uri)).headers.get('etag') ?? '';
    const page = await api.request(campaign.uri, { headers: { 'if-none-match': etag, accept: 'text/html' } });
    expect([page.status, page.headers.get('etag') === etag]).toEqual([200, false]);
    await api.request(`${campaign.uri}/contacts`, {
      method: 'POST',
      body: '12025550101\n',
      headers: { 'content-type': 'text/csv' },
    });
    const changed = await api.request(campaign.uri, { headers: { 'if-none-match': etag } });
    expect(changed.status).toBe(200);
    expect(await changed.json()).toMatchObject({ total: 2 });
  });

  it('is no matter of refusals', async () => {
    const refused = await api.request('/v1/campaigns/x', { headers: { 'if-none-match': '*' } });
    expect([refused.status, refused.headers.get('etag')]).toEqual([404, null]);
  });
});

describe('web pages of other origins', () => {
  const preflight = (origin: string): Promise<Response> =>
    api.request('/v1/call', {
      method: 'OPTIONS',
      anonymous: true,
      headers: { origin, 'access-control-request-method': 'POST' },
    });

  it('that the setting names may use the API, with a key', async () => {
    const answer = await preflight(ELSEWHERE);
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe(ELSEWHERE);
    expect(answer.headers.get('access-control-allow-headers')).toMatch(/X-Api-Key.*Idempotency-Key/);
    const read = await api.request('/v1', { headers: { origin: ELSEWHERE } });
    expect([read.status, read.headers.get('access-control-allow-origin')]).toEqual([200, ELSEWHERE]);
    expect(read.headers.get('access-control-expose-headers')).toContain('RateLimit');
    expect(read.headers.get('vary')).toContain('Origin');
    const sent = await api.request(`${campaign.uri}/start`, {
      method: 'POST',
      headers: { origin: ELSEWHERE },
    });
    expect(sent.status).toBe(200);
  });

  it('learn why they were refused', async () => {
    const answer = await api.request('/v1', { anonymous: true, headers: { origin: ELSEWHERE } });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([401, ELSEWHERE]);
  });

  it('never act with the cookie of who is signed in', async () => {
    const signedIn = await api.request('/v1/session', {
      method: 'POST',
      anonymous: true,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ api_key: api.credentials.apiKey, api_auth: api.credentials.apiAuth }),
    });
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    const answer = await api.request('/v1/account/stop_everything', {
      method: 'POST',
      anonymous: true,
      headers: { origin: ELSEWHERE, cookie },
    });
    expect(await answer.json()).toMatchObject({ status: 403, code: 'origin_not_allowed' });
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('that are not named get nothing', async () => {
    for (const origin of ['https://evil.example', 'null', `${ELSEWHERE}.evil.example`]) {
      expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull();
      const read = await api.request('/v1', { headers: { origin } });
      expect(read.headers.get('access-control-allow-origin')).toBeNull();
    }
  });
});

describe('where numbers come from', () => {
  const refused = async (body: object): Promise<unknown> => {
    const answer = await api.post('/v1/call', body);
    const { code, errors } = (await answer.json()) as { code: string; errors: { field: string }[] };
    return [answer.status, code, errors.map(({ field }) => field)];
  };
  const phone_numbers_url = 'https://app.example/numbers?page=1';

  it('is exactly one source, and of those that come later we say so', async () => {
    expect(await refused({ dialer_type: 'Fixed' })).toEqual([400, 'invalid_request', ['phone_number']]);
    expect(await refused({ dialer_type: 'Fixed', phone_number: '12025550100', phone_numbers_url })).toEqual([
      400,
      'invalid_request',
      ['phone_numbers_url'],
    ]);
    expect(await refused({ dialer_type: 'Fixed', phone_numbers_url: 'ftp://x/y' })).toEqual([
      400,
      'invalid_request',
      ['phone_numbers_url'],
    ]);
    expect(await refused({ dialer_type: 'Fixed', phone_numbers_url })).toEqual([
      422,
      'not_available_yet',
      ['phone_numbers_url'],
    ]);
    expect(await refused({ dialer_type: 'Fixed', list: campaign.id })).toEqual([
      422,
      'not_available_yet',
      ['list'],
    ]);
    for (const dialer_type of ['Preview', 'Power', 'Predictive']) {
      expect(await refused({ dialer_type, phone_number: '12025550100' })).toEqual([
        422,
        'callers_not_available',
        ['dialer_type'],
      ]);
    }
  });
});

describe('doing something once', () => {
  it('is for everything that makes or changes something', async () => {
    const { paths } = await api.get<ApiDocument>('/v1/openapi.json');
    const unheeded: string[] = [];
    let heeded = 0;
    for (const [path, methods] of Object.entries(paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        const takesKey = operation.parameters?.some(({ name }) => name === 'Idempotency-Key') ?? false;
        // A key has no password to change.
        if (!takesKey || path === '/v1/session/password') continue;
        const [fine] = new NastySender(path, operation, [campaign.id, campaign.id]).each();
        const type = operation.requestBody?.content['text/csv'] ? 'text/csv' : 'application/json';
        const ask = async (): Promise<Problem> =>
          (await (
            await api.request(fine?.path ?? '', {
              method: method.toUpperCase(),
              body: fine?.body ?? '',
              headers: { 'content-type': type, 'idempotency-key': 'no key' },
            })
          ).json()) as Problem;
        // A database that is slow to answer says nothing about keys.
        const problem = await until(ask, ({ status }) => status !== 503);
        if (problem.errors?.[0]?.field === 'Idempotency-Key') heeded++;
        else unheeded.push(`${method} ${path} ${JSON.stringify(problem)}`);
      }
    }
    expect(unheeded).toEqual([]);
    expect(heeded).toBeGreaterThan(15);
  });
});

describe('too many requests', () => {
  it('of one key are refused, with when to go on; health and sign-in are not counted', async () => {
    await api.restart({ RATE_LIMIT: '3' });
    const left = [];
    for (let i = 0; i < 3; i++) {
      const answer = await api.request('/v1');
      expect(answer.headers.get('ratelimit-policy')).toBe('"default";q=3;w=60');
      left.push(/^"default";r=(\d);t=(\d+)$/.exec(answer.headers.get('ratelimit') ?? '')?.[1]);
    }
    expect(left).toEqual(['2', '1', '0']);
    const answer = await api.request('/v1');
    expect(await answer.json()).toMatchObject({ status: 429, code: 'too_many_requests' });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(50);
    expect((await api.request('/healthz')).status).toBe(200);
  });
});
