import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  CampaignResource,
  NewApiKeyResource,
  NewSimulation,
  Page,
  SimulationBasis,
  SimulationResource,
} from '@ringside/contracts';
import { allCalls } from './calls.js';
import { startApi, until, type Api } from './harness.js';
import { problemOf } from './problem.js';

/** Two callers for half an hour: reckoned in less than a second. */
const SHORT: NewSimulation = {
  callers: 2,
  answer_rate: 0.4,
  talk_seconds: 60,
  wrap_seconds: 10,
  hours: 0.5,
  days: 2,
};
/** Minutes of work, if nobody ends it. */
const LONG: NewSimulation = { ...SHORT, callers: 100, hours: 12, days: 12 };

let api: Api;
beforeAll(async () => {
  api = await startApi({ mock: { seed: 4, behaviour: { speed: 20 } } });
});
afterAll(() => api.stop());

async function simulate(asked: NewSimulation, key?: string): Promise<SimulationResource> {
  const response = await api.post('/v1/simulations', asked, key);
  expect(response.status).toBe(202);
  const made = (await response.json()) as SimulationResource;
  expect(response.headers.get('location')).toBe(made.uri);
  return made;
}
const look = ({ uri }: SimulationResource): Promise<SimulationResource> => api.get<SimulationResource>(uri);
const over = (one: SimulationResource): Promise<SimulationResource> =>
  until(
    () => look(one),
    ({ ended_at }) => ended_at !== null,
    60_000,
  );
async function cancel({ uri }: SimulationResource): Promise<SimulationResource> {
  const response = await api.post(`${uri}/cancel`);
  expect(response.status).toBe(200);
  return (await response.json()) as SimulationResource;
}

describe('a simulation', () => {
  it('compares ways of pacing, beside what no pacing can pass', async () => {
    const made = await simulate({ ...SHORT, name: 'Tonight' });
    expect(made).toMatchObject({ name: 'Tonight', ended_at: null, results: [], error: null });
    expect(made.settings).toEqual({
      ...SHORT,
      answer_seconds: 12,
      ring_timeout: 26,
      jurisdiction: 'US',
      policies: ['predictive', 'power'],
      calls_per_second: null,
      max_lines: null,
    });
    const done = await over(made);
    expect(done).toMatchObject({ state: 'completed', progress: 1, error: null });
    expect(done.results.map(({ policy }) => policy)).toEqual(['predictive', 'power']);
    const [predictive, power] = done.results;
    // One line for each idle caller: nobody who answers is left without one.
    expect(power?.abandon_rate).toEqual({ mean: 0, low: 0, high: 0 });
    for (const one of [predictive, power]) {
      expect(one?.busy_share.mean).toBeGreaterThan(0.4);
      expect(one?.busy_share.mean).toBeLessThan(1);
      expect(one?.busy_share.low).toBeLessThan(one?.busy_share.mean ?? NaN);
      expect(one?.series?.busy_share).toHaveLength(30);
      expect(one?.series?.affordable).toHaveLength(30);
    }
    expect(done.limit?.abandon_rate).toBe(0.03);
    expect(done.limit?.busy_share).toBeGreaterThan(0.6);
    expect(Object.keys(done.actions)).toEqual(['simulate']);
    // Lists leave out the minutes, nothing else.
    const { items } = await api.get<Page<SimulationResource>>('/v1/simulations?limit=1');
    const figures = done.results.map(({ series: _, ...one }) => one);
    expect(items).toEqual([{ ...done, results: figures }]);
  });

  it('says the same of the same settings, and nothing of an interval of one day', async () => {
    const asked: NewSimulation = { ...SHORT, days: 1, policies: ['power'] };
    const [first, second] = [await over(await simulate(asked)), await over(await simulate(asked))];
    expect(first.results).toEqual(second.results);
    expect(first.results[0]?.busy_share).toMatchObject({ low: null, high: null });
  });

  it('keeps to the lines that there are, and has no limit without a law', async () => {
    const asked: NewSimulation = { ...SHORT, max_lines: 2, policies: ['predictive'] };
    const done = await over(await simulate(asked));
    expect(done.limit).toBeNull();
    expect(done.results[0]?.lines.peak).toBeLessThanOrEqual(2);
    const lawless = await over(await simulate({ ...SHORT, jurisdiction: 'none', policies: ['power'] }));
    expect(lawless.limit).toBeNull();
  });

  it('is started once a key', async () => {
    const [one, again] = [await simulate(SHORT, 'tonight'), await simulate(SHORT, 'tonight')];
    expect(again.id).toBe(one.id);
    await cancel(one);
  });

  it('has an ETag that changes while it runs', async () => {
    const done = await over(await simulate({ ...SHORT, policies: ['power'] }));
    const first = await api.request(done.uri);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"/);
    expect((await api.request(done.uri, { headers: { 'if-none-match': etag } })).status).toBe(304);
  });
});

describe('one that runs', () => {
  it('tells how far it is, leaves the service free, and ends when it is told to', async () => {
    const long = await simulate(LONG);
    await until(
      () => look(long),
      ({ state, progress }) => state === 'running' && progress > 0,
      60_000,
    );
    const times: number[] = [];
    for (let i = 0; i < 20; i += 1) {
      const before = performance.now();
      expect((await api.request('/livez')).status).toBe(200);
      times.push(performance.now() - before);
    }
    // Busy neighbours delay single answers; a loop that is held up would delay them all.
    expect(times.sort((a, b) => a - b)[10]).toBeLessThan(100);

    const next = await simulate({ ...SHORT, policies: ['power'] });
    expect(await look(next)).toMatchObject({ state: 'waiting', progress: 0 });
    expect(await cancel(long)).toMatchObject({ state: 'canceled', error: null });
    // It stays as it is, and the next one has its turn.
    expect(await cancel(long)).toMatchObject({ state: 'canceled' });
    expect(await over(next)).toMatchObject({ state: 'completed' });
  });

  it('lets five of an account wait and refuses more; those that wait can be canceled', async () => {
    const all = [await simulate(LONG)];
    while (all.length < 6) all.push(await simulate(SHORT));
    const refused = await api.post('/v1/simulations', SHORT);
    expect(refused.headers.get('retry-after')).toBe('30');
    expect(await problemOf(refused, 429)).toMatchObject({ code: 'too_many_requests' });
    // The one that runs last: else those that wait would have their turn.
    for (const one of all.toReversed()) expect(await cancel(one)).toMatchObject({ state: 'canceled' });
  });

  it('are listed newest first, page by page, and the newest 20 kept', async () => {
    const last = await simulate(SHORT);
    await cancel(last);
    const list = await api.get<Page<SimulationResource>>('/v1/simulations');
    expect(list.items[0]?.id).toBe(last.id);
    expect(list.items.length).toBeLessThanOrEqual(20);
    expect(list.actions).toHaveProperty('simulate');
    const seen: string[] = [];
    for (let at: string | null = '/v1/simulations?limit=6'; at !== null;) {
      const page: Page<SimulationResource> = await api.get<Page<SimulationResource>>(at);
      seen.push(...page.items.map(({ id }) => id));
      at = page.next_page;
    }
    expect(seen).toEqual(list.items.map(({ id }) => id));
    const end = await api.get<Page<SimulationResource>>('/v1/simulations?limit=6&last=true');
    expect(end.items.map(({ id }) => id)).toEqual(seen.slice(-6));
    const before = await api.get<Page<SimulationResource>>(end.prev_page ?? '');
    expect(before.items.map(({ id }) => id)).toEqual(seen.slice(-12, -6));
  });
});

describe('what cannot be reckoned', () => {
  it('is refused with the field', async () => {
    const wrong: readonly [string, object][] = [
      ['callers', { ...SHORT, callers: 501 }],
      ['answer_rate', { ...SHORT, answer_rate: 0 }],
      ['ring_timeout', { ...SHORT, ring_timeout: 14 }],
      ['policies', { ...SHORT, policies: ['fixed'] }],
      ['policies', { ...SHORT, policies: [] }],
      ['talk_seconds', { ...SHORT, talk_seconds: '60' }],
      ['colour', { ...SHORT, colour: 'red' }],
    ];
    for (const [field, body] of wrong) {
      const problem = await problemOf(await api.post('/v1/simulations', body));
      expect(problem.errors?.map((one) => one.field)).toEqual([field]);
    }
  });

  it('is refused for its size, with what would be possible', async () => {
    const huge = { ...SHORT, callers: 500, talk_seconds: 120, hours: 12, days: 50 };
    const problem = await problemOf(await api.post('/v1/simulations', huge));
    expect(problem.errors).toEqual([
      { field: 'days', code: 'too_much_work', detail: expect.stringMatching(/at most \d+ days?\.$/) },
    ]);
  });

  it('needs the permission to read, and no more', async () => {
    const made = await api.post('/v1/api-keys', { name: 'Looks', permissions: ['read'] });
    const { api_key, api_auth } = (await made.json()) as NewApiKeyResource;
    const response = await api.request('/v1/simulations', {
      method: 'POST',
      anonymous: true,
      headers: { 'x-api-key': api_key, 'x-api-auth': api_auth, 'content-type': 'application/json' },
      body: JSON.stringify(SHORT),
    });
    expect(response.status).toBe(202);
    await cancel((await response.json()) as SimulationResource);
  });
});

describe('what past calls say', () => {
  it('is nothing before there are some', async () => {
    const basis = await api.get<SimulationBasis>('/v1/simulations/basis');
    expect(basis).toMatchObject({ calls: 0, answer_rate: null, answer_seconds: null, talk_seconds: null });
  });

  it('is how many answered, after how long, and how long they talked', async () => {
    const numbers = Array.from({ length: 30 }, (_, i) => `1202555${String(1000 + i)}`);
    const made = await api.post('/v1/call', { dialer_type: 'Fixed', lines: 30, phone_number: numbers });
    const campaign = (await made.json()) as CampaignResource;
    await until(
      () => api.get<CampaignResource>(campaign.uri),
      ({ state }) => state === 'completed',
      60_000,
    );
    const basis = await api.get<SimulationBasis>(`/v1/simulations/basis?campaign=${campaign.id}`);
    expect(basis).toMatchObject({ calls: 30, from: expect.any(String), to: expect.any(String) });
    const calls = await allCalls(api, 'origin=campaign');
    const answered = calls.filter(({ answered_at }) => answered_at !== null).length;
    expect(answered).toBeGreaterThan(5);
    expect(basis.answer_rate).toBeCloseTo(answered / 30, 3);
    const sum = (counts: readonly number[] = []): number => counts.reduce((all, one) => all + one, 0);
    for (const times of [basis.answer_seconds, basis.talk_seconds]) {
      expect(times?.count).toBe(answered);
      expect(sum(times?.counts)).toBe(answered);
    }
    expect(await api.get<SimulationBasis>('/v1/simulations/basis')).toMatchObject({ calls: 30 });
    const other = '01990000-0000-7000-8000-000000000000';
    const none = await api.get<SimulationBasis>(`/v1/simulations/basis?campaign=${other}`);
    expect(none.calls).toBe(0);
  });
});
