// A thread that simulates one run of a floor after the other.
import { parentPort } from 'node:worker_threads';
import { PROFILES } from '@ringside/pacing';
import { simulateFloor } from '@ringside/simulation';
import { policyOf } from './policies.mjs';

parentPort.on('message', ({ number, job }) => {
  try {
    const { policy: name, profile: law = 'us', target, ...settings } = job;
    const policy = policyOf(name, settings);
    if (policy === undefined) throw new RangeError(`no way of pacing "${name}"`);
    const ledger = target === undefined ? {} : { ledger: { target } };
    const began = performance.now();
    const run = simulateFloor({ ...settings, profile: PROFILES[law], policy, ...ledger }, (share) =>
      parentPort.postMessage({ number, share }),
    );
    parentPort.postMessage({ number, run, tookMs: performance.now() - began });
  } catch (error) {
    parentPort.postMessage({ number, error });
  }
});
