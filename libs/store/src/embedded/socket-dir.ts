import { createHash } from 'node:crypto';
import { chown, lstat, mkdir, realpath, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { StartupError } from '../startup-error.js';
import type { RunAs } from './run.js';

/** A socket's whole path may be 107 bytes long (103 on macOS); `/.s.PGSQL.65535.lock` is the longest name in it. */
const LONGEST_DIR = 103 - '/.s.PGSQL.65535.lock'.length;

/**
 * A folder for the server's socket: short, always the same for one data folder, and closed to everyone but
 * the server's user. Somebody else's folder of that name is never used.
 */
export async function socketDir(dataDir: string, as: RunAs | null): Promise<string> {
  const owner = as?.uid ?? process.getuid?.() ?? 0;
  const key = createHash('sha256')
    .update(`${await realpath(dataDir)}\0${owner}`)
    .digest('hex')
    .slice(0, 12);
  for (const parent of new Set([tmpdir(), '/tmp', '/var/tmp'])) {
    const dir = join(parent, `ringside-${key}`);
    if (Buffer.byteLength(dir) > LONGEST_DIR) continue;
    if (as !== null && !(await othersMayEnter(parent))) continue;
    const made = await mkdir(dir, { mode: 0o700 }).then(
      () => true,
      () => false,
    );
    if (made && as !== null) await chown(dir, as.uid, as.gid);
    const found = await lstat(dir).catch(() => null);
    if (found?.isDirectory() === true && found.uid === owner && (found.mode & 0o077) === 0) return dir;
  }
  throw new StartupError(
    'There is no writable temporary folder for the database socket: set TMPDIR to a short path, or set DATABASE_URL.',
  );
}

async function othersMayEnter(path: string): Promise<boolean> {
  for (let dir = path; ; dir = dirname(dir)) {
    const { mode } = await stat(dir).catch(() => ({ mode: 0 }));
    if ((mode & 0o001) === 0) return false;
    if (dirname(dir) === dir) return true;
  }
}
