import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeSystem } from './phone-systems/testing/fake-system.js';
import { eventually } from './phone-systems/testing/eventually.js';
import { openWorld, type World } from './phone-systems/testing/world.js';

const [CALLER, CONTACT, RINGING] = ['2025550101', '2025550102', '2025550103'] as const;

/** A world with two answered calls and one that rings. */
async function talking(system: FakeSystem): Promise<World> {
  const world = await openWorld(system);
  const id = await world.dial([CALLER, CONTACT, RINGING], 3);
  await eventually(
    () => system.calls.size,
    (size) => size === 3,
  );
  system.happens(CALLER, 'answered');
  system.happens(CONTACT, 'answered');
  system.happens(RINGING, 'ringing');
  await eventually(
    () => world.calls(id),
    (calls) => calls[CALLER]?.state === 'answered' && calls[RINGING]?.state === 'ringing',
  );
  return world;
}

const idOf = (system: FakeSystem, phone: string): string => system.calls.get(phone) ?? '';

describe('legs', () => {
  const system = new FakeSystem();
  let world: World;
  beforeAll(async () => {
    world = await talking(system);
  }, 20_000);
  beforeEach(() => {
    system.asked.length = 0;
    system.legOutcome = { kind: 'done' };
  });
  afterAll(() => world.end());
  const caller = (): string => idOf(system, CALLER);
  const contact = (): string => idOf(system, CONTACT);

  it('are bridged, listened to and played to by the ids of their calls', async () => {
    const { legs, accountId } = world;
    const bridge = await legs.bridge(accountId, [caller(), contact()]);
    expect(await legs.bridge(accountId, [contact()], bridge)).toBe(bridge);
    await legs.unbridge(accountId, bridge);
    const listening = await legs.listen(accountId, contact(), caller());
    await legs.stopListening(accountId, listening);
    await legs.play(accountId, contact(), 'sound:hello-world');
    expect(system.asked).toEqual([
      `bridge ${CALLER} ${CONTACT}`,
      `bridge ${CONTACT}`,
      'unbridge',
      `listen ${CONTACT} ${CALLER}`,
      'stop_listening',
      `play ${CONTACT}`,
    ]);
  });

  it('of another account, or of nobody, are not found', async () => {
    const { legs, accountId } = world;
    const bridge = await legs.bridge(accountId, [caller(), contact()]);
    const other = '00000000-0000-7000-8000-000000000000';
    system.asked.length = 0;
    const notFound = { code: 'not_found' };
    await expect(legs.bridge(other, [caller(), contact()])).rejects.toMatchObject(notFound);
    await expect(legs.listen(other, contact(), caller())).rejects.toMatchObject(notFound);
    await expect(legs.play(other, contact(), 'sound:x')).rejects.toMatchObject(notFound);
    await expect(legs.unbridge(other, bridge)).rejects.toMatchObject(notFound);
    await expect(legs.stopListening(accountId, other)).rejects.toMatchObject(notFound);
    await expect(legs.bridge(accountId, [other])).rejects.toMatchObject(notFound);
    await expect(legs.bridge(accountId, [])).rejects.toMatchObject(notFound);
    expect(system.asked).toEqual([]);
  });

  it('must be answered, and still there', async () => {
    const { legs, accountId } = world;
    const ringing = idOf(system, RINGING);
    await expect(legs.bridge(accountId, [caller(), ringing])).rejects.toMatchObject({
      code: 'call_not_answered',
    });
    expect(system.asked).toEqual([]);
    system.legOutcome = { kind: 'gone' };
    await expect(legs.play(accountId, contact(), 'sound:x')).rejects.toMatchObject({ code: 'call_ended' });
    system.happens(RINGING, 'busy');
    await eventually(
      () => world.store.for(accountId).call(ringing),
      (call) => call?.endedAt !== null,
    );
    await expect(legs.play(accountId, ringing, 'sound:x')).rejects.toMatchObject({ code: 'call_ended' });
  });

  it('that cannot be acted on say so in the phone system’s words', async () => {
    const { legs, accountId } = world;
    const bridge = await legs.bridge(accountId, [caller(), contact()]);
    system.legOutcome = { kind: 'failed', reason: 'no such sound' };
    const failed = { code: 'phone_system_failed', message: 'no such sound' };
    await expect(legs.play(accountId, contact(), 'sound:x')).rejects.toMatchObject(failed);
    await expect(legs.unbridge(accountId, bridge)).rejects.toMatchObject({ code: 'phone_system_failed' });
    system.legOutcome = { kind: 'gone' };
    await legs.unbridge(accountId, bridge);
    await expect(legs.unbridge(accountId, bridge)).rejects.toMatchObject({ code: 'not_found' });
  });
});

it('a phone system that cannot act on legs is not asked to', async () => {
  const system = new FakeSystem({ legs: [] });
  const world = await talking(system);
  try {
    const play = world.legs.play(world.accountId, idOf(system, CALLER), 'sound:x');
    await expect(play).rejects.toMatchObject({ code: 'leg_not_supported' });
  } finally {
    await world.end();
  }
}, 20_000);
