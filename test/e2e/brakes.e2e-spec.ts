import { afterEach, describe, expect, it } from '@jest/globals';
import type { AccountResource, CampaignResource, ContactPage, Problem } from '@ringside/contracts';
import { setTimeout as pause } from 'node:timers/promises';
import { startApi, until, type Api } from './harness.js';

let api: Api | null = null;
afterEach(async () => {
  await api?.stop();
  api = null;
});

const phones = (count: number): string[] => Array.from({ length: count }, (_, i) => `1${300 + i}5550102`);

async function start(env: Record<string, string> = {}, speed = 40): Promise<Api> {
  api = await startApi({ env, mock: { seed: 2, behaviour: { people: 'answer', speed } } });
  return api;
}
async function call(running: Api, count: number, lines = 5): Promise<string> {
  const response = await running.post('/v1/call', {
    dialer_type: 'Fixed',
    lines,
    phone_number: phones(count),
  });
  return ((await response.json()) as CampaignResource).id;
}
const campaign = (running: Api, id: string) => running.get<CampaignResource>(`/v1/campaigns/${id}`);
const patch = (running: Api, body: object) =>
  running.request('/v1/account', {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

describe('brakes', () => {
  it('hold lines over all campaigns of the account', async () => {
    const running = await start({ MAX_LINES: '2' });
    const ids = [await call(running, 6), await call(running, 6)];
    for (const id of ids) {
      await until(
        () => campaign(running, id),
        ({ state }) => state === 'completed',
      );
    }
    expect(running.mock.stats().maxInFlight).toBeLessThanOrEqual(2);
    expect(running.mock.calls()).toHaveLength(12);
  });

  it('hold the rate: never more in any second than allowed', async () => {
    const running = await start({ MAX_CALLS_PER_SECOND: '4' }, 400);
    const id = await call(running, 14, 10);
    await until(
      () => campaign(running, id),
      ({ state }) => state === 'completed',
    );
    const { items } = await running.get<ContactPage>(`/v1/campaigns/${id}/contacts`);
    const started = items.map((row) => Date.parse(row.started_at ?? ''));
    for (const [i, at] of started.entries()) {
      expect(started.slice(i).filter((other) => other < at + 1000).length).toBeLessThanOrEqual(4);
    }
    expect(running.mock.calls()).toHaveLength(14);
  });

  it('hold the day, and say so; a higher limit lets it go on', async () => {
    const running = await start({ MAX_CALLS_PER_DAY: '3' });
    const id = await call(running, 5);
    const held = await until(
      () => campaign(running, id),
      ({ holding }) => holding !== null,
    );
    expect(held.holding?.code).toBe('account_calls_per_day');
    expect(running.mock.calls()).toHaveLength(3);
    expect((await patch(running, { max_calls_per_day: 10 })).status).toBe(200);
    await until(
      () => campaign(running, id),
      ({ state }) => state === 'completed',
    );
    expect(running.mock.calls()).toHaveLength(5);
  });

  it('stop everything: nothing new is dialed, and nothing starts until it is allowed again, over a restart too', async () => {
    const running = await start({}, 20);
    const ids = [await call(running, 20), await call(running, 20)];
    await until(
      () => running.mock.calls().length,
      (count) => count >= 6,
    );
    expect((await running.post('/v1/account/stop_everything')).status).toBe(200);
    const dialed = running.mock.calls().length;
    for (const id of ids) expect((await campaign(running, id)).state).toBe('stopped');
    await pause(500);
    expect(running.mock.calls()).toHaveLength(dialed);
    await running.restart();
    expect((await running.get<AccountResource>('/v1/account')).dialing_stopped_at).not.toBeNull();
    const refused = await running.post('/v1/call', { dialer_type: 'Fixed', phone_number: phones(1) });
    expect([refused.status, ((await refused.json()) as Problem).code]).toEqual([409, 'dialing_stopped']);

    expect((await running.post('/v1/account/allow_dialing')).status).toBe(200);
    const id = await call(running, 2);
    await until(
      () => campaign(running, id),
      ({ state }) => state === 'completed',
    );
  });

  it('hold although the process died between the brake and the campaigns', async () => {
    const running = await start({}, 20);
    const id = await call(running, 20);
    await until(
      () => running.mock.calls().length,
      (count) => count >= 3,
    );
    const { id: accountId } = await running.get<AccountResource>('/v1/account');
    await running.started.store.for(accountId).setDialingStopped(Date.now());
    await running.restart();
    const dialed = running.mock.calls().length;
    expect((await campaign(running, id)).state).toBe('stopped');
    await pause(500);
    expect(running.mock.calls()).toHaveLength(dialed);
  });

  it('win against a start that comes at the same moment', async () => {
    const running = await start({}, 20);
    for (let i = 0; i < 12; i++) {
      const response = await running.post('/v1/campaigns', { dialer_type: 'Fixed', phone_number: phones(5) });
      const { id } = (await response.json()) as CampaignResource;
      const [started] = await Promise.all([
        running.post(`/v1/campaigns/${id}/start`),
        pause(i % 4).then(() => running.post('/v1/account/stop_everything')),
      ]);
      expect([200, 409]).toContain(started.status);
      expect((await campaign(running, id)).state).toBe(started.status === 200 ? 'stopped' : 'idle');
      await running.post('/v1/account/allow_dialing');
    }
  });

  it('never dial emergency and short numbers, however they are written', async () => {
    const running = await start({ MIN_PHONE_DIGITS: '2' });
    for (const number of ['112', '911', '+911', '9-1-1', '000', '999', '1911', '0 112', '(110)']) {
      const response = await running.post('/v1/call', {
        dialer_type: 'Fixed',
        phone_number: ['13015550100', number],
      });
      expect([number, response.status]).toEqual([number, 400]);
      const problem = (await response.json()) as Problem;
      expect(problem.errors?.[0]).toMatchObject({ field: 'phone_number[1]', code: 'emergency_number' });
    }
    expect(running.mock.calls()).toEqual([]);
  });
});
