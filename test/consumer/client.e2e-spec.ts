import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ConflictError,
  ForbiddenError,
  InvalidRequestError,
  NotFoundError,
  UnauthenticatedError,
  createRingside,
  type Ringside,
} from '@ringside/client';
import { filter, firstValueFrom } from 'rxjs';
import { requests } from '../../libs/client/src/testing/requests.js';
import { startApi, type Api } from '../e2e/harness.js';
import { LossyProxy } from './lossy-proxy.js';

/** The SDK against the service itself, with a network that loses answers in between. */
let api: Api;
let network: LossyProxy;
let ringside: Ringside;

beforeAll(async () => {
  api = await startApi({ mock: { seed: 9, behaviour: { people: 'answer', speed: 60 } }, followsMock: true });
  network = await LossyProxy.open(api.url);
  ringside = createRingside({ url: network.url, credentials: api.credentials });
});
afterAll(async () => {
  ringside.close();
  await network.close();
  await api.stop();
});

async function collect<T>(list: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of list) items.push(item);
  return items;
}

/** What is for people, for machines that watch, and for tools: no program wants it as a method. */
const NO_METHOD = [
  'GET /healthz',
  'GET /livez',
  'GET /metrics',
  'GET /v1',
  'GET /v1/asyncapi.json',
  'GET /v1/openapi.json',
];

describe('a program with the SDK', () => {
  it('has a method for every operation that the service documents, and for no other', async () => {
    const { paths } = await api.get<{ paths: Record<string, object> }>('/v1/openapi.json');
    const documented = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const asked = [...requests.map(([line]) => line), 'POST /v1/campaigns/c/contacts', 'GET /v1/calls.csv'];
    const fits = (operation: string, line: string): boolean =>
      new RegExp(`^${operation.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}(\\?|$)`).test(line);
    const missing = documented.filter((operation) => !asked.some((line) => fits(operation, line)));
    expect(asked.filter((line) => !documented.some((operation) => fits(operation, line)))).toEqual([]);
    expect(missing.toSorted()).toEqual(NO_METHOD);
  });

  it('makes one campaign, however many answers are lost', async () => {
    const before = await collect(ringside.campaigns.all());
    network.losing = 2;
    const { id } = await ringside.campaigns.create({
      dialer_type: 'Fixed',
      name: 'Once',
      phone_number: ['+1 202 555 0101', '+1 202 555 0102'],
      from: '+1 202 555 0199',
    });
    expect(network.lost).toBe(2);
    const after = await collect(ringside.campaigns.all({ limit: 1 }));
    expect(after.map((campaign) => campaign.id)).toEqual([id, ...before.map((campaign) => campaign.id)]);
    expect(after[0]).toMatchObject({ name: 'Once', from: '+1 202 555 0199', total: 2 });
  });

  it('adds to a list, dials it, watches it live, and walks through its contacts and calls', async () => {
    const { id } = await ringside.campaigns.create({ dialer_type: 'Fixed', phone_number: [], lines: 2 });
    const list = 'phone,name\n+1 202 555 0103,Ann\n+1 202 555 0104,Bob\nnonsense,\n';
    await expect(ringside.contacts.add(id, list, 'text/csv')).resolves.toMatchObject({
      added: 2,
      rejected_count: 1,
    });
    // Sockets go past the proxy: it speaks HTTP only.
    const direct = createRingside({ url: api.url, credentials: api.credentials });
    const over = firstValueFrom(
      direct.live.campaign(id).pipe(filter(({ campaign }) => campaign.state === 'completed')),
    );
    await ringside.campaigns.start(id);
    expect((await over).campaign.counts.completed).toBe(2);
    direct.close();

    const contacts = await collect(ringside.contacts.all(id, {}, { limit: 1 }));
    expect(contacts.map(({ name, status }) => [name, status])).toEqual([
      ['Ann', 'completed'],
      ['Bob', 'completed'],
    ]);
    const calls = await collect(ringside.campaigns.calls(id, { limit: 1 }));
    expect(calls.map(({ position }) => position)).toEqual([1, 2]);
    const [{ id: callId = '' } = {}] = calls;
    expect((await ringside.calls.get(callId)).events.length).toBeGreaterThan(3);
    await expect(ringside.calls.hangUp(callId)).rejects.toMatchObject({ code: 'call_ended' });
    const csv = await new Response(await ringside.calls.csv({ origin: 'campaign' })).text();
    expect(csv.trim().split('\r\n')).toHaveLength(3);
  });

  it('reads all that phone systems tell by themselves', async () => {
    expect(await collect(ringside.phoneSystems.all())).not.toEqual([]);
    const [feed] = await collect(ringside.feeds.all());
    const { id } = await ringside.syncs.start(feed?.id);
    expect((await ringside.syncs.get(id)).connection_id).toBe(feed?.id);
    expect(await collect(ringside.syncs.refused(id))).toEqual([]);
    const [tenant] = await collect(ringside.tenants.all());
    if (tenant) await expect(ringside.tenants.adopt(tenant.id)).resolves.toMatchObject({ id: tenant.id });
    expect(await collect(ringside.deliveries.all({ outcome: 'refused' }))).toEqual([]);
    expect((await ringside.minutes.get()).time_zone).toBe('UTC');
  });

  it('looks after the account, its people and its keys', async () => {
    await expect(ringside.account.change({ max_lines: 7 })).resolves.toMatchObject({ max_lines: 7 });
    await ringside.account.stopEverything();
    expect((await ringside.account.get()).dialing_stopped_at).not.toBeNull();
    await ringside.account.allowDialing();
    expect(await ringside.session.get()).toMatchObject({ kind: 'api_key' });

    const invitation = await ringside.users.invite({ name: 'Ann', email: 'ann@example.com', role: 'caller' });
    const again = { name: 'Ann', email: 'ANN@example.com', role: 'caller' } as const;
    await expect(ringside.users.invite(again)).rejects.toBeInstanceOf(ConflictError);
    const user = await ringside.users.change(invitation.user_id, { role: 'supervisor' });
    expect(user).toMatchObject({ name: 'Ann', role: 'supervisor', state: 'invited' });
    expect((await collect(ringside.users.all())).map(({ id }) => id)).toEqual([user.id]);
    network.losing = 1;
    await ringside.users.delete(user.id);
    await expect(ringside.users.get(user.id)).rejects.toBeInstanceOf(NotFoundError);

    // What is told this once is told again to whoever did not hear it.
    network.losing = 1;
    const key = await ringside.apiKeys.create({ name: 'CRM', permissions: ['read'] });
    const crm = createRingside({
      url: network.url,
      credentials: { apiKey: key.api_key, apiAuth: key.api_auth },
    });
    expect((await crm.session.get()).permissions).toEqual(['read']);
    await expect(crm.account.stopEverything()).rejects.toBeInstanceOf(ForbiddenError);
    await ringside.apiKeys.rotate(key.id, 0);
    await expect(crm.account.get()).rejects.toBeInstanceOf(UnauthenticatedError);
    expect((await collect(ringside.apiKeys.all())).filter(({ name }) => name === 'CRM')).toHaveLength(1);
    await ringside.apiKeys.revoke(key.id);
    expect((await ringside.apiKeys.get(key.id)).revoked_at).not.toBeNull();
  });

  it('is told what is wrong, field by field', async () => {
    const wrong = ringside.call({ dialer_type: 'Fixed', phone_number: ['+1 202 555 0101', 'nobody'] });
    await expect(wrong).rejects.toBeInstanceOf(InvalidRequestError);
    await expect(wrong).rejects.toMatchObject({
      code: 'invalid_phone_number',
      errors: [{ field: 'phone_number[1]' }],
    });
  });
});
