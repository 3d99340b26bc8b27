import { spawn } from 'node:child_process';

/** Seconds without any user after which the server is stopped. */
const IDLE_SECONDS = 20;

/**
 * Starts a small process of its own that ends the shared server when every process that used it has gone.
 * It knows the users by files named after their process ids, so a killed one leaves nothing behind.
 */
export function startWatchdog(dir: string): void {
  spawn(process.execPath, ['-e', `(${watch.toString()})(${JSON.stringify(dir)}, ${IDLE_SECONDS})`], {
    detached: true,
    stdio: 'ignore',
    windowsHide: true,
  }).unref();
}

/* istanbul ignore next: runs in a process of its own, from its source text, so it uses nothing from outside. */
function watch(dir: string, idleSeconds: number): void {
  const load = process.getBuiltinModule.bind(process);
  const fs = load('node:fs');
  const path = load('node:path');
  const alive = (pid: number): boolean => {
    try {
      process.kill(pid, 0);
      return true;
    } catch (error) {
      return (error as { code?: string }).code === 'EPERM';
    }
  };
  const read = (name: string): string => {
    try {
      return fs.readFileSync(path.join(dir, name), 'utf8');
    } catch {
      return '';
    }
  };
  const usersLeft = (): boolean =>
    fs.readdirSync(path.join(dir, 'users')).some((name: string) => {
      if (alive(Number(name))) return true;
      fs.rmSync(path.join(dir, 'users', name), { force: true });
      return false;
    });
  const end = (): void => {
    fs.rmSync(path.join(dir, 'watchdog'), { force: true });
    fs.rmSync(path.join(dir, 'lock'), { force: true });
    process.exit(0);
  };
  const stopServer = (): void => {
    const pid = Number(read('pg/postmaster.pid').split('\n')[0]);
    if (!(pid > 0) || !alive(pid)) return end();
    process.kill(pid, 'SIGINT');
    const until = Date.now() + 30_000;
    setInterval(() => (!alive(pid) || Date.now() > until ? end() : undefined), 100);
  };
  fs.writeFileSync(path.join(dir, 'watchdog'), String(process.pid));
  let idle = 0;
  const timer = setInterval(() => {
    try {
      idle = usersLeft() ? 0 : idle + 1;
      if (idle < idleSeconds) return;
      fs.writeFileSync(path.join(dir, 'lock'), String(process.pid), { flag: 'wx' });
      clearInterval(timer);
      if (usersLeft()) end();
      else stopServer();
    } catch (error) {
      if ((error as { code?: string }).code === 'ENOENT') process.exit(0);
    }
  }, 1000);
}
