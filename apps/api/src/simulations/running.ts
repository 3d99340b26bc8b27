import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { SimulationSettings } from './settings.js';
import type { News } from './worker/reckon.js';

/** A simulation under way. */
export interface Running {
  /** Resolves when it is done; rejects with what went wrong, or when it was killed. */
  readonly done: Promise<void>;
  /** Ends it at once, wherever it is. */
  kill(): Promise<void>;
}

/** Seen from this folder, built or not: a worker runs what was built. */
const ENTRY = resolve(import.meta.dirname, '../../dist/simulations/worker/main.js');
const MEMORY_MB = 512;

/**
 * Runs a simulation in a worker thread of this process: it ends with the service however that ends, dies at once when it is told
 * to, and leaves the event loop free. A child process would need a port of its own to talk through and a guard against being
 * left behind; what it has over a thread, a priority of its own, a thread has on Linux too, and on other systems one thread of
 * lower rank is not worth it. A thread of its own memory limit cannot take the service's.
 */
export function runInWorker(settings: SimulationSettings, tell: (news: News) => void): Running {
  const worker = new Worker(ENTRY, {
    workerData: settings,
    // Nothing of ours is its to know.
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  });
  const done = new Promise<void>((whole, broken) => {
    worker.on('message', (news: News) => {
      tell(news);
      if (news.kind === 'done') whole();
    });
    worker.once('error', broken);
    worker.once('exit', () => broken(new Error('the worker ended')));
  });
  done.catch(() => undefined);
  return {
    done,
    async kill() {
      await worker.terminate();
    },
  };
}
