// Independent runs of floors, over as many threads as there are processors.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/**
 * Simulates every job (settings of `simulateFloor` with `policy` and `profile` by name) and answers their runs in the same order.
 * `onProgress` is told the share that is done of all.
 */
export async function simulateAll(jobs, { threads = availableParallelism(), onProgress } = {}) {
  const runs = new Array(jobs.length);
  const shares = new Array(jobs.length).fill(0);
  let next = 0;
  const work = async (worker) => {
    while (next < jobs.length) {
      const number = next++;
      runs[number] = await one(worker, number, jobs[number], (share) => {
        shares[number] = share;
        onProgress?.(shares.reduce((sum, x) => sum + x, 0) / jobs.length);
      });
    }
  };
  const workers = Array.from(
    { length: Math.min(threads, jobs.length) },
    () => new Worker(new URL('worker.mjs', import.meta.url)),
  );
  try {
    await Promise.all(workers.map(work));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return runs;
}

function one(worker, number, job, tell) {
  return new Promise((resolve, reject) => {
    const hear = (message) => {
      if (message.share !== undefined) return tell(message.share);
      worker.off('message', hear);
      worker.off('error', reject);
      if (message.error !== undefined) reject(message.error);
      else resolve(message.run);
    };
    worker.on('message', hear);
    worker.on('error', reject);
    worker.postMessage({ number, job });
  });
}
