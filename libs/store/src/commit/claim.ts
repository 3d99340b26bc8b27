import { FencedError, StoreUnavailableError } from '@ringside/engine';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { LOCK_HELD, endLostHolder, tryLock, unlock } from '../database/writer-lock.js';
import { StartupError } from '../startup-error.js';

/** After the lock was found taken: a process that was just killed may not have been noticed yet. */
const PATIENCE_MS = 1500;

/** How a connection comes by the right to commit: under which fence. */
export interface Claim {
  /** For the first connection; answers the fence. */
  take(client: pg.Client): Promise<number>;
  /** For one that replaces a lost connection, whose server process was `lostPid` and may live on for a while. */
  retake(client: pg.Client, fence: number, lostPid: number): Promise<void>;
  release(client: pg.Client): Promise<void>;
}

/** The right of the process: its connection holds the writer's lock as long as it lives, and raises the fence. */
export const lockClaim: Claim = {
  async take(client) {
    const deadline = performance.now() + PATIENCE_MS;
    while (!(await tryLock(client))) {
      if (performance.now() > deadline) throw new StartupError(LOCK_HELD);
      await sleep(100);
    }
    const { rows } = await client.query<{ fence: number }>(
      'update ringside.writer set fence = fence + 1, batch = 0 where id = 1 returning fence',
    );
    return rows[0]?.fence ?? 0;
  },

  async retake(client, fence, lostPid) {
    let locked = await tryLock(client);
    await checkFence(client, 1, fence);
    if (!locked) {
      await endLostHolder(client, lostPid);
      locked = await tryLock(client);
    }
    if (!locked) throw new StoreUnavailableError('The lost connection still holds the lock.');
  },

  /** Said aloud, so that a next process finds the lock free at once. */
  async release(client) {
    await unlock(client).catch(() => undefined);
  },
};

/**
 * The right of a second connection of the process that has it: row 2 of `writer` takes over the fence that the first one raised.
 * It never goes back, so a process whose place was taken is refused here as well.
 */
export function sharedClaim(fenceOf: () => number | null): Claim {
  return {
    async take(client) {
      const fence = fenceOf();
      if (fence === null) throw new Error('The store is not open.');
      const { rowCount } = await client.query(
        'update ringside.writer set fence = $1::int8, batch = 0 where id = 2 and fence <= $1::int8',
        [fence],
      );
      if (rowCount !== 1) throw fenced();
      return fence;
    },
    retake: (client, fence) => checkFence(client, 2, fence),
    release: () => Promise.resolve(),
  };
}

/** Throws {@link FencedError} when another process writes by now. */
export async function checkFence(client: pg.Client, writer: 1 | 2, ours: number): Promise<void> {
  const { rows } = await client.query<{ fence: number }>('select fence from ringside.writer where id = $1', [
    writer,
  ]);
  if (rows[0]?.fence !== ours) throw fenced();
}

export function fenced(): FencedError {
  return new FencedError('Another Ringside writes to this database now.');
}
