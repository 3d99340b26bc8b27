import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  CallResource,
  CallStoryResource,
  CampaignResource,
  ContactPage,
  Page,
} from '@ringside/contracts';
import { startApi, until, type Api } from './harness.js';

let api: Api;
beforeAll(async () => {
  api = await startApi({ mock: { behaviour: { speed: 50, people: 'answer' } } });
});
afterAll(() => api.stop());

async function create(numbers: number, path = '/v1/campaigns'): Promise<CampaignResource> {
  const phone_number = Array.from({ length: numbers }, (_, i) => `+1 202 555 0${100 + (i % 100)}`);
  const response = await api.post(path, { dialer_type: 'Fixed', phone_number, ring_timeout: 5 });
  expect(response.status).toBe(201);
  return (await response.json()) as CampaignResource;
}

describe('a campaign over REST', () => {
  it('is created idle, where Location says, with its defaults', async () => {
    const response = await api.post('/v1/campaigns', {
      name: '  Friday ',
      dialer_type: 'Fixed',
      phone_number: ['+1 (202) 555-0100', 12025550101, '+1 (202) 555-0100'],
    });
    expect(response.status).toBe(201);
    const campaign = (await response.json()) as CampaignResource;
    expect(response.headers.get('location')).toBe(campaign.uri);
    expect(campaign).toMatchObject({
      uri: `/v1/campaigns/${campaign.id}`,
      name: 'Friday',
      dialer_type: 'Fixed',
      state: 'idle',
      pass: 0,
      total: 3,
      lines: 3,
      lines_in_use: 0,
      holding: null,
      ring_timeout: 60,
      max_duration: 3600,
      reply_timeout: 10,
      machine_detection: 'off',
      from: null,
      call_state_url: null,
    });
    expect(campaign.counts).toMatchObject({ idle: 3, dialing: 0, completed: 0 });
    expect(await api.get(campaign.uri)).toEqual(campaign);
    const { items } = await api.get<ContactPage>(`${campaign.uri}/contacts`);
    expect(items.map(({ position, phone, status }) => [position, phone, status])).toEqual([
      [1, '+1 (202) 555-0100', 'idle'],
      [2, '12025550101', 'idle'],
      [3, '+1 (202) 555-0100', 'idle'],
    ]);
    expect(api.mock.stats().arrivals).toBe(0);
  });

  it('asks for machines only where the phone system can tell', async () => {
    const make = (machine_detection: string) =>
      api.post('/v1/campaigns', { dialer_type: 'Fixed', phone_number: '12025550100', machine_detection });
    expect(await (await make('off')).json()).toMatchObject({ machine_detection: 'off' });
    expect(await (await make('hang_up')).json()).toMatchObject({
      status: 400,
      code: 'invalid_request',
      errors: [{ field: 'machine_detection', code: 'not_supported' }],
    });
    expect(await api.get('/v1/account')).toMatchObject({ phone_system: { can_detect_machines: false } });
  });

  it('is created and started by POST /v1/call, and tells its calls', async () => {
    const { uri } = await create(3, '/v1/call');
    const done = await until(
      () => api.get<CampaignResource>(uri),
      ({ state }) => state === 'completed',
    );
    expect(done).toMatchObject({ pass: 1, lines_in_use: 0, counts: { idle: 0 } });

    const calls = await api.get<Page<CallResource>>(`${uri}/calls`);
    expect(calls.items.map(({ position, phone, name }) => [position, phone === name])).toEqual([
      [1, true],
      [2, true],
      [3, true],
    ]);
    const story = await api.get<CallStoryResource>(calls.items[0]?.uri ?? '');
    const types = story.events.map(({ source, type }) => `${source} ${type}`);
    expect(types).toContain('placement accepted');
    expect(types).toContain('webhook ringing');
    expect(types).toContain('fact call.completed');
    const times = story.events.map(({ at }) => Date.parse(at));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const contacts = await api.get<ContactPage>(`${uri}/contacts`);
    const resources = { campaign: uri, contacts: `${uri}/contacts`, call: story.uri };
    expect(contacts.items[0]).toMatchObject({ call_id: story.id, calls: 1, actions: {}, resources });
    expect(await api.get(contacts.items[0]?.uri ?? '')).toEqual(contacts.items[0]);
  });

  it('offers the actions its state allows, each with its address', async () => {
    const { uri, actions } = await create(1);
    expect(actions).toEqual({
      start: {
        method: 'POST',
        uri: `${uri}/start`,
        fields: [{ name: 'only', type: 'text', required: false, one_of: ['all', 'unanswered'] }],
      },
      add_contacts: { method: 'POST', uri: `${uri}/contacts` },
    });
    await api.post(`${uri}/start`);
    const stopped = await api.post(`${uri}/stop`);
    expect(await stopped.json()).toMatchObject({ state: 'stopped', actions: { start: { method: 'POST' } } });
  });

  it('repeats commands without change and refuses impossible ones with the reason', async () => {
    const { uri } = await create(1);
    expect(await (await api.post(`${uri}/pause`)).json()).toMatchObject({
      status: 409,
      code: 'campaign_not_running',
    });
    expect((await api.post(`${uri}/start`)).status).toBe(200);
    expect((await api.post(`${uri}/start`, {})).status).toBe(200);
    const empty = await api.post('/v1/campaigns', { dialer_type: 'Fixed', phone_number: [] });
    const { uri: emptyUri } = (await empty.json()) as CampaignResource;
    expect(await (await api.post(`${emptyUri}/start`)).json()).toMatchObject({
      status: 409,
      code: 'campaign_empty',
    });
  });
});

describe('lists', () => {
  it('link to their neighbours, forward and back, over every row once', async () => {
    const { uri } = await create(25);
    const seen: number[] = [];
    let address: string | null = `${uri}/contacts?limit=10`;
    let last: ContactPage | null = null;
    while (address !== null) {
      const page: ContactPage = await api.get(address);
      expect(Object.keys(page)).toEqual(
        expect.arrayContaining([
          'items',
          'next_page',
          'prev_page',
          'first_page',
          'last_page',
          'seq',
          'total',
        ]),
      );
      seen.push(...page.items.map(({ position }) => position));
      address = page.next_page;
      last = page;
    }
    expect(seen).toEqual(Array.from({ length: 25 }, (_, i) => i + 1));
    const back = await api.get<ContactPage>(last?.prev_page ?? '');
    expect(back.items.map(({ position }) => position)).toEqual(seen.slice(10, 20));
    const lastPage = await api.get<ContactPage>(last?.last_page ?? '');
    expect(lastPage.items.at(-1)?.position).toBe(25);
    const first = await api.get<ContactPage>(lastPage.first_page ?? '');
    expect(first.items[0]?.position).toBe(1);
    expect(first.prev_page).toBeNull();
  });

  it('give windows by position, by status and by what is searched', async () => {
    const { uri } = await create(25);
    const window = await api.get<ContactPage>(`${uri}/contacts?from=8&limit=3`);
    expect(window.items.map(({ position }) => position)).toEqual([8, 9, 10]);
    expect((await api.get<ContactPage>(`${uri}/contacts?status=busy`)).items).toEqual([]);
    const found = await api.get<ContactPage>(`${uri}/contacts?search=555-0104`);
    expect(found.items.map(({ position }) => position)).toEqual([5]);
    expect(found.total).toBe(1);
  });

  it('show the newest campaign first', async () => {
    const { id } = await create(1);
    const { items } = await api.get<Page<CampaignResource>>('/v1/campaigns?limit=1');
    expect(items.map((campaign) => campaign.id)).toEqual([id]);
  });
});

describe('long lists', () => {
  async function upload(uri: string, body: string, type: string): Promise<Response> {
    return api.request(`${uri}/contacts`, { method: 'POST', body, headers: { 'content-type': type } });
  }

  it('come as CSV, good rows taken and bad ones named', async () => {
    const { uri } = await create(1);
    const response = await upload(
      uri,
      '\uFEFFName;Phone\r\n"Ada; L";+1 202 555 0111\r\nBob;911\r\n',
      'text/csv; charset=utf-8',
    );
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      added: 1,
      total: 2,
      rejected: [{ row: 3, phone: '911', code: 'emergency_number' }],
      rejected_count: 1,
    });
    const { items } = await api.get<ContactPage>(`${uri}/contacts`);
    expect(items[1]).toMatchObject({ position: 2, name: 'Ada; L', phone: '+1 202 555 0111' });
  });

  it('come as NDJSON, in order, far beyond what a JSON body may hold', async () => {
    const { uri } = await create(1);
    const lines = Array.from(
      { length: 60_000 },
      (_, i) => `{"phone":"1202555${String(i).padStart(5, '0')}"}`,
    );
    const body = `${lines.join('\n')}\n`;
    const response = await upload(uri, body, 'application/x-ndjson');
    expect(await response.json()).toMatchObject({ added: 60_000, total: 60_001, rejected_count: 0 });
    const { items } = await api.get<ContactPage>(`${uri}/contacts?from=60001`);
    expect(items.map(({ phone }) => phone)).toEqual(['120255559999']);
  });

  it('are not taken once the campaign is over', async () => {
    const { uri } = await create(1, '/v1/call');
    await api.post(`${uri}/stop`);
    const response = await upload(uri, '12025550100\n', 'text/csv');
    expect(await response.json()).toMatchObject({ status: 409, code: 'campaign_ended' });
  });
});

describe('the account', () => {
  it('has brakes that can be set and lifted', async () => {
    const set = await api.request('/v1/account', {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ max_lines: 2, max_calls_per_day: 100 }),
    });
    expect(await set.json()).toMatchObject({
      max_lines: 2,
      max_calls_per_second: null,
      max_calls_per_day: 100,
    });
    const lifted = await api.request('/v1/account', {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ max_lines: null, max_calls_per_day: null }),
    });
    expect(await lifted.json()).toMatchObject({ max_lines: null, max_calls_per_day: null });
  });

  it('stops everything, and nothing starts until dialing is allowed again', async () => {
    const { uri } = await create(1);
    const stopped = await api.post('/v1/account/stop_everything');
    expect(await stopped.json()).toMatchObject({
      dialing_stopped_at: expect.any(String),
      actions: { allow_dialing: { method: 'POST', uri: '/v1/account/allow_dialing' } },
    });
    expect(await (await api.post(`${uri}/start`)).json()).toMatchObject({
      status: 409,
      code: 'dialing_stopped',
    });
    const allowed = await api.post('/v1/account/allow_dialing');
    expect(await allowed.json()).toMatchObject({ dialing_stopped_at: null });
    expect((await api.post(`${uri}/start`)).status).toBe(200);
  });
});

describe('the API', () => {
  it('can be explored from a browser: every address leads on', async () => {
    const visited = new Set<string>();
    const queue = ['/v1'];
    for (let uri = queue.shift(); uri !== undefined && visited.size < 60; uri = queue.shift()) {
      if (visited.has(uri)) continue;
      visited.add(uri);
      const response = await api.request(uri, {
        headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' },
      });
      expect([uri, response.status]).toEqual([uri, 200]);
      if (!response.headers.get('content-type')?.startsWith('text/html')) continue;
      const page = await response.text();
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
      for (const [, href] of page.matchAll(/<a href="([^"]+)"/g))
        if (href) queue.push(href.replaceAll('&amp;', '&'));
    }
    for (const kind of [
      /^\/v1\/campaigns\/[0-9a-f-]+$/,
      /\/contacts$/,
      /\/calls$/,
      /^\/v1\/calls\//,
      /^\/v1\/account$/,
    ]) {
      expect([...visited].some((uri) => kind.test(uri))).toBe(true);
    }
  });

  it('is JSON for programs, and says that nothing may be cached or sniffed', async () => {
    const response = await api.request('/v1');
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
  });

  it('tells a wrong address from a wrong method', async () => {
    expect((await api.request('/v1/nothing')).status).toBe(404);
    const response = await api.request('/v1/campaigns', { method: 'DELETE' });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD, POST');
    expect(await response.json()).toMatchObject({ code: 'method_not_allowed' });
  });

  it('says how it is', async () => {
    expect(await (await api.request('/livez', { anonymous: true })).json()).toEqual({ status: 'ok' });
    const health = await api.request('/healthz', { anonymous: true });
    expect(health.status).toBe(200);
    expect(await health.json()).toMatchObject({
      status: 'ok',
      parts: { store: { ok: true }, dialer: { ok: true }, phone_system: { ok: true } },
    });
    const metrics = await (await api.request('/metrics')).text();
    for (const name of [
      'ringside_lines_in_use',
      'ringside_last_placement_age_seconds',
      'ringside_inbox_lag_seconds',
      'ringside_commit_seconds',
      'ringside_phone_system_connected',
      'ringside_event_loop_lag_seconds',
      'ringside_placements_total{outcome="accepted"}',
    ]) {
      expect(metrics).toContain(name);
    }
  });
});
