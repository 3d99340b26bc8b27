import pg from 'pg';
import { clientConfig } from './database/connection.js';
import { tryLock } from './database/writer-lock.js';
import { OWNER } from './embedded/cluster.js';
import { startEmbedded, type EmbeddedServer } from './embedded/embedded-server.js';
import { StartupError } from './startup-error.js';

const REVIVE_EVERY_MS = 1000;

export interface DatabaseServerOptions {
  readonly dataDir?: string;
  readonly databaseUrl?: string;
  readonly log?: (line: string) => void;
}

/** The server that holds the database: one of ours, or somebody else's. */
export interface DatabaseServer {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Starts it again if it died; one at a time. */
  revive(): Promise<void>;
  url(): string;
}

export function databaseServer({ databaseUrl, dataDir, log }: DatabaseServerOptions): DatabaseServer {
  if (databaseUrl !== undefined) {
    const nothing = (): Promise<void> => Promise.resolve();
    return { start: nothing, stop: nothing, revive: nothing, url: () => databaseUrl };
  }
  if (dataDir === undefined) throw new StartupError('There is no database: set DATA_DIR or DATABASE_URL.');
  return embeddedServer(dataDir, log);
}

function embeddedServer(dataDir: string, log: DatabaseServerOptions['log']): DatabaseServer {
  let server: EmbeddedServer | null = null;
  let reviving: Promise<void> | null = null;
  let revivedAt = -Infinity;
  return {
    async start() {
      server = await startEmbedded({ dataDir, ...(log === undefined ? {} : { log }) });
      await ensureDatabase(server);
    },

    async stop() {
      const stopping = server;
      server = null;
      await reviving?.catch(() => undefined);
      if (stopping !== null && !(await usedElsewhere(stopping))) await stopping.stop();
    },

    async revive() {
      if (server === null) return;
      if (reviving === null && performance.now() - revivedAt < REVIVE_EVERY_MS) return;
      reviving ??= server.ensureRunning().finally(() => {
        reviving = null;
        revivedAt = performance.now();
      });
      await reviving;
    },

    url() {
      if (server === null) throw new Error('The store is not started.');
      return server.url(OWNER);
    },
  };
}

async function ensureDatabase(server: EmbeddedServer): Promise<void> {
  await withClient(server.url('postgres'), async (client) => {
    const found = await client.query('select 1 from pg_database where datname = $1', [OWNER]);
    if (found.rowCount !== 0) return;
    await client.query(`create database ${OWNER} template template0`).catch((error: unknown) => {
      // 42P04, 23505: another process was first.
      const { code } = error as { code?: string };
      if (code !== '42P04' && code !== '23505') throw error;
    });
  });
}

/** Whether another process holds the writer's lock: then the server is not ours to stop. */
async function usedElsewhere(server: EmbeddedServer): Promise<boolean> {
  try {
    return await withClient(server.url(OWNER), async (client) => !(await tryLock(client)));
  } catch {
    return false;
  }
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(clientConfig(url));
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
