import { access, chown, constants, mkdir, readFile, rmdir, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { StartupError } from '../startup-error.js';
import { findBinaries, type Binaries } from './binaries.js';
import { OWNER, asServerSees, ensureCluster, tcpPassword } from './cluster.js';
import { forgetDeadPostmaster, livePostmaster, type Postmaster } from './postmaster.js';
import { lastLine, run, type RunAs } from './run.js';
import { serverUser } from './server-user.js';
import { writeSettings, type Listen } from './settings.js';
import { socketDir } from './socket-dir.js';

/** How long a server that is still going down, or coming up, is waited for. */
const SETTLE_MS = 5000;
/** Recovery after a crash replays the log, which can take a while. */
const START_SECONDS = 120;

/** A PostgreSQL server of our own on a data folder; it outlives this process unless it is stopped. */
export interface EmbeddedServer {
  /** True when it was already running, left by a process that was killed or in use by another one. */
  readonly adopted: boolean;
  /** Address of a database on it. */
  url(database: string): string;
  /** Starts it again if it died. */
  ensureRunning(): Promise<void>;
  /** Stops it when everything committed is on disk; connections are ended. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  readonly dataDir: string;
  readonly log?: (line: string) => void;
}

/**
 * Starts PostgreSQL on `dataDir/pg`, making the cluster when there is none, or adopts the server that already
 * runs on it. It listens on a socket in a private folder (Windows: a local port with a password).
 * Throws {@link StartupError} with one line when it cannot.
 */
export async function startEmbedded({ dataDir: given, log }: EmbeddedOptions): Promise<EmbeddedServer> {
  const dataDir = resolve(given);
  await ensureWritable(dataDir);
  const as = await serverUser(join(dataDir, 'pg'));
  const binaries = await findBinaries(as);
  const clusterDir = await ensureCluster(dataDir, binaries, as);
  const server = { dataDir, clusterDir, binaries, as };
  const before = await settled(server);
  if (before !== null) log?.(`The database server of ${dataDir} runs already, using it ...`);
  let postmaster = before ?? (await start(server));
  const password = await passwordOf(dataDir);
  return {
    adopted: before !== null,
    url: (database) => urlOf(postmaster, database, password),
    async ensureRunning() {
      postmaster = (await settled(server)) ?? (await start(server));
    },
    stop: () => stop(server),
  };
}

interface Server {
  readonly dataDir: string;
  readonly clusterDir: string;
  readonly binaries: Binaries;
  readonly as: RunAs | null;
}

async function ensureWritable(dataDir: string): Promise<void> {
  try {
    await makeFolder(dataDir);
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOTDIR' || code === 'EEXIST' ? 'is not a folder' : 'cannot be written to';
    throw new StartupError(
      `The data folder ${dataDir} ${why} (${code ?? 'error'}): set DATA_DIR to another.`,
    );
  }
}

/** As `mkdir -p`; Node's own never ends where the system says "not found" of a folder that is there (`/proc`). */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return;
    const parent = dirname(path);
    if (code !== 'ENOENT' || (await stat(parent).catch(() => null)) !== null) throw error;
    await makeFolder(parent);
    await makeFolder(path);
  }
}

/** The server that runs on the folder, once it is ready and answers; null when none does. */
async function settled({ dataDir, clusterDir }: Server): Promise<Postmaster | null> {
  const started = performance.now();
  for (;;) {
    const found = await livePostmaster(clusterDir);
    if (found === null) return null;
    // Ready on paper may be a server that is being killed at this moment.
    if (found.ready && (await answers(found, dataDir))) return found;
    const waited = performance.now() - started;
    if (waited > (found.ready ? SETTLE_MS : START_SECONDS * 1000)) {
      throw new StartupError(
        `A database server (process ${found.pid}) runs on ${dataDir} but does not answer: stop it, then start again.`,
      );
    }
    await sleep(50);
  }
}

async function answers(postmaster: Postmaster, dataDir: string): Promise<boolean> {
  const client = new pg.Client({
    connectionString: urlOf(postmaster, 'postgres', await passwordOf(dataDir)),
    connectionTimeoutMillis: SETTLE_MS,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch (error) {
    // Too many connections is an answer as well.
    return (error as { code?: unknown }).code === '53300';
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Windows has no private sockets: there the server listens on a local port, with a password. */
async function passwordOf(dataDir: string): Promise<string> {
  return process.platform === 'win32' ? tcpPassword(dataDir) : '';
}

async function start(server: Server): Promise<Postmaster> {
  const { clusterDir, binaries, as, dataDir } = server;
  const listen = await chooseListen(dataDir, as);
  await writeSettings(clusterDir, listen);
  if (as !== null) await chown(join(clusterDir, 'ringside.conf'), as.uid, as.gid);
  const deadline = performance.now() + SETTLE_MS;
  for (;;) {
    // A server that was just killed may still be there as a zombie; its pid file then stands in the way.
    await forgetDeadPostmaster(clusterDir);
    const args = ['start', '-w', '-t', String(START_SECONDS), '-D', asServerSees(clusterDir, as)];
    const result = await run(binaries.pgCtl, [...args, '-l', 'server.log'], {
      as,
      cwd: clusterDir,
      timeoutMs: (START_SECONDS + 10) * 1000,
    });
    const postmaster = await settled(server);
    if (postmaster !== null) return postmaster;
    if (performance.now() > deadline) {
      const tail = await readFile(join(clusterDir, 'server.log'), 'utf8').catch(() => '');
      const why = lastLine(tail.split('\n').slice(-20).join('\n')) || lastLine(result.output);
      throw new StartupError(`The database in ${dataDir} does not start: ${why}`);
    }
    await sleep(200);
  }
}

async function chooseListen(dataDir: string, as: RunAs | null): Promise<Listen> {
  if (process.platform !== 'win32') return { kind: 'socket', dir: await socketDir(dataDir, as) };
  return { kind: 'tcp', port: await freePort() };
}

function freePort(): Promise<number> {
  return new Promise((resolvePort, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolvePort(port));
    });
  });
}

function urlOf({ port, socketDir: dir }: Postmaster, database: string, password: string): string {
  const name = encodeURIComponent(database);
  if (dir === '') return `postgresql://${OWNER}:${password}@127.0.0.1:${port}/${name}`;
  return `postgresql://${OWNER}@localhost:${port}/${name}?host=${encodeURIComponent(dir)}`;
}

async function stop({ clusterDir, binaries, as, dataDir }: Server): Promise<void> {
  const postmaster = await livePostmaster(clusterDir);
  if (postmaster === null) return;
  const args = ['stop', '-w', '-m', 'fast', '-t', '60', '-D', asServerSees(clusterDir, as)];
  const result = await run(binaries.pgCtl, args, { as, cwd: clusterDir });
  if (!result.ok && (await livePostmaster(clusterDir)) !== null) {
    throw new Error(`The database in ${dataDir} did not stop: ${lastLine(result.output)}`);
  }
  // Removes nothing but an empty folder.
  if (postmaster.socketDir !== '') await rmdir(postmaster.socketDir).catch(() => undefined);
}
