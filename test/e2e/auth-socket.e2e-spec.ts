import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CampaignResource } from '@ringside/contracts';
import { CREDENTIALS, startApi, type Api } from './harness.js';
import { closed, connect, signInByKey } from './people.js';

/** R16: the socket is for whoever has a key or a session, and shows no other account. */
let api: Api;
let campaign: CampaignResource;
beforeAll(async () => {
  api = await startApi();
  const made = await api.post('/v1/campaigns', { dialer_type: 'Fixed', phone_number: '12025550100' });
  campaign = (await made.json()) as CampaignResource;
});
afterAll(() => api.stop());

const KEY = { api_key: CREDENTIALS.apiKey, api_auth: CREDENTIALS.apiAuth };

describe('R16: the socket', () => {
  it('takes the key or the session, from the service’s own pages', async () => {
    const { cookie } = await signInByKey(api);
    for (const [headers, auth] of [
      [{}, KEY],
      [{ cookie, origin: api.url }, {}],
    ] as const) {
      const socket = await connect(api, headers, auth);
      const answer: unknown = await socket.emitWithAck('campaign.follow', { id: campaign.id });
      expect(answer).toMatchObject({ ok: true });
      socket.close();
    }
  });

  it('refuses everybody else', async () => {
    const { cookie } = await signInByKey(api);
    const refused: [headers: Record<string, string>, auth: object][] = [
      [{}, {}],
      [{}, { ...KEY, api_auth: 'wrong' }],
      [{}, { api_key: { $ne: 1 }, api_auth: [] }],
      [{ cookie: 'ringside_session=x' }, {}],
      [{ cookie, origin: 'https://evil.example' }, {}],
    ];
    for (const [headers, auth] of refused) await expect(connect(api, headers, auth)).rejects.toThrow();
  });

  it('is closed when its session ends, and only then', async () => {
    const [ending, staying] = [await signInByKey(api), await signInByKey(api)];
    const [ended, stayed] = [await ending.connect(), await staying.connect()];
    const isClosed = closed(ended);
    expect((await ending.request('DELETE', '/v1/session')).status).toBe(204);
    await isClosed;
    expect(await stayed.emitWithAck('campaign.follow', { id: campaign.id })).toMatchObject({ ok: true });
    stayed.close();
  });

  it('shows no campaign of another account', async () => {
    const socket = await connect(api, {}, KEY);
    const id = '01900000-0000-7000-8000-000000000000';
    expect(await socket.emitWithAck('campaign.follow', { id })).toMatchObject({
      ok: false,
      error: { code: 'not_found' },
    });
    expect(await socket.emitWithAck('campaign.start', { id, key: 'k' })).toMatchObject({ ok: false });
    socket.close();
  });
});
