import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { PATIENCE_MS } from './patience.js';

const MAIN = resolve(import.meta.dirname, '../../apps/api/dist/main.js');
const CREDENTIALS = { 'x-api-key': 'e2e-key', 'x-api-auth': 'e2e-secret-for-tests' };

/**
 * The built service as its own process on its own data folder, to be killed and started again; the address
 * stays the same, so that webhooks of calls placed before a kill find their way.
 */
export class ServiceProcess {
  private child: ChildProcess | null = null;
  private exited: Promise<number | null> = Promise.resolve(null);
  readonly output: string[] = [];

  private constructor(
    readonly url: string,
    readonly dataDir: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  static async create(env: Readonly<Record<string, string>>): Promise<ServiceProcess> {
    const dataDir = await mkdtemp(join(tmpdir(), 'ringside-e2e-'));
    const port = await freePort();
    return new ServiceProcess(`http://127.0.0.1:${port}`, dataDir, {
      PORT: String(port),
      DATA_DIR: dataDir,
      API_KEY: CREDENTIALS['x-api-key'],
      API_AUTH: CREDENTIALS['x-api-auth'],
      LOG_LEVEL: 'warn',
      ...env,
    });
  }

  /** Headers of a request that is made without `rest`. */
  readonly credentials = CREDENTIALS;

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  /** Starts it and waits until it says that it is ready. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [MAIN], {
      env: { ...process.env, ...this.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    this.exited = new Promise((done) => child.once('exit', (code) => done(code)));
    await new Promise<void>((ready, failed) => {
      for (const stream of [child.stdout, child.stderr]) {
        createInterface({ input: stream }).on('line', (line) => {
          this.output.push(line);
          if (line.includes('is ready')) ready();
        });
      }
      child.once('exit', (code) =>
        failed(new Error(`ended with ${code}:\n${this.output.slice(-10).join('\n')}`)),
      );
    });
  }

  /** kill -9, in whatever it is doing. */
  async kill(): Promise<void> {
    this.child?.kill('SIGKILL');
    await this.exited;
  }

  /** Ends it as an operator would; answers its exit code. */
  async stop(): Promise<number | null> {
    this.child?.kill('SIGTERM');
    return this.exited;
  }

  /** Its exit code, once it has ended. */
  get ended(): Promise<number | null> {
    return this.exited;
  }

  /** Process id of the embedded PostgreSQL. */
  get postgresPid(): number {
    return Number(readFileSync(join(this.dataDir, 'pg/postmaster.pid'), 'utf8').split('\n')[0]);
  }

  async rest<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(this.url + path, {
      method,
      headers: { ...CREDENTIALS, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text) as T;
  }

  /** Ends it, its database and its folder. */
  async dispose(): Promise<void> {
    const postgres = this.child ? this.tryPostgresPid() : null;
    await this.stop();
    if (postgres !== null && alive(postgres)) process.kill(postgres, 'SIGINT');
    const patience = performance.now() + PATIENCE_MS;
    while (postgres !== null && alive(postgres) && performance.now() < patience) await pause(50);
    await rm(this.dataDir, { recursive: true, force: true });
  }

  private tryPostgresPid(): number | null {
    try {
      return this.postgresPid;
    } catch {
      return null;
    }
  }
}

export const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Waits until `check` answers something true; for what happens in another process. */
export async function eventually<T>(
  check: () => Promise<T | null | false>,
  withinMs: number,
  what: string,
): Promise<T> {
  const end = performance.now() + withinMs;
  let last: unknown;
  for (;;) {
    const found = await check().catch((error: unknown) => {
      last = error;
      return null;
    });
    if (found) return found;
    if (performance.now() > end) throw new Error(`not within ${withinMs} ms: ${what}`, { cause: last });
    await pause(50);
  }
}

/** A port that nobody listens on, at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
