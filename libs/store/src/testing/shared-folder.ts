import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The folder of the shared test server, for this user on this machine. */
export function sharedFolder(): string {
  const dir = join(tmpdir(), `ringside-test-18-${process.getuid?.() ?? 'user'}`);
  mkdirSync(join(dir, 'users'), { recursive: true });
  return dir;
}

/** Says that this process uses the server, until it ends. */
export function registerUser(dir: string): void {
  writeFileSync(join(dir, 'users', String(process.pid)), '');
}

/** Whether the process whose id stands in the file is alive. */
export function holderAlive(file: string): boolean {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    if (!(pid > 0)) return false;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Runs `work` while no other process does; the lock of a process that died is taken over. */
export async function withLock<T>(dir: string, work: () => Promise<T>): Promise<T> {
  const lock = join(dir, 'lock');
  for (let tries = 0; ; tries++) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    // An empty file is one that is being written; the second look decides.
    await sleep(50);
    if (tries % 20 === 19 && !holderAlive(lock)) rmSync(lock, { force: true });
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}
