import { execFile } from 'node:child_process';

/** Who a PostgreSQL program runs as; null = as this process. */
export interface RunAs {
  readonly uid: number;
  readonly gid: number;
}

export interface RunOptions {
  readonly as: RunAs | null;
  /** Entered before the change of user, so it may lie where that user could not walk to. */
  readonly cwd: string;
  readonly timeoutMs?: number;
}

export interface RunResult {
  readonly ok: boolean;
  /** Code of a program that could not be started at all: `EACCES`, `ENOENT` ... */
  readonly spawnError: string | null;
  /** What it said, both streams. */
  readonly output: string;
}

/** Runs one of PostgreSQL's programs to its end. Never rejects. */
export function run(
  program: string,
  args: readonly string[],
  { as, cwd, timeoutMs = 120_000 }: RunOptions,
): Promise<RunResult> {
  return new Promise((resolve) => {
    const options = {
      cwd,
      timeout: timeoutMs,
      windowsHide: true,
      encoding: 'utf8' as const,
      // PGDATA, PGPORT, NODE_OPTIONS ... of the surroundings have no say in our server.
      ...(process.platform === 'win32' ? {} : { env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' } }),
      ...(as ?? {}),
    };
    execFile(program, [...args], options, (error, stdout, stderr) => {
      const output = `${stdout}${stderr}`.trim();
      if (error === null) return resolve({ ok: true, spawnError: null, output });
      const spawnError = typeof error.code === 'string' ? error.code : null;
      resolve({ ok: false, spawnError, output: output === '' ? error.message : output });
    });
  });
}

/** The line of a program's output that says what went wrong. */
export function lastLine(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  return (lines.findLast((line) => /error|fatal|could not/i.test(line)) ?? lines.at(-1) ?? '').trim();
}
