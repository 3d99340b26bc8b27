import { randomBytes } from 'node:crypto';
import type { OriginateRequest, PlacedCall, PlacementOutcome, Provider } from '../provider.js';
import type { RunningRig } from './harness.js';

/** Longest time anything in the suite may take that is not told to hang, where the harness says nothing else. */
export const PATIENCE_MS = 2000;
let patienceMs = PATIENCE_MS;

/** From now on: a real phone system takes its time. Tests of one file run one after another. */
export function bePatient(ms: number): void {
  patienceMs = ms;
}

let calls = 0;
/** A phone system may outlive the run: it must not know our ids from the last one. */
const run = randomBytes(3).toString('hex');

/** A request to place a call, each with an id of its own. */
export function newRequest(more: Partial<OriginateRequest> = {}): OriginateRequest {
  calls += 1;
  // The shape of a UUIDv7, which is what our ids are.
  const callId = `01960000-0000-7000-8000-${run}${calls.toString(16).padStart(6, '0')}`;
  return {
    callId,
    to: '+13018040009',
    from: null,
    webhookUrl: `http://127.0.0.1:9/webhooks/kind/connection/${callId}/token-_0?a=1&b=%20`,
    ringTimeoutMs: 60_000,
    detectMachine: false,
    ...more,
  };
}

export const neverAborted = (): AbortSignal => new AbortController().signal;

/** Places a call that must be accepted. */
export async function placed(provider: Provider, request = newRequest()): Promise<PlacedCall> {
  const outcome = await provider.originate(request, neverAborted());
  if (outcome.kind !== 'accepted') throw new Error(`the fake was to accept: ${JSON.stringify(outcome)}`);
  return { callId: request.callId, providerCallId: outcome.providerCallId };
}

/** Places a call and waits long enough to see a second request, should one be sent. */
export async function askedOnce(
  { provider, system }: RunningRig,
  request = newRequest(),
): Promise<{ outcome: PlacementOutcome; times: number }> {
  const outcome = await provider.originate(request, neverAborted());
  await settled();
  return { outcome, times: system.asked.length };
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Long enough for what must not happen, like a request that is wrongly sent again, to be seen. */
export function settled(): Promise<void> {
  return pause(patienceMs / 50);
}

/** Waits until it is true; throws when the harness's patience is over. */
export async function eventually(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + patienceMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`it did not come about that ${what}`);
    await pause(patienceMs / 400);
  }
}

/** The promise, or an error when the harness's patience is over. */
export async function soon<T>(what: string, promise: Promise<T> | T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`it took too long: ${what}`)), patienceMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
