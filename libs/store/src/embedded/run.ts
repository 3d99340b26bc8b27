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

/** All they get: PGDATA, PGPORT, NODE_OPTIONS ... of the surroundings have no say in our server. */
const ENVIRONMENT = {
  PATH: '/usr/bin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
  // glibc gives freed memory back to the system after each commit and faults it in again for the next; kept, a commit takes a
  // quarter less (0.46 ms instead of 0.61). At most this much stays with each connection.
  MALLOC_TOP_PAD_: String(2 ** 20),
  MALLOC_TRIM_THRESHOLD_: String(2 ** 24),
  MALLOC_MMAP_THRESHOLD_: String(2 ** 24),
};

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
      ...(process.platform === 'win32' ? {} : { env: ENVIRONMENT }),
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
