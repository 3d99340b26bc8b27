import { describe, expect, it } from '@jest/globals';
import { allCalls, inOrder, known, quiet, sync, truthOf } from './calls.js';
import { startApi } from './harness.js';

/**
 * Every order, doubling and loss gives the same rows: by seed, the mock's webhooks are doubled, overtake each other, come late
 * or not at all, and syncs come at random moments. In the end the rows are those of a world in which nothing went wrong, as
 * far as anything was told. (Of the join itself, every order is tried in the engine's property test.)
 */
describe.each([1, 2, 3, 4])('by seed %i', (seed) => {
  it('the rows are in the end what the phone system knows', async () => {
    const api = await startApi({
      followsMock: true,
      mock: {
        seed,
        behaviour: {
          speed: 80,
          pbxCalls: 25,
          cdrBatch: 2,
          doubled: 30,
          reordered: 30,
          late: 30,
          lateMs: 20_000,
          lost: 20,
          neverHangup: 25,
          lostRecords: 25,
          unknown: seed % 2 === 0 ? 'omit' : 'null',
          wait: seed % 2 === 0,
        },
      },
    });
    try {
      let state = seed;
      const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
      for (let round = 0; round < 3; round++) {
        api.mock.trigger();
        await new Promise((resolve) => setTimeout(resolve, random() * 400));
        expect((await sync(api)).state).toBe('completed');
      }
      await quiet(api.mock);
      const { webhooksLost, webhooksSent } = api.mock.stats().pbx;
      expect([webhooksLost > 10, webhooksSent > 100]).toEqual([true, true]);

      api.mock.setFaults({ cdrBatch: 0 });
      await sync(api);
      const rows = await known(api);
      expect(inOrder(rows)).toEqual(inOrder(await truthOf(api.mock)));
      expect(await allCalls(api, 'origin=pbx')).toHaveLength(rows.size);

      const before = await allCalls(api);
      expect(await sync(api)).toMatchObject({ report: { new: 0, updated: 0, completed: 0, refused: 0 } });
      expect(await allCalls(api)).toEqual(before);
    } finally {
      await api.stop();
    }
  });
});
