import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { StoreUnavailableError } from '@ringside/engine';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { postgresStore, type PostgresStore } from './postgres-store.js';
import { EMPTY, callTo, newCampaign, newContacts, openedStore } from './testing/opened-store.js';

const SETUP = { apiKey: 'k', apiAuth: 'a', connection: { provider: 'call-api', name: 'x' } };

describe('a store on its own data folder', () => {
  let dataDir = '';
  let stores: PostgresStore[] = [];

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'ringside-spec-'));
    stores = [];
  });
  afterEach(async () => {
    for (const store of stores) await store.stop();
    expect(existsSync(join(dataDir, 'pg', 'postmaster.pid'))).toBe(false);
    await rm(dataDir, { recursive: true, force: true });
  });

  const started = async (log?: (line: string) => void): Promise<PostgresStore> => {
    const store = postgresStore({ dataDir, ...(log === undefined ? {} : { log }) });
    stores.push(store);
    await store.start();
    return store;
  };
  const killServer = (): void => {
    const pid = Number(readFileSync(join(dataDir, 'pg', 'postmaster.pid'), 'utf8').split('\n')[0]);
    process.kill(pid, 'SIGKILL');
  };

  it('keeps everything over a stop and a start', async () => {
    const first = await started();
    const { accountId, created } = await first.directory.setUp(SETUP);
    expect(created).toBe(true);
    expect(Math.abs(await first.ping())).toBeLessThan(2000);
    expect(first.poolStats()).toMatchObject({ max: 10, waiting: 0 });
    await first.stop();
    const second = await started();
    expect(await second.directory.setUp(SETUP)).toMatchObject({ accountId, created: false });
  });

  it('refuses the second process on the folder, which leaves the first one its server', async () => {
    const first = await started();
    await first.dialer.open();
    const lines: string[] = [];
    const second = await started((line) => lines.push(line));
    await expect(second.dialer.open()).rejects.toThrow(/Another Ringside is already running/);
    await second.stop();
    expect(lines.join()).toMatch(/runs already/);
    await first.dialer.commit(1, EMPTY);
  });

  it('commits what was in hand when the server was killed with -9, once, and reads again', async () => {
    const store = await started();
    const { accountId, connection } = await store.directory.setUp(SETUP);
    const account = store.for(accountId);
    const { id } = await account.createCampaign(newCampaign(connection), newContacts(1000));
    const contacts = (await account.contacts(id, { limit: 1000 }))?.rows ?? [];
    await store.dialer.open();
    let unavailable = 0;
    let number = 0;
    let left = 20;
    for (const contact of contacts) {
      if (number === 7) killServer();
      const batch = { ...EMPTY, newCalls: [callTo(contact, { accountId, connection })] };
      number++;
      await eventually(() =>
        store.dialer.commit(number, batch).catch((error: unknown) => {
          if (error instanceof StoreUnavailableError) unavailable++;
          throw error;
        }),
      );
      // Some more after it came back; its processes may take a moment to notice that it was killed.
      if (unavailable > 0 && --left === 0) break;
    }
    expect(unavailable).toBeGreaterThan(0);
    const calls = await account.calls(id, { limit: 1000 });
    expect(calls?.rows.map(({ position }) => position)).toEqual(
      Array.from({ length: number }, (_, i) => i + 1),
    );
  });

  it('comes back although nobody commits', async () => {
    const store = await started();
    killServer();
    // Its processes go one after the other; a connection may answer for some milliseconds yet.
    await eventually(async () => {
      await expect(store.clock()).rejects.toBeInstanceOf(StoreUnavailableError);
    });
    await eventually(() => store.clock());
  });
});

async function eventually(check: () => Promise<unknown>): Promise<void> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

it('R22: never opens more connections than the pool has, however many ask', async () => {
  const opened = await openedStore();
  try {
    const asked = Array.from({ length: 300 }, () => opened.account.account());
    const { total, waiting, max } = opened.store.poolStats();
    expect(total).toBeLessThanOrEqual(max);
    expect(waiting).toBeGreaterThan(0);
    expect(await Promise.all(asked)).toHaveLength(300);
  } finally {
    await opened.end();
  }
});
