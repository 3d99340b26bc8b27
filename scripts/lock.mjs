// Two terminals on one folder: the second waits until the first has installed and built.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
/** What the scripts keep between runs; ignored by git, safe to delete. */
export const buildDir = join(root, '.build');
const lockFile = join(buildDir, 'lock');

/** Runs `work` while no other process of this folder installs or builds. */
export async function alone(work) {
  mkdirSync(buildDir, { recursive: true });
  let said = false;
  while (!take()) {
    if (!said) console.log('  Another process is installing or building here; waiting for it ...');
    said = true;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  const release = () => rmSync(lockFile, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

function take() {
  try {
    writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!ownerAlive()) rmSync(lockFile, { force: true });
    return false;
  }
}

function ownerAlive() {
  try {
    const pid = Number(readFileSync(lockFile, 'utf8'));
    // An empty file is one that is being written at this moment.
    if (pid > 0 && pid !== process.pid) process.kill(pid, 0);
    return pid !== process.pid;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
