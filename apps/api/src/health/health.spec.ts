import { describe, expect, it } from '@jest/globals';
import { healthOf } from './health.js';

const fine = {
  clock: () => Promise.resolve(1_000_000),
  now: () => 1_000_000,
  dialing: true,
  phoneSystem: { label: 'Mock', mock: true, refusedInARow: 0 },
};

describe('health', () => {
  it('is fine when all parts are', async () => {
    expect(await healthOf(fine)).toEqual({
      status: 'ok',
      parts: {
        store: { ok: true, clock_difference_ms: 0 },
        dialer: { ok: true },
        phone_system: { ok: true, label: 'Mock', mock: true },
      },
    });
  });

  it.each([
    ['store', { clock: () => Promise.reject(new Error('ECONNREFUSED')) }],
    ['store', { clock: () => Promise.resolve(1_002_001) }],
    ['store', { clock: () => Promise.resolve(997_999) }],
    ['dialer', { dialing: false }],
    ['phone_system', { phoneSystem: { ...fine.phoneSystem, refusedInARow: 8 } }],
  ] as const)('names %s when it fails', async (part, change) => {
    const health = await healthOf({ ...fine, ...change });
    expect(health.status).toBe('failing');
    const failing = Object.entries(health.parts).filter(([, { ok }]) => !ok);
    expect(failing.map(([name]) => name)).toEqual([part]);
  });

  it('bears two seconds between the clocks', async () => {
    expect((await healthOf({ ...fine, clock: () => Promise.resolve(1_002_000) })).status).toBe('ok');
  });
});
