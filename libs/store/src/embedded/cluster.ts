import { randomBytes } from 'node:crypto';
import {
  appendFile,
  chown,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { StartupError } from '../startup-error.js';
import type { Binaries } from './binaries.js';
import { lastLine, run, type RunAs } from './run.js';
import { SETTINGS_FILE } from './settings.js';

/** Name of the superuser and of the database of an embedded server. */
export const OWNER = 'ringside';

/**
 * The data folder as the server's user names it. Below a folder that only root may enter (`/root`) that user
 * cannot walk to it, but it can be put there: programs are started in it.
 */
export function asServerSees(clusterDir: string, as: RunAs | null): string {
  return as !== null && process.platform === 'linux' ? '/proc/self/cwd' : clusterDir;
}

/**
 * Makes sure that `dataDir/pg` holds a database cluster of our major version, and answers its path. A new one
 * is made beside it and renamed, so a start that is interrupted, or two at once, never leave half a cluster.
 */
export async function ensureCluster(dataDir: string, binaries: Binaries, as: RunAs | null): Promise<string> {
  const clusterDir = join(dataDir, 'pg');
  const version = await readFile(join(clusterDir, 'PG_VERSION'), 'utf8').catch(() => null);
  if (version !== null) {
    if (version.trim() === binaries.major) return clusterDir;
    throw new StartupError(
      `The data in ${clusterDir} was written by PostgreSQL ${version.trim()} and this Ringside brings ${binaries.major}: use the Ringside that wrote it, or set DATABASE_URL.`,
    );
  }
  await removeAbandoned(dataDir);
  const building = await mkdtemp(join(dataDir, 'pg.new-'));
  try {
    const cluster = join(building, 'pg');
    await mkdir(cluster, { mode: 0o700 });
    if (as !== null) await chown(cluster, as.uid, as.gid);
    await initdb(dataDir, cluster, binaries, as);
    await appendFile(join(cluster, 'postgresql.conf'), `\ninclude_if_exists = '${SETTINGS_FILE}'\n`);
    await rename(cluster, clusterDir).catch(async (error: unknown) => {
      // Another process was first: its cluster is as good.
      if ((await stat(join(clusterDir, 'PG_VERSION')).catch(() => null)) === null) throw error;
    });
  } finally {
    await rm(building, { recursive: true, force: true });
  }
  return clusterDir;
}

/** Password of the server's owner where it listens on TCP (Windows); a socket in a private folder needs none. */
export async function tcpPassword(dataDir: string): Promise<string> {
  const path = join(dataDir, 'pg.password');
  await writeFile(path, randomBytes(24).toString('hex'), { mode: 0o600, flag: 'wx' }).catch(() => undefined);
  return (await readFile(path, 'utf8')).trim();
}

async function initdb(dataDir: string, cluster: string, binaries: Binaries, as: RunAs | null): Promise<void> {
  const auth =
    process.platform === 'win32'
      ? ['--auth=scram-sha-256', `--pwfile=${join(dataDir, 'pg.password')}`]
      : ['--auth=trust'];
  if (process.platform === 'win32') await tcpPassword(dataDir);
  // Spelled out: without LANG in the environment the database would come out in SQL_ASCII.
  const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
  const result = await run(
    binaries.initdb,
    ['-D', asServerSees(cluster, as), '-U', OWNER, ...auth, ...locale, '--no-instructions'],
    { as, cwd: cluster },
  );
  if (!result.ok) {
    throw new StartupError(`The database could not be made in ${dataDir}: ${lastLine(result.output)}`);
  }
}

/** Folders of an initdb that was killed; one at work is never this old. */
async function removeAbandoned(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (!name.startsWith('pg.new-')) continue;
    const path = join(dataDir, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
    if (mtimeMs < Date.now() - 600_000) await rm(path, { recursive: true, force: true });
  }
}
