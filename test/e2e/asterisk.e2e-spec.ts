import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CampaignResource, Page, PhoneSystemResource } from '@ringside/contracts';
import {
  FAKE_READER,
  asteriskEnv,
  callsOf,
  campaignOf,
  closeDoor,
  phonesTo,
  rowsOf,
  startFakeAri,
  startNetwork,
  statusOf,
  type FakeAri,
  type Network,
} from './asterisk.js';
import { startApi, until, type Api } from './harness.js';
import { startPbx } from './pbx.js';

/** The whole service with a made-up Asterisk behind real sockets; `npm run test:asterisk` has the real ones. */
let ari: FakeAri;
let network: Network;
let api: Api | null = null;

beforeEach(async () => {
  ari = await startFakeAri({ version: '22.10.1' });
  network = startNetwork(ari);
});
afterEach(async () => {
  network.stop();
  await api?.stop();
  api = null;
  await ari.close();
});

async function start(env: Readonly<Record<string, string>> = {}): Promise<Api> {
  api = await startApi({ env: { ...asteriskEnv(ari.url), ...env } });
  return api;
}
async function dial(running: Api, body: object): Promise<string> {
  const response = await running.post('/v1/call', { dialer_type: 'Fixed', ...body });
  expect(response.status).toBe(201);
  return ((await response.json()) as CampaignResource).id;
}
const over = (running: Api, id: string): Promise<CampaignResource> =>
  until(
    () => campaignOf(running, id),
    ({ state }) => state === 'completed',
    20_000,
  );
async function system(running: Api): Promise<PhoneSystemResource> {
  const { items } = await running.get<Page<PhoneSystemResource>>('/v1/phone-systems');
  const dials = items.find((one) => one.dials);
  if (dials === undefined) throw new Error('nothing is dialed through');
  return dials;
}
const stands = (running: Api, state: PhoneSystemResource['state']): Promise<PhoneSystemResource> =>
  until(
    () => system(running),
    (found) => found.state === state,
  );
const heldDown = (running: Api, id: string): Promise<CampaignResource> =>
  until(
    () => campaignOf(running, id),
    ({ holding }) => holding?.code === 'phone_system_down',
  );

describe('a campaign through Asterisk', () => {
  it.each(['22.10.1', '16.28.0'])(
    'of version %s is dialed in order, and ends as its far ends do',
    async (version) => {
      network.stop();
      await ari.close();
      ari = await startFakeAri({ version });
      network = startNetwork(ari);
      const running = await start();
      const phone_number = phonesTo('1000', '1001', '1003', '1004', '1000', '1001', '1000', '1000');
      const id = await dial(running, { phone_number, lines: 3 });
      expect(await over(running, id)).toMatchObject({ lines_in_use: 0, holding: null });
      const rows = await rowsOf(running, id);
      expect(rows.map(({ phone, status, calls }) => [phone, status, calls])).toEqual(
        phone_number.map((phone) => [phone, statusOf(phone), 1]),
      );
      expect(network.called).toEqual(phone_number);
      expect(network.most).toBeLessThanOrEqual(3);
      for (const call of await callsOf(running, id)) {
        expect(call.provider_call_id).toBe(call.id);
        expect([call.ringing_at, call.ended_at]).not.toContain(null);
        expect(call.answered_at !== null).toBe(call.phone?.endsWith('1000'));
      }
      expect(await system(running)).toMatchObject({
        provider: 'asterisk',
        mock: false,
        state: 'connected',
        engine: { name: 'Asterisk', version },
        last_error: null,
      });
      expect(await (await running.request('/metrics')).text()).toMatch(
        /^ringside_phone_system_connected 1$/m,
      );
    },
  );

  it('plays the message to whoever answers, and then ends the call', async () => {
    const running = await start({ ARI_MESSAGE: 'sound:short', ARI_CALLER_ID: '"Ringside" <+12025550100>' });
    const id = await dial(running, { phone_number: phonesTo('1010', '1010') });
    await over(running, id);
    expect((await rowsOf(running, id)).map(({ status }) => status)).toEqual(['completed', 'completed']);
    expect(ari.asked.map(({ from }) => from)).toEqual(Array(2).fill('"Ringside" <+12025550100>'));
    expect(ari.engine.hungUp.size).toBe(2);
  });

  it('goes on beside a PBX that is followed', async () => {
    const pbx = await startPbx();
    try {
      const running = await start({ PBX_URL: pbx.url });
      await over(running, await dial(running, { phone_number: phonesTo('1000') }));
      const { items } = await running.get<Page<PhoneSystemResource>>('/v1/phone-systems');
      expect(items.map(({ provider, dials }) => [provider, dials])).toEqual([
        ['asterisk', true],
        ['pbx', false],
      ]);
    } finally {
      await api?.stop();
      api = null;
      await pbx.close();
    }
  });

  it('is the same connection at the next start', async () => {
    const running = await start();
    const { id } = await stands(running, 'connected');
    await running.restart();
    expect((await stands(running, 'connected')).id).toBe(id);
  });
});

describe('who answers', () => {
  // Time to find out before the call is over, on a busy machine too.
  beforeEach(() => {
    network.stop();
    network = startNetwork(ari, { stepMs: 500 });
  });

  it('is told and shown when the campaign asks for it', async () => {
    const running = await start();
    const id = await dial(running, { phone_number: phonesTo('1000', '1008'), machine_detection: 'detect' });
    const calls = await until(
      () => callsOf(running, id),
      (found) => found.filter(({ answered_by }) => answered_by !== null).length === 2,
    );
    expect(calls.map(({ answered_by }) => answered_by)).toEqual(['human', 'machine']);
    expect(ari.engine.hungUp.size).toBe(0);
    await running.post(`/v1/calls/${calls[1]?.id}/hang_up`);
    await over(running, id);
    const csv = await (await running.request('/v1/calls.csv')).text();
    const [header = '', ...lines] = csv.trim().split('\r\n');
    const column = header.split(',').indexOf('answered_by');
    expect(lines.map((line) => line.split(',')[column]).sort()).toEqual(['human', 'machine']);
  });

  it('is hung up on when it is a machine and the campaign says so', async () => {
    const running = await start();
    const phone_number = phonesTo('1008', '1000', '1008');
    const id = await dial(running, { phone_number, machine_detection: 'hang_up' });
    await over(running, id);
    const rows = await rowsOf(running, id);
    expect(rows.map(({ status, reason }) => [status, reason])).toEqual([
      ['completed', 'answering_machine'],
      ['completed', null],
      ['completed', 'answering_machine'],
    ]);
    expect(ari.engine.hungUp.size).toBe(2);
    expect(await campaignOf(running, id)).toMatchObject({ machine_detection: 'hang_up' });
  });

  it('is not asked for otherwise', async () => {
    const running = await start();
    const id = await dial(running, { phone_number: phonesTo('1000') });
    await over(running, id);
    expect(await callsOf(running, id)).toMatchObject([{ answered_by: null }]);
    expect(ari.requests.filter((request) => request.includes('continue'))).toEqual([]);
    const wrong = await running.post('/v1/campaigns', {
      dialer_type: 'Fixed',
      phone_number: phonesTo('1000'),
      machine_detection: 'maybe',
    });
    expect(await wrong.json()).toMatchObject({ status: 400, errors: [{ field: 'machine_detection' }] });
  });

  it('is somebody who wants no such calls: the number is marked (SIP 607)', async () => {
    const running = await start();
    const [phone = ''] = phonesTo('1010');
    const id = await dial(running, { phone_number: phone });
    const [callId = ''] = await until(
      () => network.idsOf(phone),
      (ids) => ids.length > 0,
    );
    const ended = { type: 'ChannelDestroyed', cause: 127, cause_txt: 'Interworking', tech_cause: 607 };
    ari.send(
      JSON.stringify({
        ...ended,
        timestamp: '2026-11-20T06:37:05.864+0000',
        channel: { id: callId, state: 'Ringing' },
      }),
    );
    await over(running, id);
    expect(await callsOf(running, id)).toMatchObject([
      { state: 'rejected', reason: 'sip_607', flags: ['do_not_call'] },
    ]);
    const other = await dial(running, { phone_number: phonesTo('1000') });
    await over(running, other);
    expect(await callsOf(running, other)).toMatchObject([{ flags: [] }]);
    const csv = await (await running.request('/v1/calls.csv')).text();
    expect(csv.split('\r\n').filter((line) => line.includes(',do_not_call,'))).toHaveLength(1);
  });
});

describe('when the connection is lost', () => {
  it('nothing is dialed; calls that ended unseen are settled as they ended; dialing goes on by itself', async () => {
    const running = await start();
    const waiting = phonesTo('1010', '1010', '1010');
    const first = await dial(running, {
      phone_number: [...waiting, '+15552001000', '+15552011001'],
      lines: 3,
    });
    await until(
      async () => (await callsOf(running, first)).filter(({ state }) => state === 'answered').length,
      (count) => count === 3,
    );
    const [one = '', two = '', three = ''] = waiting.flatMap((phone) => network.idsOf(phone));

    const openDoor = closeDoor(ari);
    expect(await heldDown(running, first)).toMatchObject({ state: 'running', lines_in_use: 3 });
    expect(
      await until(
        () => system(running),
        ({ last_error }) => last_error?.code === 'unreachable',
      ),
    ).toMatchObject({
      state: 'disconnected',
      calls_in_flight: 3,
      calls_up: 3,
    });
    const second = await dial(running, { phone_number: phonesTo('1000', '1000') });
    await heldDown(running, second);
    ari.engine.move(one, 'completed');
    // The network forgets the second, as one whose dialplan does not note the end.
    ari.engine.dialplan = new Set(['amd']);
    ari.engine.move(two, 'completed');
    ari.engine.dialplan = new Set(['amd', 'ended']);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(network.called).toEqual(waiting);
    expect(await campaignOf(running, second)).toMatchObject({ lines_in_use: 0, counts: { idle: 2 } });
    const health = await running.request('/healthz', { anonymous: true });
    expect(health.status).toBe(200);
    expect(await health.json()).toMatchObject({
      status: 'ok',
      parts: { phone_system: { ok: false, state: 'disconnected', detail: 'not connected: unreachable' } },
    });
    expect(await (await running.request('/metrics')).text()).toMatch(/^ringside_phone_system_connected 0$/m);

    openDoor();
    await over(running, second);
    await until(
      () => callsOf(running, first),
      (calls) => calls.length === 5 && calls.slice(3).every(({ ended_at }) => ended_at !== null),
    );
    const calls = new Map((await callsOf(running, first)).map((call) => [call.id, call]));
    expect(calls.get(one)).toMatchObject({ state: 'completed', reason: null, end_estimated: false });
    expect(calls.get(two)).toMatchObject({ state: 'completed', reason: 'ended_unseen' });
    expect(calls.get(three)).toMatchObject({ state: 'answered', ended_at: null });
    expect((await campaignOf(running, first)).holding).toBeNull();
    ari.engine.move(three, 'completed');
    expect((await over(running, first)).counts).toMatchObject({ completed: 4, busy: 1 });
    expect(new Set(network.called).size).toBe(network.called.length);
    expect(await system(running)).toMatchObject({ state: 'connected', last_error: { code: 'unreachable' } });
  });

  it('again and again, every number is called once and its row says how it went', async () => {
    const running = await start();
    const ends = ['1000', '1001', '1003', '1000', '1004'];
    const phone_number = phonesTo(...Array.from({ length: 40 }, (_, i) => ends[i % ends.length] ?? '1000'));
    const id = await dial(running, { phone_number, lines: 4, reply_timeout: 2 });
    for (const wait of [150, 400, 90, 300, 220]) {
      await new Promise((resolve) => setTimeout(resolve, wait));
      void ari.dropStreams?.();
    }
    await over(running, id);
    expect(network.called.toSorted()).toEqual(phone_number.toSorted());
    expect(network.most).toBeLessThanOrEqual(4);
    const rows = await rowsOf(running, id);
    expect(rows.map(({ phone, status }) => [phone, status])).toEqual(
      phone_number.map((phone) => [phone, statusOf(phone)]),
    );
  });
});

describe('set up wrong, it says so and nothing is burnt', () => {
  it.each([
    ['the password', { ARI_PASSWORD: 'another' }, 'unauthorized', /ARI_PASSWORD/],
    ['the user', { ARI_USER: 'nobody' }, 'unauthorized', /ARI_USER/],
    [
      'a user who may only read',
      { ARI_USER: FAKE_READER.user, ARI_PASSWORD: FAKE_READER.password },
      'read_only',
      /read_only/,
    ],
    ['the address', { ARI_URL: 'http://127.0.0.1:1' }, 'unreachable', /ARI_URL/],
  ] as const)('%s', async (_what, env, code, words) => {
    const running = await start(env);
    const id = await dial(running, { phone_number: phonesTo('1000', '1000') });
    const held = await heldDown(running, id);
    const { last_error, state } = await until(
      () => system(running),
      (found) => found.last_error !== null,
    );
    expect([state, last_error?.code]).toEqual(['disconnected', code]);
    expect(last_error?.detail).toMatch(words);
    expect(last_error?.detail).not.toMatch(/\n|fake-loopback-test|another/);
    expect(held.counts).toMatchObject({ idle: 2 });
    await running.restart(asteriskEnv(ari.url));
    expect((await over(running, id)).counts).toMatchObject({ completed: 2 });
    expect(network.called).toHaveLength(2);
  });

  it('an endpoint that does not exist', async () => {
    const running = await start();
    ari.intercept(({ method, path }) =>
      method === 'POST' && path.startsWith('channels/')
        ? { status: 500, body: { error: 'Allocation failed' } }
        : null,
    );
    const id = await dial(running, { phone_number: phonesTo('1000', '1000', '1000') });
    const { holding } = await until(
      () => campaignOf(running, id),
      (campaign) => campaign.holding !== null,
    );
    expect(holding).toMatchObject({
      code: 'provider_backoff',
      detail: expect.stringContaining('ARI_ENDPOINT'),
    });
    expect((await campaignOf(running, id)).counts).toMatchObject({ failed: 0 });
    ari.intercept(null);
    expect((await over(running, id)).counts).toMatchObject({ completed: 3 });
  });

  it('a dialplan without our extensions: calls go, and the console says what to add', async () => {
    ari.engine.dialplan = new Set();
    const running = await start();
    const id = await dial(running, { phone_number: phonesTo('1000'), machine_detection: 'detect' });
    await over(running, id);
    const { warnings, state } = await until(
      () => system(running),
      (found) => found.warnings.length === 2,
    );
    expect(state).toBe('connected');
    expect(warnings.map(({ code }) => code)).toEqual(['dialplan', 'dialplan']);
    for (const { detail } of warnings) expect(detail).toContain('[ringside]');
  });
});

describe('another phone system than before', () => {
  it('takes over the campaigns, paused: nobody is called by a mere start', async () => {
    api = await startApi({ mock: { behaviour: { people: 'answer', speed: 1 } } });
    const running = api;
    const id = await dial(running, { phone_number: phonesTo('1000', '1001', '1000'), lines: 1 });
    const idle = (
      (await (
        await running.post('/v1/campaigns', { dialer_type: 'Fixed', phone_number: phonesTo('1001') })
      ).json()) as CampaignResource
    ).id;
    await until(
      () => running.mock.calls().length,
      (count) => count === 1,
    );
    await running.restart(asteriskEnv(ari.url));
    await stands(running, 'connected');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(network.called).toEqual([]);
    expect(await campaignOf(running, id)).toMatchObject({ state: 'paused' });
    for (const one of [id, idle]) {
      expect((await running.post(`/v1/campaigns/${one}/start`)).status).toBe(200);
      await over(running, one);
    }
    const rows = await rowsOf(running, id);
    // The first was on its way through the other one, and nobody can be asked about it any more.
    expect(rows.map(({ status, calls }) => [status, calls]).slice(1)).toEqual([
      ['busy', 1],
      ['completed', 1],
    ]);
    expect(rows[0]).toMatchObject({ calls: 1, reason: 'ended_unseen' });
    expect(network.called).toEqual([...phonesTo('1000', '1001', '1000').slice(1), ...phonesTo('1001')]);
  });
});
