import { readFile, readlink, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** How to reach a server that runs on a data folder. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** Folder of its socket; empty when it listens on TCP only. */
  readonly socketDir: string;
  readonly ready: boolean;
}

/** What `postmaster.pid` says, when the process it names really is the server of this folder; else null. */
export async function livePostmaster(clusterDir: string): Promise<Postmaster | null> {
  const text = await readFile(join(clusterDir, 'postmaster.pid'), 'utf8').catch(() => null);
  if (text === null) return null;
  const lines = text.split('\n').map((line) => line.trim());
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0 || !(await serves(pid, clusterDir))) return null;
  return { pid, port: Number(lines[3]), socketDir: lines[4] ?? '', ready: lines[7] === 'ready' };
}

/**
 * Removes the pid file of a server that is gone. PostgreSQL itself only asks whether *some* process has that
 * number: a zombie that nobody reaps, or an unrelated process, would keep it from ever starting again.
 */
export async function forgetDeadPostmaster(clusterDir: string): Promise<void> {
  if ((await livePostmaster(clusterDir)) !== null) return;
  await rm(join(clusterDir, 'postmaster.pid'), { force: true });
}

async function serves(pid: number, clusterDir: string): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  if (process.platform !== 'linux') return true;
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (stat === null || stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z')) return false;
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => null);
  if (folder !== null) return folder === (await realpath(clusterDir).catch(() => clusterDir));
  // Another user's process: its folder cannot be read, its name can.
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return command.includes('postgres');
}
