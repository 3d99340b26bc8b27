import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '../..');
export const credentials = { apiKey: 'bench', apiAuth: 'bench-secret-of-a-reasonable-length' };
/** The same for the socket's handshake. */
export const socketAuth = { api_key: credentials.apiKey, api_auth: credentials.apiAuth };

/** The real service as its own process, on its own embedded database. */
export interface Service {
  readonly url: string;
  readonly pid: number;
  readonly dataDir: string;
  rest<T>(method: string, path: string, body?: unknown): Promise<T>;
  stop(): Promise<void>;
}

export async function startService(settings: Readonly<Record<string, string>>): Promise<Service> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ringside-bench-'));
  const child = spawn(process.execPath, [join(root, 'apps/api/dist/main.js')], {
    env: {
      ...process.env,
      PORT: '0',
      DATA_DIR: dataDir,
      API_KEY: credentials.apiKey,
      API_AUTH: credentials.apiAuth,
      LOG_LEVEL: 'warn',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await readyUrl(child);
  return {
    url,
    pid: child.pid ?? 0,
    dataDir,
    rest: (method, path, body) => rest(url, method, path, body),
    stop: async () => {
      await stopChild(child);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Another program of ours as its own process; ready when it prints an address. */
export async function startNode(
  script: string,
  args: readonly string[],
): Promise<{ url: string; pid: number; stop(): Promise<void> }> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await readyUrl(child);
  return { url, pid: child.pid ?? 0, stop: () => stopChild(child) };
}

/** The mock phone system as its own process. */
export function startMock(args: readonly string[]): Promise<{ url: string; stop(): Promise<void> }> {
  return startNode(join(root, 'apps/pbx-mock/dist/main.js'), ['--port', '0', ...args]);
}

export async function rest<T>(url: string, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(url + path, {
    method,
    headers: {
      'x-api-key': credentials.apiKey,
      'x-api-auth': credentials.apiAuth,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
  return (text ? JSON.parse(text) : undefined) as T;
}

/** The address in the line that says the child is ready. */
function readyUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    if (!child.stdout) return reject(new Error('no output'));
    const lines = createInterface({ input: child.stdout });
    const seen: string[] = [];
    lines.on('line', (line) => {
      seen.push(line);
      const found = /ready\b.*?(https?:\/\/[^\s)]+)/.exec(line)?.[1];
      if (found) resolve(new URL(found).origin);
    });
    child.once('exit', (code) =>
      reject(new Error(`ended with ${code} before it was ready:\n${seen.join('\n')}`)),
    );
  });
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}
