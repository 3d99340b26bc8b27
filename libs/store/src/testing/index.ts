import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { startEmbedded } from '../embedded/embedded-server.js';
import { holderAlive, registerUser, sharedFolder, withLock } from './shared-folder.js';
import { startWatchdog } from './watchdog.js';

/** How often, and how far apart, it is looked whether a database has been left. */
const LOOKS = 50;
const LOOK_MS = 10;

/** An empty database for one test. */
export interface TestDatabase {
  readonly databaseUrl: string;
  /** Removes it, ending connections to it that are not being closed. */
  drop(): Promise<void>;
}

/**
 * Makes a fresh database on a PostgreSQL server that all test processes of this machine share. The server
 * starts with the first caller and ends by itself some seconds after the last process that called has gone.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const urlOf = await sharedServer();
  const name = `test_${process.pid}_${randomBytes(6).toString('hex')}`;
  await execute(urlOf('postgres'), `create database ${name} template template0`);
  return {
    databaseUrl: urlOf(name),
    drop: () =>
      connected(urlOf('postgres'), async (client) => {
        await left(client, name);
        await client.query(`drop database if exists ${name} with (force)`);
      }),
  };
}

/**
 * Waits a moment until nobody is connected to the database. A pool that has ended may still be closing its connections; one
 * that the server ends before is an error that nobody hears.
 */
async function left(client: pg.Client, name: string): Promise<void> {
  for (let look = 0; look < LOOKS; look += 1) {
    const { rowCount } = await client.query('select 1 from pg_stat_activity where datname = $1', [name]);
    if (rowCount === 0) return;
    await setTimeout(LOOK_MS);
  }
}

function sharedServer(): Promise<(database: string) => string> {
  const dir = sharedFolder();
  return withLock(dir, async () => {
    registerUser(dir);
    const server = await startEmbedded({ dataDir: dir });
    if (!server.adopted) await dropLeftovers(server.url('postgres'));
    if (!holderAlive(join(dir, 'watchdog'))) startWatchdog(dir);
    return (database) => server.url(database);
  });
}

/** Databases of processes that were killed. */
async function dropLeftovers(url: string): Promise<void> {
  await connected(url, async (client) => {
    const found = await client.query<{ name: string }>(
      String.raw`select datname as name from pg_database where datname like 'test\_%'`,
    );
    for (const { name } of found.rows) await client.query(`drop database if exists ${name} with (force)`);
  });
}

async function execute(url: string, sql: string): Promise<void> {
  await connected(url, (client) => client.query(sql));
}

async function connected(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
