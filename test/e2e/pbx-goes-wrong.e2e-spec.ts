import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { CallStoryResource, DeliveryResource, Page, Problem, SyncResource } from '@ringside/contracts';
import { connect } from 'node:net';
import { allCalls, ended, feedOf, sync } from './calls.js';
import { startApi, until, type Api } from './harness.js';
import { TENANT, cdr, sendWebhook, startPbx, type Pbx } from './pbx.js';

/** A PBX that is slow, down, or answers rubbish, and webhooks that are none: each is told apart, and nothing is half applied. */
const AT = '2026-03-02T10:00:00.000Z';
const RETRIES = 2;

let api: Api;
let pbx: Pbx;
let address: string;
beforeAll(async () => {
  pbx = await startPbx();
  api = await startApi({ env: { PBX_URL: pbx.url }, feedTimes: { syncRetryMs: [50, 100] } });
  address = (await feedOf(api)).webhook_url;
  pbx.records = [cdr('known before', AT, { answered: 3, ended: 9 })];
  await sync(api);
  expect((await sendWebhook(address, cdr('open', AT))).status).toBe(204);
});
afterEach(() => {
  pbx.instead = null;
  pbx.tenant = TENANT;
});
afterAll(async () => {
  await api.stop();
  await pbx.close();
});

const records = [
  cdr('known before', AT, { answered: 3, ended: 9 }),
  cdr('open', AT, { answered: 3, ended: 9 }),
  ...Array.from({ length: 200 }, (_, i) => cdr(`new ${i}`, AT, { answered: 3, ended: 9 })),
];
const document = JSON.stringify({ total: records.length, data: records });
const half = document.slice(0, document.length / 2);
const JSON_TYPE = { 'content-type': 'application/json', 'tenant-uuid': TENANT };

describe('a sync with a PBX that', () => {
  it.each<[what: string, code: string, instead: Pbx['instead']]>([
    [
      'answers HTML',
      'not_json',
      (r) =>
        r.writeHead(200, { ...JSON_TYPE, 'content-type': 'text/html' }).end('<html>Please log in</html>'),
    ],
    ['calls HTML JSON', 'not_json', (r) => r.writeHead(200, JSON_TYPE).end('<html>Please log in</html>')],
    ['answers 500', 'http_status', (r) => r.writeHead(500, JSON_TYPE).end('{"error":"x"}')],
    ['answers 404', 'http_status', (r) => r.writeHead(404, JSON_TYPE).end(document)],
    ['redirects', 'http_status', (r) => r.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
    ['ends in half a document', 'incomplete', (r) => r.writeHead(200, JSON_TYPE).end(half)],
    [
      'breaks off',
      'incomplete',
      (r) => {
        r.writeHead(200, JSON_TYPE).write(half, () => r.destroy());
      },
    ],
    ['answers nothing at all', 'incomplete', (r) => r.writeHead(200, JSON_TYPE).end()],
    ['answers another document', 'not_json', (r) => r.writeHead(200, JSON_TYPE).end('[1,2]')],
    ['hangs up before it answers', 'incomplete', (r) => void r.destroy()],
  ])('%s fails with %s after its retries, and applies nothing', async (_what, code, instead) => {
    const before = await allCalls(api);
    const asked = pbx.asked;
    pbx.instead = instead;
    const failed = await sync(api);
    expect(failed).toMatchObject({ state: 'failed', report: null, phase: null, retry_at: null });
    expect([failed.problem?.code, failed.attempt, pbx.asked - asked]).toEqual([
      code,
      RETRIES + 1,
      RETRIES + 1,
    ]);
    expect(failed.problem?.detail).not.toBe('');
    expect(await allCalls(api)).toEqual(before);
    expect(await (await api.request('/healthz')).json()).toMatchObject({
      status: 'ok',
      feeds: [{ last_sync: { state: 'failed', problem: code } }],
    });
  });

  it('does not name the tenant fails at once: to ask again would not help', async () => {
    const before = await allCalls(api);
    pbx.tenant = null;
    pbx.records = records;
    expect(await sync(api)).toMatchObject({ state: 'failed', problem: { code: 'no_tenant' }, attempt: 1 });
    expect(await allCalls(api)).toEqual(before);
  });

  it('is not there fails as unreachable', async () => {
    const other = await startApi({
      env: { PBX_URL: 'http://127.0.0.1:1' },
      feedTimes: { syncRetryMs: [10] },
    });
    try {
      expect(await sync(other)).toMatchObject({
        state: 'failed',
        problem: { code: 'unreachable' },
        attempt: 2,
      });
    } finally {
      await other.stop();
    }
  });

  it('gets well again between two tries completes, and says at which', async () => {
    pbx.records = records;
    let failures = 0;
    pbx.instead = (response) => {
      response.writeHead(503).end();
      if (++failures === RETRIES) pbx.instead = null;
    };
    const response = await api.post('/v1/syncs');
    const location = response.headers.get('location') ?? '';
    const states = new Set<string>();
    await until(
      () => api.get<SyncResource>(location),
      ({ state, retry_at, problem }) => {
        states.add(state);
        if (state === 'waiting') expect([typeof retry_at, problem?.code]).toEqual(['string', 'http_status']);
        return state === 'completed' || state === 'failed';
      },
    );
    const done = await api.get<SyncResource>(location);
    expect(done).toMatchObject({
      state: 'completed',
      attempt: RETRIES + 1,
      problem: null,
      report: { new: 200, updated: 0, completed: 1, known: 1, refused: 0 },
    });
    expect(await allCalls(api, 'state=in_flight')).toEqual([]);
  });

  it('takes its time is asked once however often the button is pressed, and completes', async () => {
    pbx.instead = (response) => {
      response.writeHead(200, JSON_TYPE).write(half);
      setTimeout(() => response.end(document.slice(half.length)), 600);
    };
    const asked = pbx.asked;
    const answers = await Promise.all(Array.from({ length: 5 }, () => api.post('/v1/syncs')));
    const locations = new Set(answers.map((answer) => answer.headers.get('location')));
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(202));
    expect(locations.size).toBe(1);
    expect(await ended(api, [...locations][0] ?? '')).toMatchObject({
      state: 'completed',
      report: { new: 0, known: records.length },
    });
    expect(pbx.asked - asked).toBe(1);
  });
});

describe('bad records', () => {
  it('are refused alone, each with its reason and as it came', async () => {
    const bad: Record<string, unknown>[] = [
      { ...cdr('x', AT, { ended: 9 }), uuid: null },
      { ...cdr('bad date', AT, { ended: 9 }), call_start: '2026-13-45T25:61:61Z' },
      { ...cdr('bad number', AT, { ended: 9 }), destination_number: { a: 1 } },
    ];
    pbx.records = [...records, ...bad, cdr('after the bad ones', AT, { ended: 9 })];
    const done = await sync(api);
    expect(done).toMatchObject({ state: 'completed', report: { new: 1, known: records.length, refused: 3 } });
    const refused = await api.get<Page<DeliveryResource>>(`${done.uri}/refused`);
    expect(refused.items.map(({ kind, outcome, sync_id }) => [kind, outcome, sync_id])).toEqual(
      Array(3).fill(['record', 'refused', done.id]),
    );
    expect(refused.items.map(({ reason }) => reason?.split(':')[0]).sort()).toEqual([
      'call_start',
      'destination_number',
      'uuid',
    ]);
    for (const { body } of refused.items) expect(bad).toContainEqual(JSON.parse(body));
    expect((await allCalls(api)).filter(({ provider_call_id }) => provider_call_id === 'bad date')).toEqual(
      [],
    );
  });

  it('numbers stay exact beyond what a double holds, and strange times are taken as they are', async () => {
    const strange = JSON.stringify({
      ...cdr('strange', '2026-03-02T10:00:00', { answered: 3, ended: 9 }),
      duration: -3591.5,
      ring_start: '2026-03-02T12:00:01.123456+02:00',
    }).replace('35799123458', '9007199254740993');
    pbx.instead = (response) => response.writeHead(200, JSON_TYPE).end(`{"total":1,"data":[${strange}]}`);
    expect(await sync(api)).toMatchObject({ state: 'completed', report: { new: 1, refused: 0 } });
    const [call] = await allCalls(api, 'number=54740993');
    expect(call).toMatchObject({
      phone: '9007199254740993',
      dialing_at: '2026-03-02T10:00:00.000Z',
      ringing_at: '2026-03-02T10:00:01.123Z',
      talk_time: 6,
      duration: '-3591.5',
      flags: ['negative_duration'],
    });
  });
});

describe('a webhook', () => {
  const refusedNow = async (): Promise<readonly DeliveryResource[]> =>
    (await api.get<Page<DeliveryResource>>('/v1/deliveries?outcome=refused&limit=1000')).items.filter(
      ({ kind }) => kind === 'webhook',
    );

  it.each<[what: string, body: Parameters<typeof sendWebhook>[1], field: string]>([
    ['that is not JSON', '{"uuid":', 'body'],
    ['of nothing', '', 'body'],
    ['of an array', '[]', 'body'],
    ['without uuid', { ...cdr('x', AT), uuid: undefined }, 'uuid'],
    ['with an empty uuid', { ...cdr('x', AT), uuid: '' }, 'uuid'],
    ['with a uuid that is too long', { ...cdr('x', AT), uuid: 'x'.repeat(201) }, 'uuid'],
    ['with NUL in its uuid', '{"uuid":"a\\u0000b","action":"RING"}', 'uuid'],
    ['without action', { ...cdr('x', AT), action: undefined }, 'action'],
    ['with an action that is none', { ...cdr('x', AT), action: { a: 1 } }, 'action'],
    ['with a date that is none', { ...cdr('x', AT), ring_start: 'yesterday' }, 'ring_start'],
  ])('%s is 400 with its field, and kept for inspection', async (_what, body, field) => {
    const [before, rows] = [await refusedNow(), await allCalls(api)];
    const response = await sendWebhook(address, body);
    expect(response.status).toBe(400);
    const problem = (await response.json()) as Problem;
    expect([problem.code, problem.errors?.[0]?.field]).toEqual(['invalid_request', field]);
    const after = await refusedNow();
    expect(after).toHaveLength(before.length + 1);
    expect(after[0]?.reason?.startsWith(`${field}: `)).toBe(true);
    if (typeof body === 'string') expect(after[0]?.body).toBe(body);
    expect(await allCalls(api)).toEqual(rows);
  });

  it('of bytes that are no text is 400 and kept', async () => {
    const before = await refusedNow();
    expect((await sendWebhook(address, new Uint8Array([0xff, 0xfe, 0x00]))).status).toBe(400);
    expect(await refusedNow()).toHaveLength(before.length + 1);
  });

  it('without a tenant is 400', async () => {
    const response = await sendWebhook(address, cdr('nobody’s', AT), null);
    expect(response.status).toBe(400);
    expect(((await response.json()) as Problem).errors?.[0]?.field).toBe('tenant-uuid');
  });

  it('with an action that we do not know is 204, stored, and changes nothing', async () => {
    expect((await sendWebhook(address, cdr('transferred', AT))).status).toBe(204);
    expect((await sendWebhook(address, { ...cdr('transferred', AT), action: 'TRANSFER' })).status).toBe(204);
    const [call] = (await allCalls(api)).filter((one) => one.provider_call_id === 'transferred');
    const story = await api.get<CallStoryResource>(call?.uri ?? '');
    expect(story.state).toBe('ringing');
    expect(
      story.events.filter(({ source }) => source === 'webhook').map(({ type, applied }) => [type, applied]),
    ).toEqual([
      ['RING', true],
      ['TRANSFER', false],
    ]);
  });

  it('with another secret, connection or provider is 401 without detail, and leaves no trace', async () => {
    const before = await api.get<Page<DeliveryResource>>('/v1/deliveries?limit=1000');
    const parts = address.split('/');
    const rows = await allCalls(api);
    for (const [index, value] of [
      [-1, 'AAAAAAAAAAAAAAAAAAAAAA'],
      [-1, '%00'],
      [-2, '01a1f823-b54d-7680-99f7-70ce54fd1f61'],
      [-2, 'x'],
      [-3, 'call-api'],
      [-3, 'twilio'],
    ] as const) {
      for (const body of [cdr('forged', AT), 'not json']) {
        const response = await sendWebhook(parts.with(index, value).join('/'), body);
        expect([value, response.status]).toEqual([value, 401]);
        const problem = (await response.json()) as Problem;
        expect([problem.code, problem.detail]).toEqual(['unauthenticated', undefined]);
      }
    }
    expect(await api.get('/v1/deliveries?limit=1000')).toEqual(before);
    expect(await allCalls(api)).toEqual(rows);
  });

  it('over 64 kB is 413, however it comes, and the address goes on', async () => {
    const rows = await allCalls(api);
    const big = { ...cdr('big', AT), caller_name: 'x'.repeat(70_000) };
    const response = await sendWebhook(address, big);
    expect([response.status, ((await response.json()) as Problem).code]).toEqual([413, 'payload_too_large']);
    const { pathname, port, hostname } = new URL(address);
    const endless = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(`POST ${pathname} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n`);
        for (let i = 0; i < 20; i++) socket.write(`2000\r\n${'x'.repeat(0x2000)}\r\n`);
        socket.write('0\r\n\r\n');
      });
      let answer = '';
      const done = (): void => {
        clearTimeout(timer);
        socket.destroy();
        resolve(answer);
      };
      const timer = setTimeout(done, 30_000);
      socket.on('data', (chunk) => {
        answer += chunk.toString();
        if (answer.includes('\r\n\r\n')) done();
      });
      socket.on('error', done);
    });
    expect(endless).toMatch(/^HTTP\/1\.1 413/);
    expect(await allCalls(api)).toEqual(rows);
    expect((await sendWebhook(address, cdr('afterwards', AT))).status).toBe(204);
  });
});
