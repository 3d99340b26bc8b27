import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CampaignResource } from '@ringside/contracts';
import { startApi, type Api } from './harness.js';
import { problemOf } from './problem.js';

/** RELIABILITY, "Bad input", in the query and the path: as in bad-input. */

let api: Api;
let campaign: CampaignResource;

beforeAll(async () => {
  api = await startApi();
  const good = { dialer_type: 'Fixed', phone_number: '12025550100' };
  campaign = (await (await api.post('/v1/campaigns', good)).json()) as CampaignResource;
});
afterAll(() => api.stop());

describe('queries', () => {
  it.each([
    ['limit=0', 'limit min'],
    ['limit=1001', 'limit max'],
    ['limit=ten', 'limit is_int'],
    ['limit=1&limit=2', 'limit is_int'],
    ['limit=', 'limit min'],
    ['limit=1e400', 'limit is_int'],
    ['from=0', 'from min'],
    ['from=-1', 'from min'],
    ['status=gone', 'status is_in'],
    ['status[]=idle', 'status[] unknown_field'],
    ['search=%00', 'search is_text'],
    [`search=${'x'.repeat(101)}`, 'search max_length'],
    ['sort=phone', 'sort unknown_field'],
    ['last=maybe', 'last equals'],
    ['after=%27%3B--', 'after matches'],
  ])('?%s is %s', async (query, expected) => {
    const problem = await problemOf(await api.request(`${campaign.uri}/contacts?${query}`));
    expect(problem.errors?.map(({ field, code }) => `${field} ${code}`)).toContain(expected);
  });

  it('refuse a cursor that was never given out', async () => {
    for (const list of ['/v1/campaigns', `${campaign.uri}/contacts`, `${campaign.uri}/calls`]) {
      for (const cursor of ['abc', 'MTIz', Buffer.from('99999999999999999999.x').toString('base64url')]) {
        const response = await api.request(`${list}?after=${cursor}`);
        // A number is a position that may have been given out.
        if (response.status === 200) continue;
        expect((await problemOf(response)).code).toBe('invalid_cursor');
      }
    }
  });
});

describe('queries of calls, syncs and minutes', () => {
  const uuid = '01900000-0000-7000-8000-000000000000';

  it.each([
    ['/v1/calls?origin=asterisk', 'origin is_in'],
    ['/v1/calls?state=gone', 'state is_in'],
    ['/v1/calls?state=ringing&state=dialing', 'state is_in'],
    ['/v1/calls?direction=%00', 'direction is_text'],
    [`/v1/calls?direction=${'x'.repeat(51)}`, 'direction max_length'],
    ['/v1/calls?number=12', 'number matches'],
    ['/v1/calls?number=12%25', 'number matches'],
    [`/v1/calls?number=${'1'.repeat(41)}`, 'number matches'],
    ['/v1/calls?tenant=1', 'tenant matches'],
    [`/v1/calls?connection=${uuid}0`, 'connection matches'],
    ['/v1/calls?from=yesterday', 'from is_moment'],
    ['/v1/calls?from=2026-11-20', 'from is_moment'],
    ['/v1/calls?from=2026-11-20T09:00:00', 'from is_moment'],
    ['/v1/calls?to=2026-13-20T09:00:00Z', 'to is_moment'],
    ['/v1/calls?to=0000-01-01T00:00:00Z', 'to is_moment'],
    ['/v1/calls?to=+275760-09-13T00:00:00Z', 'to is_moment'],
    ['/v1/calls?limit=1001', 'limit max'],
    ['/v1/calls?after=%27', 'after matches'],
    ['/v1/calls?search=x', 'search unknown_field'],
    ['/v1/calls.csv?limit=10', 'limit unknown_field'],
    ['/v1/calls.csv?after=abc', 'after unknown_field'],
    ['/v1/calls.csv?state=gone', 'state is_in'],
    ['/v1/syncs?state=running', 'state unknown_field'],
    [`/v1/syncs/${uuid}/refused?limit=0`, 'limit min'],
    ['/v1/deliveries?outcome=applied', 'outcome is_in'],
    ['/v1/deliveries?limit=ten', 'limit is_int'],
    ['/v1/minutes?from=2026-02-30', 'from is_day'],
    ['/v1/minutes?from=2026-2-3', 'from is_day'],
    ['/v1/minutes?to=2026-11-20T00:00:00Z', 'to is_day'],
    ['/v1/minutes?to=0000-01-01', 'to is_day'],
    ['/v1/minutes?from=2026-01-02&to=2026-01-01', 'from is_after_to'],
    ['/v1/minutes?from=2024-01-01&to=2026-01-01', 'from too_many_days'],
    ['/v1/minutes?tenant=mine', 'tenant matches'],
  ])('%s is %s', async (path, expected) => {
    const problem = await problemOf(await api.request(path));
    expect(problem.errors?.map(({ field, code }) => `${field} ${code}`)).toContain(expected);
  });

  it('refuse a cursor that was never given out', async () => {
    for (const list of ['/v1/calls', '/v1/syncs', '/v1/deliveries']) {
      for (const cursor of ['abc', 'MTIz', Buffer.from('99999999999999999999.x').toString('base64url')]) {
        const problem = await problemOf(await api.request(`${list}?after=${cursor}`));
        expect([list, cursor, problem.code]).toEqual([list, cursor, 'invalid_cursor']);
      }
    }
  });

  it('of what is no id are 404', async () => {
    for (const id of ['1', '%00', '__proto__', "' or 1=1 --", uuid]) {
      for (const path of [
        `/v1/syncs/${id}`,
        `/v1/syncs/${id}/refused`,
        `/v1/tenants/${id}`,
        `/v1/feeds/${id}`,
      ]) {
        expect((await problemOf(await api.request(path), 404)).code).toBe('not_found');
      }
      expect((await problemOf(await api.post(`/v1/tenants/${id}/adopt`), 404)).code).toBe('not_found');
    }
  });

  it('say which method an address takes', async () => {
    for (const [method, path, allow] of [
      ['POST', '/v1/calls.csv', 'GET'],
      ['DELETE', '/v1/syncs', 'GET, POST'],
      ['GET', `/v1/tenants/${uuid}/adopt`, 'POST'],
    ] as const) {
      const response = await api.request(path, { method });
      expect([path, response.headers.get('allow')?.replace(', HEAD', '')]).toEqual([path, allow]);
      expect((await problemOf(response, 405)).code).toBe('method_not_allowed');
    }
  });
});
