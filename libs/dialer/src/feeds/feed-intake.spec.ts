import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../phone-systems/testing/eventually.js';
import { brief, document, openWorld, reading, record, TENANT, type World } from './testing/world.js';

let world: World | null = null;
afterEach(async () => {
  await world?.end();
  world = null;
});
const open = async (): Promise<World> => (world = await openWorld());

const deliveries = (at: World, outcome: 'refused' | 'held') =>
  at.store.for(at.accountId).deliveries({ limit: 1000, outcome });
const tenants = (at: World) => at.store.for(at.accountId).tenants();
const AT = Date.UTC(2026, 0, 1);

describe('a webhook', () => {
  it('is answered once it is stored, with its call', async () => {
    const at = await open();
    expect(await at.send(reading('a', 'RING', { phone: '100' }))).toEqual({ status: 204 });
    expect(await at.calls('a')).toMatchObject([{ state: 'ringing', phone: '100' }]);
    expect(await at.send(reading('a', 'HANGUP', { endedAt: AT }))).toEqual({ status: 204 });
    expect(await at.calls('a')).toMatchObject([{ state: 'no_answer', endedAt: AT, reason: null }]);
    expect(brief(at.facts)).toEqual(['tenant.seen', 'call.ringing', 'call.no_answer']);
  });

  it('without the secret is turned away, and nothing is kept', async () => {
    const at = await open();
    for (const secret of ['', 'x', 'A'.repeat(22)]) {
      expect(await at.send(reading('a', 'RING'), TENANT, secret)).toEqual({
        status: 401,
        code: 'unauthenticated',
      });
    }
    expect(await tenants(at)).toEqual([]);
  });

  it('that cannot be read is stored and refused with the field', async () => {
    const at = await open();
    const refused = { status: 400, code: 'invalid_request' };
    expect(await at.send('<html>')).toEqual({ ...refused, field: 'body', detail: 'is not JSON' });
    expect(await at.send(reading('a', 'RING'), null)).toMatchObject({ ...refused, field: 'tenant-uuid' });
    expect(await at.send(reading('a', 'RING'), 'x'.repeat(201))).toMatchObject({ field: 'tenant-uuid' });
    const { rows } = await deliveries(at, 'refused');
    expect(rows.map(({ reason }) => reason).sort()).toEqual([
      'body: is not JSON',
      'tenant-uuid: is longer than 200 characters',
      'tenant-uuid: the header is missing',
    ]);
    expect(rows.at(-1)).toMatchObject({ body: '<html>', callId: null, tenantId: null });
  });

  it('of an event that is not known is stored with its call, and changes nothing', async () => {
    const at = await open();
    await at.send(reading('a', 'RING'));
    expect(await at.send({ unknown: 'a' })).toEqual({ status: 204 });
    expect(await at.send({ unknown: 'nobody' })).toEqual({ status: 204 });
    const [call] = await at.calls('a', 'nobody');
    expect(call).toMatchObject({ uuid: 'a', state: 'ringing' });
    const { webhooks } = await at.store.for(at.accountId).story(call?.id ?? '');
    expect(webhooks.map(({ status, outcome }) => [status, outcome])).toEqual([
      ['RING', 'applied'],
      ['TRANSFER', 'unknown_status'],
    ]);
  });

  it('of a call that is not in memory is joined with what is stored of it, after a restart too', async () => {
    const at = await open();
    await at.send(reading('a', 'HANGUP', { endedAt: AT }));
    await at.restart();
    await at.send(reading('a', 'ANSWERED', { answeredAt: AT - 1000, phone: '100' }));
    expect(await at.calls('a')).toMatchObject([
      { state: 'completed', endedAt: AT, answeredAt: AT - 1000, phone: '100' },
    ]);
  });

  it('in a flood costs few queries, and each call its own row', async () => {
    const at = await open();
    await at.send(reading('first', 'RING'));
    const before = at.lookups;
    const uuids = Array.from({ length: 1000 }, (_, i) => `call ${i}`);
    const answers = await Promise.all(
      uuids.flatMap((uuid) => [at.send(reading(uuid, 'RING')), at.send(reading(uuid, 'ANSWERED'))]),
    );
    expect(answers.every(({ status }) => status === 204)).toBe(true);
    expect(at.lookups - before).toBeLessThan(10);
    const calls = await at.calls(...uuids);
    expect(calls.map(({ state }) => state)).toEqual(uuids.map(() => 'answered'));
  });

  it('that says the same again is stored 200 times and no more; what changes the call always is', async () => {
    const at = await open();
    for (let i = 0; i < 30; i++)
      await Promise.all(Array.from({ length: 10 }, () => at.send(reading('a', 'RING'))));
    await at.restart();
    for (let i = 0; i < 5; i++) await at.send(reading('a', 'RING'));
    await at.send(reading('a', 'HANGUP', { endedAt: AT }));
    const [call] = await at.calls('a');
    const { webhooks } = await at.store.for(at.accountId).story(call?.id ?? '');
    expect(webhooks).toHaveLength(201);
    expect(webhooks.filter(({ status }) => status === 'HANGUP')).toHaveLength(1);
  });
});

describe('a tenant', () => {
  it('that comes first is adopted, a later one is held aside, and mixed into none', async () => {
    const at = await open();
    await at.send(reading('a', 'RING'));
    expect(await at.send(reading('a', 'HANGUP'), 'tenant-2')).toEqual({ status: 204 });
    expect(await tenants(at)).toMatchObject([
      { uuid: TENANT, state: 'adopted', held: 0 },
      { uuid: 'tenant-2', state: 'held', held: 1 },
    ]);
    expect(await at.calls('a')).toMatchObject([{ state: 'ringing' }]);
    expect((await deliveries(at, 'held')).rows).toMatchObject([{ callId: null, status: 'HANGUP' }]);
  });

  it('that is adopted has what was held aside applied, and a sync is made', async () => {
    const at = await open();
    at.scripts.push(document(record('other')));
    await at.send(reading('a', 'RING'));
    for (let i = 0; i < 1200; i++)
      void at.send(reading(`b ${i % 600}`, i < 600 ? 'RING' : 'HANGUP'), 'tenant-2');
    const [, held] = await eventually(
      () => tenants(at),
      (all) => all[1]?.held === 1200,
    );
    const adopted = await at.service.adopt(at.accountId, held?.id ?? '');
    expect(adopted).toMatchObject({ state: 'adopted', uuid: 'tenant-2' });
    await eventually(
      () => tenants(at),
      (all) => all[1]?.held === 0,
    );
    const uuids = Array.from({ length: 600 }, (_, i) => `b ${i}`);
    const calls = await at.store.feed.calls(held?.id ?? '', uuids);
    expect(calls.map(({ state }) => state)).toEqual(uuids.map(() => 'no_answer'));
    expect((await deliveries(at, 'held')).rows).toEqual([]);
    await eventually(
      () => brief(at.facts),
      (told) => told.includes('sync.completed'),
    );
    // Again: nothing changes.
    const before = at.facts.length;
    expect(await at.service.adopt(at.accountId, held?.id ?? '')).toEqual({ ...adopted, held: 0 });
    expect(at.facts).toHaveLength(before);
  });

  it('that was adopted as the process ended has the rest applied at the next start', async () => {
    const at = await open();
    await at.send(reading('a', 'RING'));
    await at.send(reading('b', 'RING'), 'tenant-2');
    const [, held] = await tenants(at);
    const tenant = at.feed.tenants.find('tenant-2');
    if (!tenant) throw new Error('the tenant is not there');
    // The process ends after the tenant was adopted, before anything was applied.
    await at.feeds.writer.submit((now, batch) => at.feed.tenants.adopt(tenant, now, batch));
    await at.restart();
    await eventually(
      () => at.store.feed.calls(held?.id ?? '', ['b']),
      (calls) => calls.length === 1,
    );
    await eventually(
      () => tenants(at),
      (all) => all[1]?.held === 0,
    );
  });

  it('that is held keeps 10,000 webhooks aside, and the next is answered 429', async () => {
    const at = await open();
    await at.send(reading('a', 'RING'));
    const all = await Promise.all(
      Array.from({ length: 10_000 }, (_, i) => at.send(reading(`b ${i}`, 'RING'), 'tenant-2')),
    );
    expect(all.every(({ status }) => status === 204)).toBe(true);
    expect(await at.send(reading('c', 'RING'), 'tenant-2')).toEqual({
      status: 429,
      code: 'too_many_requests',
    });
    await at.restart();
    expect(await at.send(reading('c', 'RING'), 'tenant-2')).toMatchObject({ status: 429 });
    expect(await at.send(reading('d', 'RING'))).toEqual({ status: 204 });
  });
});
