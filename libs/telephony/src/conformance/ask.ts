import type { OriginateRequest, PlacedCall, PlacementOutcome, Provider } from '../provider.js';
import type { Rig } from './harness.js';

/** Longest time anything in the suite may take that is not told to hang. */
export const PATIENCE_MS = 2000;
/** Long enough for a request that is wrongly sent again to arrive. */
const SETTLE_MS = 40;
const POLL_MS = 5;

let calls = 0;

/** A request to place a call, each with an id of its own. */
export function newRequest(more: Partial<OriginateRequest> = {}): OriginateRequest {
  calls += 1;
  // The shape of a UUIDv7, which is what our ids are.
  const callId = `01960000-0000-7000-8000-${String(calls).padStart(12, '0')}`;
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
  { provider, system }: Rig,
  request = newRequest(),
): Promise<{ outcome: PlacementOutcome; times: number }> {
  const outcome = await provider.originate(request, neverAborted());
  await pause(SETTLE_MS);
  return { outcome, times: system.asked.length };
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Waits until it is true; throws after {@link PATIENCE_MS}. */
export async function eventually(what: string, holds: () => boolean): Promise<void> {
  for (let waited = 0; !holds(); waited += POLL_MS) {
    if (waited > PATIENCE_MS) throw new Error(`it did not come about that ${what}`);
    await pause(POLL_MS);
  }
}

/** The promise, or an error after {@link PATIENCE_MS}. */
export async function soon<T>(what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`it took too long: ${what}`)), PATIENCE_MS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
