import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { CampaignResource, ContactPage, Page } from '@ringside/contracts';
import pg from 'pg';
import { startApi, until, type Api } from './harness.js';

/** R5: a number was dialed twice because the browser asked twice. One key, one campaign, one call a row. */

let api: Api;
beforeAll(async () => {
  api = await startApi({ mock: { behaviour: { speed: 50, people: 'answer' } } });
});
afterAll(() => api.stop());
beforeEach(async () => {
  await sql('truncate ringside.command');
  body = { ...body, name: `Once ${++count}` };
  dialedBefore = api.mock.calls().length;
});

/** Each test has a campaign name of its own. */
let count = 0;
let body = {
  name: '',
  dialer_type: 'Fixed',
  phone_number: ['12025550100', '12025550101'],
  ring_timeout: 5,
};
let dialedBefore = 0;

/** Campaigns this test has made. */
async function created(): Promise<CampaignResource[]> {
  const { items } = await api.get<Page<CampaignResource>>('/v1/campaigns');
  return items.filter((campaign) => campaign.name === body.name);
}
/** What this test has dialed. */
function dialed(): ReturnType<Api['mock']['calls']> {
  return api.mock.calls().slice(dialedBefore);
}
async function settled(uri: string): Promise<CampaignResource> {
  return until(
    () => api.get<CampaignResource>(uri),
    ({ state }) => state === 'completed',
  );
}

describe('R5: the same key', () => {
  it('creates and dials once, however often and however fast it is sent', async () => {
    const together = await Promise.all(Array.from({ length: 10 }, () => api.post('/v1/call', body, 'key-1')));
    const later = await api.post('/v1/call', body, 'key-1');
    const answers = await Promise.all([...together, later].map((response) => response.text()));
    expect(new Set([...together, later].map(({ status }) => status))).toEqual(new Set([201]));
    const [first] = answers;
    expect(new Set(answers).size).toBe(1);
    const { uri } = JSON.parse(first ?? '') as CampaignResource;
    for (const response of [...together, later]) expect(response.headers.get('location')).toBe(uri);

    await settled(uri);
    expect(await created()).toHaveLength(1);
    expect(dialed().map(({ phone }) => phone)).toEqual(body.phone_number);
  });

  it('is remembered by the next process', async () => {
    const first = await (await api.post('/v1/call', body, 'key-1')).text();
    await settled((JSON.parse(first) as CampaignResource).uri);
    await api.restart();
    const again = await api.post('/v1/call', body, 'key-1');
    expect([again.status, await again.text()]).toEqual([201, first]);
    expect(await created()).toHaveLength(1);
    expect(dialed()).toHaveLength(2);
  });

  it('goes on with the campaign of a try that the end of the process cut off', async () => {
    const first = (await (await api.post('/v1/campaigns', body, 'key-1')).json()) as CampaignResource;
    // As a process leaves it that dies between making the campaign and keeping the answer.
    await sql(
      `update ringside.command set result = jsonb_build_object('saved', jsonb_build_object('campaign_id', $1::text)) where key = 'key-1'`,
      [first.id],
    );
    await api.restart();
    const again = await api.post('/v1/campaigns', body, 'key-1');
    expect([again.status, again.headers.get('location')]).toEqual([201, first.uri]);
    expect(await created()).toHaveLength(1);
    const { total } = await api.get<ContactPage>(`${first.uri}/contacts`);
    expect(total).toBe(2);
  });

  it('with another body, or for another command, is refused', async () => {
    await api.post('/v1/campaigns', body, 'key-1');
    for (const response of [
      await api.post('/v1/campaigns', { ...body, lines: 4 }, 'key-1'),
      await api.post('/v1/call', body, 'key-1'),
      await api.post('/v1/account/stop_everything', {}, 'key-1'),
    ]) {
      expect([response.status, await response.json()]).toMatchObject([
        409,
        { code: 'idempotency_key_reused' },
      ]);
    }
    expect(await created()).toHaveLength(1);
    expect(dialed()).toEqual([]);
  });

  it('is not used up by a body that was refused: it can be mended', async () => {
    const bad = await api.post('/v1/campaigns', { ...body, phone_number: ['x'] }, 'key-1');
    expect(bad.status).toBe(400);
    expect((await api.post('/v1/campaigns', body, 'key-1')).status).toBe(201);
  });

  it('answers the same refusal again', async () => {
    const { uri } = (await (await api.post('/v1/campaigns', body)).json()) as CampaignResource;
    const first = await api.post(`${uri}/pause`, {}, 'key-1');
    await api.post(`${uri}/start`);
    const again = await api.post(`${uri}/pause`, {}, 'key-1');
    expect([first.status, again.status]).toEqual([409, 409]);
    expect(await again.json()).toEqual(await first.json());
  });

  it('takes an uploaded list once', async () => {
    const { uri } = (await (await api.post('/v1/campaigns', body)).json()) as CampaignResource;
    const upload = (): Promise<Response> =>
      api.request(`${uri}/contacts`, {
        method: 'POST',
        body: '12025550102\n12025550103\n',
        headers: { 'content-type': 'text/csv', 'idempotency-key': 'list-1' },
      });
    expect(await (await upload()).json()).toMatchObject({ added: 2, total: 4 });
    expect(await (await upload()).json()).toMatchObject({ added: 2, total: 4 });
    expect((await api.get<ContactPage>(`${uri}/contacts`)).total).toBe(4);
  });
});

describe('what was done', () => {
  it('is written down with who did it, without secrets and numbers', async () => {
    const { uri, id } = (await (await api.post('/v1/campaigns', body)).json()) as CampaignResource;
    await api.post(`${uri}/start`, { only: 'all' }, 'k2');
    const rows = await sql(
      `select actor, key, name, target, ip, to_jsonb(command)::text as row from ringside.command order by at`,
    );
    expect(rows).toMatchObject([
      { actor: expect.stringMatching(/^api_key:/), name: 'campaign.create' },
      { actor: expect.stringMatching(/^api_key:/), name: 'campaign.start', target: id, key: 'k2' },
    ]);
    for (const { row } of rows) {
      expect(row).not.toContain(api.credentials.apiAuth);
      expect(row).not.toContain('2025550100');
    }
  });
});

async function sql(text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: api.databaseUrl });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text, values)).rows;
  } finally {
    await client.end();
  }
}
