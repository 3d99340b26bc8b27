import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually, openSink, place, type Sink } from '../test/sink.js';
import { type PbxMock, startPbxMock } from './index.js';

let mock: PbxMock;
let sink: Sink;

beforeEach(async () => {
  sink = await openSink();
  mock = await startPbxMock({ port: 0, behaviour: { people: 'instant', lost: 0 } });
});
afterEach(async () => {
  await mock.close();
  await sink.close();
});

const get = async (path: string): Promise<unknown> => (await fetch(mock.url + path)).json();
const post = async (path: string, body?: unknown): Promise<{ status: number; body: unknown }> => {
  const init = { method: 'POST', ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  const response = await fetch(mock.url + path, init);
  return { status: response.status, body: await response.json() };
};
const done = (calls: number): Promise<void> =>
  eventually(() => mock.stats().statusesAnswered2xx === 3 * calls);

describe('the tester’s side', () => {
  it('GET /mock/calls tells the calls, page by page', async () => {
    for (const phone of ['13018040001', '13018040002', '13018040003'])
      await place(mock, phone, sink.url('a'));
    await done(3);
    const first = (await get('/mock/calls?limit=2')) as { items: object[]; next_page: string };
    expect(first.items).toHaveLength(2);
    expect(first.items[0]).toEqual({
      n: 1,
      id: 1,
      instance: 1,
      phone: '13018040001',
      webhook_url: sink.url('a'),
      person: 'instant',
      outcome: 'placed',
      arrived_ms: expect.any(Number),
      ended_ms: expect.any(Number),
      ending: 'completed',
      in_flight: 1,
      statuses: ['ringing', 'answered', 'completed'].map((status) => ({
        status,
        at_ms: expect.any(Number),
        answer: 204,
      })),
    });
    expect(await get(first.next_page)).toEqual({
      items: [expect.objectContaining({ n: 3 })],
      next_page: null,
    });
    expect((await fetch(`${mock.url}/mock/calls?limit=0`)).status).toBe(400);
  });

  it('GET /mock/stats counts, and knows the most that were in flight', async () => {
    mock.setFaults({ people: 'answer', speed: 1 });
    for (const phone of ['13018040001', '13018040002', '13018040003'])
      await place(mock, phone, sink.url('a'));
    await place(mock, '13018040004', sink.url('a'), '?http_429=100');
    await post('/mock/hangup');
    await eventually(() => mock.stats().statusesAnswered2xx === 3);
    expect(await get('/mock/stats')).toEqual({
      instance: 1,
      arrivals: 4,
      outcomes: { placed: 3, http_429: 1 },
      placed: 3,
      in_flight: 0,
      max_in_flight: 3,
      stuck: 0,
      statuses: { sent: 3, lost: 0, answered_2xx: 3, answered_other: 0, failed: 0 },
      log: { oldest: 1, latest: 4 },
      pbx: {
        calls: 0,
        in_flight: 0,
        records: 0,
        webhooks: { sent: 0, lost: 0, answered_2xx: 0, answered_other: 0, failed: 0 },
      },
    });
  });

  it('POST /mock/faults replaces all faults; bad ones are named and nothing changes', async () => {
    expect((await post('/mock/faults', { lost: 100, http_503: 3 })).body).toMatchObject({
      lost: 100,
      http_503: 3,
      people: 'instant',
    });
    expect(await post('/mock/faults', { lost: 'all', lots: 1 })).toEqual({
      status: 400,
      body: { error: 'lost: must be 0..100; lots: unknown' },
    });
    expect(mock.behaviour()).toMatchObject({ lost: 100, http503: 3 });
    await post('/mock/faults', { http_500: 1, statuses: ['completed'] });
    expect(await get('/mock/faults')).toMatchObject({
      lost: 0,
      http_503: 0,
      http_500: 1,
      statuses: ['completed'],
    });
  });

  it('POST /mock/hangup ends one call, those to a number, or all', async () => {
    mock.setFaults({ people: 'ignore', speed: 1 });
    for (const phone of ['13018040001', '13018040001', '13018040002', '13018040003']) {
      await place(mock, phone, sink.url('a'));
    }
    expect((await post('/mock/hangup', { id: 4 })).body).toEqual({ hung_up: 1 });
    expect((await post('/mock/hangup', { phone: '13018040001' })).body).toEqual({ hung_up: 2 });
    await sink.until((got) => got.filter(({ status }) => status === 'completed').length === 3);
    expect((await post('/mock/hangup')).body).toEqual({ hung_up: 1 });
    expect((await post('/mock/hangup', { id: 99 })).body).toEqual({ hung_up: 0 });
    expect((await post('/mock/hangup', { id: 'x' })).status).toBe(400);
    await eventually(() => mock.calls().every(({ ending }) => ending === 'hung_up'));
  });

  it('POST /mock/restart begins ids again and keeps the log; POST /mock/reset keeps nothing', async () => {
    await place(mock, '13018040001', sink.url('a'));
    await done(1);
    expect((await post('/mock/restart')).body).toMatchObject({ instance: 2, in_flight: 0 });
    expect((await place(mock, '13018040001', sink.url('a'))).id).toBe(1);
    expect(mock.calls().map(({ n, id, instance }) => [n, id, instance])).toEqual([
      [1, 1, 1],
      [2, 1, 2],
    ]);
    mock.setFaults({ lost: 50, people: 'busy' });
    expect((await post('/mock/reset')).body).toMatchObject({
      instance: 1,
      arrivals: 0,
      placed: 0,
      outcomes: {},
    });
    expect(mock.calls()).toEqual([]);
    expect(mock.behaviour()).toMatchObject({ lost: 0, people: 'instant' });
  });

  it.each([
    ['/mock/refuse', { for_ms: 200 }],
    ['/mock/restart', { down_ms: 200 }],
  ])('POST %s %j refuses connections, then takes them again on the same port', async (path, body) => {
    expect((await post(path, body)).status).toBe(200);
    await expect(fetch(`${mock.url}/mock/stats`)).rejects.toMatchObject({
      cause: expect.objectContaining({ code: 'ECONNREFUSED' }),
    });
    await eventually(() =>
      fetch(`${mock.url}/mock/stats`).then(
        () => true,
        () => false,
      ),
    );
    expect((await post(path, { for_ms: -1, down_ms: 'x' })).status).toBe(400);
  });

  it('says what there is, and refuses the rest', async () => {
    expect(await get('/mock')).toEqual({
      routes: expect.objectContaining({ 'GET /mock/calls': expect.any(String) }),
    });
    expect((await post('/mock/nothing')).status).toBe(404);
    const wrong = await fetch(`${mock.url}/mock/reset`);
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST']);
    const broken = await fetch(`${mock.url}/mock/faults`, { method: 'POST', body: '{' });
    expect(broken.status).toBe(400);
    expect(broken.headers.get('tenant-uuid')).toBe(mock.tenantUuid);
  });
});

describe('the tester’s side of the PBX', () => {
  it('GET and POST /mock/pbx say and set where webhooks go', async () => {
    const tenant = mock.tenantUuid;
    expect(await get('/mock/pbx')).toEqual({ webhook_url: null, tenant_uuid: tenant });
    const url = sink.url('hook');
    expect(await post('/mock/pbx', { webhook_url: url })).toEqual({
      status: 200,
      body: { webhook_url: url, tenant_uuid: tenant },
    });
    for (const [wrong, error] of [
      [{ webhook_url: 'http://8.8.8.8/' }, 'webhook_url: must be local: 8.8.8.8'],
      [{ webhook_url: 7 }, 'webhook_url: must be a string'],
      [{}, 'webhook_url: must be a string'],
    ] as const) {
      expect(await post('/mock/pbx', wrong)).toEqual({
        status: 400,
        body: { error: expect.stringContaining(error) },
      });
    }
    expect(mock.webhookUrl).toBe(url);
    await post('/mock/pbx', { webhook_url: null });
    expect(mock.webhookUrl).toBeNull();
  });

  it('GET /mock/pbx/calls tells its own calls as they really went, page by page', async () => {
    mock.setFaults({ speed: 1000, lostRecords: 0 });
    mock.trigger({ pbxCalls: 3 });
    await eventually(() => mock.stats().pbx.inFlight === 0);
    const first = (await get('/mock/pbx/calls?limit=2')) as { items: object[]; next_page: string };
    expect(first.items[0]).toEqual({
      n: 1,
      uuid: expect.any(String),
      tenant: mock.tenantUuid,
      phone: expect.stringMatching(/^1\d{3}555017\d$/),
      from: '12125550199',
      person: 'instant',
      started_ms: expect.any(Number),
      ringing_ms: expect.any(Number),
      answered_ms: expect.any(Number),
      ended_ms: expect.any(Number),
      ending: 'completed',
      recording: expect.any(String),
      webhooks: expect.any(Array),
      record: true,
    });
    expect(await get(first.next_page)).toEqual({
      items: [expect.objectContaining({ n: 3 })],
      next_page: null,
    });
    expect(await get('/mock/stats')).toMatchObject({ pbx: { calls: 3, in_flight: 0, records: 3 } });
  });

  it('POST /mock/tenant becomes another tenant, a chosen one or any', async () => {
    const before = mock.tenantUuid;
    const uuid = '00000000-0000-4000-8000-000000000001';
    expect((await post('/mock/tenant', { uuid })).body).toMatchObject({ tenant_uuid: uuid });
    const { status, body } = await post('/mock/tenant');
    expect([status, body]).toEqual([200, { webhook_url: null, tenant_uuid: mock.tenantUuid }]);
    expect([before, uuid]).not.toContain(mock.tenantUuid);
    expect((await post('/mock/tenant', { uuid: 'me' })).status).toBe(400);
    expect((await post('/mock/tenant', { uuid: 7 })).status).toBe(400);
  });
});
