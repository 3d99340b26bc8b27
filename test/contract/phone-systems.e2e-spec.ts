import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  CampaignResource,
  Page,
  PhoneSystemResource,
  PhoneSystemView,
  PhoneSystemsSnapshot,
} from '@ringside/contracts';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { startApi, until, type Api } from '../e2e/harness.js';
import { startPbx, type Pbx } from '../e2e/pbx.js';
import { closeSockets, connect as rawSocket, done, send } from './raw-socket.js';

/** Phone systems over REST and the socket, as docs/protocol has them, without our client in between. */
let api: Api;
let pbx: Pbx;

beforeAll(async () => {
  pbx = await startPbx();
  api = await startApi({
    mock: { seed: 4, behaviour: { people: 'answer', speed: 20 } },
    env: { PBX_URL: pbx.url },
  });
});
afterEach(closeSockets);
afterAll(async () => {
  await api.stop();
  await pbx.close();
});

async function connect(key?: { apiKey: string; apiAuth: string }) {
  const socket = await rawSocket(api, key);
  const changes: PhoneSystemsSnapshot[] = [];
  socket.on('phone_systems.changed', (snapshot) => changes.push(snapshot));
  const follow = () => done(send<PhoneSystemsSnapshot>(socket, 'phone_systems.follow', {}));
  return { socket, follow, changes };
}

const dialed = (snapshot: PhoneSystemsSnapshot | undefined): PhoneSystemView | undefined =>
  snapshot?.phone_systems.find(({ dials }) => dials);

async function dial(count: number): Promise<string> {
  const phone_number = Array.from({ length: count }, (_, i) => `1${300 + i}5550100`);
  const response = await api.post('/v1/call', { dialer_type: 'Fixed', phone_number });
  return ((await response.json()) as CampaignResource).uri;
}
const over = (uri: string) =>
  until(
    () => api.get<CampaignResource>(uri),
    ({ state }) => state === 'completed',
  );

/** A second account of the same service, with a key of its own. */
async function stranger(): Promise<{ apiKey: string; apiAuth: string }> {
  const client = new pg.Client({ connectionString: api.databaseUrl });
  await client.connect();
  const account = uuidv7();
  await client.query(`insert into ringside.account (id, name, time_zone) values ($1, 'Other', 'UTC')`, [
    account,
  ]);
  await client.end();
  const key = { apiKey: `key-${account}`, apiAuth: 'secret-of-another' };
  await api.started.store.directory.setKey(account, key.apiKey, key.apiAuth);
  return key;
}

describe('phone systems over REST', () => {
  it('are those that are dialed through and those that are followed, each with an address', async () => {
    const { items } = await api.get<Page<PhoneSystemResource>>('/v1/phone-systems');
    expect(items.map(({ provider, dials }) => [provider, dials])).toEqual([
      ['call-api', true],
      ['pbx', false],
    ]);
    for (const system of items) {
      expect(system.uri).toBe(`/v1/phone-systems/${system.id}`);
      expect(await api.get<PhoneSystemResource>(system.uri)).toMatchObject({ id: system.id, mock: false });
      for (const uri of Object.values(system.resources)) expect((await api.request(uri)).status).toBe(200);
    }
    expect(items[1]).toMatchObject({
      abilities: ['records'],
      resources: { feed: `/v1/feeds/${items[1]?.id}` },
    });
    const index = await api.get<{ resources: Record<string, string> }>('/v1');
    expect(index.resources['phone_systems']).toBe('/v1/phone-systems');
  });

  it('are reachable once they have been asked, and count what is asked of them', async () => {
    const [before] = (await api.get<Page<PhoneSystemResource>>('/v1/phone-systems')).items;
    expect(before).toMatchObject({ state: 'not_asked', engine: null, last_error: null, warnings: [] });
    const uri = await dial(3);
    const during = await until(
      () => api.get<PhoneSystemResource>(before?.uri ?? ''),
      ({ calls_up }) => calls_up > 0,
    );
    expect(during.state).toBe('reachable');
    expect(during.calls_in_flight).toBeGreaterThanOrEqual(during.calls_up);
    expect(during.calls_per_second).toBeGreaterThan(0);
    await over(uri);
    expect(await api.get(before?.uri ?? '')).toMatchObject({ calls_in_flight: 0, calls_up: 0 });
  });

  it('of another account are not found (R16)', async () => {
    const { apiKey, apiAuth } = await stranger();
    const headers = { 'x-api-key': apiKey, 'x-api-auth': apiAuth };
    const theirs = (path: string) => api.request(path, { anonymous: true, headers });
    const { items } = (await (await theirs('/v1/phone-systems')).json()) as Page<PhoneSystemResource>;
    expect(items).toEqual([]);
    const [ours] = (await api.get<Page<PhoneSystemResource>>('/v1/phone-systems')).items;
    expect((await theirs(ours?.uri ?? '')).status).toBe(404);
  });
});

describe('following phone systems', () => {
  it('answers how all stand, then tells each change whole, at most twice a second', async () => {
    const { follow, changes } = await connect();
    const snapshot = await follow();
    const { items } = await api.get<Page<PhoneSystemResource>>('/v1/phone-systems');
    expect(snapshot.phone_systems.map(({ id }) => id)).toEqual(items.map(({ id }) => id));
    expect(dialed(snapshot)).not.toHaveProperty('uri');
    expect(Math.abs(Date.parse(snapshot.at) - Date.now())).toBeLessThan(30_000);

    const began = performance.now();
    const uri = await dial(6);
    await until(
      () => changes.map((change) => dialed(change)?.calls_in_flight ?? 0),
      (counts) => counts.some((count) => count > 0),
    );
    await over(uri);
    await until(
      () => dialed(changes.at(-1)),
      (system) => system?.calls_in_flight === 0 && system.calls_up === 0,
    );
    expect(changes.every(({ phone_systems }) => phone_systems.length === 2)).toBe(true);
    expect(changes.length).toBeLessThanOrEqual((performance.now() - began) / 500 + 2);
  });

  it('ends with unfollow', async () => {
    const { socket, follow, changes } = await connect();
    await follow();
    expect(await send(socket, 'phone_systems.unfollow', {})).toEqual({ ok: true, data: {} });
    // What was on its way has come.
    await new Promise((resolve) => setTimeout(resolve, 600));
    const seen = changes.length;
    await over(await dial(3));
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(changes).toHaveLength(seen);
  });

  it('shows another account none of ours (R16)', async () => {
    const theirs = await connect(await stranger());
    expect((await theirs.follow()).phone_systems).toEqual([]);
    const ours = await connect();
    await ours.follow();
    await over(await dial(3));
    await until(
      () => ours.changes.length,
      (count) => count > 0,
    );
    expect(theirs.changes.flatMap(({ phone_systems }) => phone_systems)).toEqual([]);
  });

  it.each([
    ['phone_systems.follow', []],
    ['phone_systems.follow', { surprise: true }],
    ['phone_systems.unfollow', 'x'],
  ])('%s with %j is refused with a code and a field', async (command, body) => {
    const { socket } = await connect();
    expect(await send(socket, command, body)).toMatchObject({
      ok: false,
      error: { code: 'invalid_request', errors: [{ code: expect.any(String) }] },
    });
  });
});
