import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { StartupError } from '@ringside/store';
import type { Logger } from 'pino';

export interface MockProcess {
  /** `http://127.0.0.1:3030` */
  readonly url: string;
  stop(): Promise<void>;
}

interface MockOptions {
  readonly port: number;
  readonly speed: number;
  /** Where it keeps its tenant. */
  readonly dataDir: string;
  /** Calls that it makes by itself, and where it tells of them; null: none. */
  readonly feed: { readonly address: string; readonly callsPerMinute: number } | null;
  readonly log: Logger;
}

const MAIN = resolve(import.meta.dirname, '../../../pbx-mock/dist/main.js');
const READY_MS = 10_000;
const RESTART_MS = 1000;

/**
 * Runs the bundled mock phone system as a child that ends with this process, however it ends. When its port is
 * taken it gets a free one; when it dies it is started again on the same port.
 */
export async function startMock(options: MockOptions): Promise<MockProcess> {
  let stopping = false;
  let child: ChildProcess;
  const run = async (port: number): Promise<string> => {
    const [next, url] = await launch({ ...options, port });
    child = next;
    child.once('exit', (code, signal) => {
      if (stopping) return;
      options.log.warn({ code, signal }, 'the mock phone system ended; it is started again');
      setTimeout(() => {
        if (!stopping)
          run(Number(new URL(url).port)).catch((error: unknown) =>
            options.log.error({ err: error }, 'no mock'),
          );
      }, RESTART_MS).unref();
    });
    return url;
  };
  const url = await run(options.port).catch((error: unknown) => {
    if (error instanceof PortTaken) return run(0);
    throw error;
  });
  return {
    url,
    async stop() {
      stopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.stdin?.end();
      const kill = setTimeout(() => child.kill('SIGKILL'), 2000);
      await ended;
      clearTimeout(kill);
    },
  };
}

class PortTaken extends Error {}

async function launch({ port, speed, dataDir, feed }: MockOptions): Promise<[ChildProcess, string]> {
  const args = [MAIN, '--exit-with-parent', '--port', String(port), '--speed', String(speed)];
  args.push('--data-dir', dataDir);
  if (feed !== null) args.push('--webhook-url', feed.address, '--pbx-rate', String(feed.callsPerMinute));
  // Detached: Ctrl-C in the terminal is for us to hear first.
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  child.stdin.on('error', () => undefined);
  let words = '';
  child.stderr.on('data', (chunk: Buffer) => (words = `${words}${chunk.toString()}`.slice(-500)));
  const ready = (async () => {
    for await (const line of createInterface({ input: child.stdout })) {
      const url = /ready at (http:\/\/\S+)/.exec(line)?.[1];
      if (url !== undefined) return url;
    }
    return null;
  })();
  const timer = setTimeout(() => child.kill('SIGKILL'), READY_MS);
  const failed = once(child, 'error').then(([error]: unknown[]) => {
    throw error instanceof Error ? error : new Error(String(error));
  });
  failed.catch(() => undefined);
  try {
    const url = await Promise.race([ready, failed]);
    if (url !== null) {
      child.stdout.resume();
      child.unref();
      return [child, url];
    }
  } catch (error) {
    throw new StartupError(`The mock phone system cannot be started: ${String(error)}`);
  } finally {
    clearTimeout(timer);
  }
  if (/taken/.test(words)) throw new PortTaken();
  throw new StartupError(
    `The mock phone system did not start: ${words.trim().split('\n').at(-1) ?? 'no reason given'}`,
  );
}
