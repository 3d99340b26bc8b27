import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from './phone-systems/testing/eventually.js';
import { FakeSystem } from './phone-systems/testing/fake-system.js';
import { openWorld, type World } from './phone-systems/testing/world.js';

describe('a campaign that has ended', () => {
  const system = new FakeSystem();
  let world: World;
  beforeAll(async () => {
    world = await openWorld(system);
  }, 20_000);
  afterAll(() => world.end());

  it('is not held in memory, nor by what is refused to it', async () => {
    const { service, accountId } = world;
    const id = await world.dial(['2025550101'], 1);
    await eventually(
      () => system.calls.has('2025550101'),
      (placed) => placed,
    );
    expect(service.isLive(accountId, id)).toBe(true);
    await service.stop(accountId, id);
    system.happens('2025550101', 'completed');
    await eventually(
      () => service.isLive(accountId, id),
      (live) => !live,
    );
    await expect(service.appendContacts(accountId, id, () => Promise.resolve(1))).rejects.toMatchObject({
      code: 'campaign_ended',
    });
    expect(service.isLive(accountId, id)).toBe(false);
  });
});
