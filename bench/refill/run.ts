/**
 * How soon a freed line dials again: from `completed` to the next `POST /call`; and calls a second when the phone system
 * answers at once. Against a bare loop with one commit before each request, over the same phone system and database.
 */
import { testDatabase } from '@ringside/store/testing';
import { join } from 'node:path';
import { ms, must, options, perSecond, quantile, report, type Row } from '../support/figures.ts';
import { startPhoneSystem, type PhoneSystem, type PlacedCall } from '../support/phone-system.ts';
import { startNode, startService } from '../support/service.ts';

const SAMPLES = options.short ? 100 : 500;
/** Both are measured in turn, so that a busy moment of the machine meets both. */
const ROUNDS = options.short ? 1 : 3;
const CALLS = options.short ? 600 : 6000;

/** Starts something that dials `calls` numbers over `lines` lines through the phone system at `url`. */
type Dialer = (
  databaseUrl: string,
  url: string,
  lines: number,
  calls: number,
) => Promise<{ stop(): Promise<void> }>;

const ringside: Dialer = async (databaseUrl, url, lines, calls) => {
  const service = await startService({ DATABASE_URL: databaseUrl, CALL_API_URL: url });
  const phone_number = Array.from({ length: calls }, (_, i) => `1${5_550_000_000 + i}`);
  await service.rest('POST', '/v1/call', { dialer_type: 'Fixed', lines, phone_number });
  return service;
};
const bareLoop =
  (...order: string[]): Dialer =>
  (databaseUrl, url, lines, calls) =>
    startNode(join(import.meta.dirname, 'bare.ts'), [
      databaseUrl,
      url,
      String(lines),
      String(calls),
      ...order,
    ]);
const bare = bareLoop();
const bareInOrder = bareLoop('ordered');

/** One call ends at a time; each sample is the time until the line is dialed again. */
async function latency(dialer: Dialer, lines: number): Promise<number[]> {
  const live: PlacedCall[] = [];
  let arrived: ((call: PlacedCall) => void) | null = null;
  const samples: number[] = [];
  await withDialer(
    dialer,
    lines,
    lines + SAMPLES,
    (call) => {
      live.push(call);
      arrived?.(call);
    },
    async (phone) => {
      await until(() => live.length >= lines);
      for (let i = 0; i < SAMPLES; i++) {
        const oldest = live.shift();
        must(oldest !== undefined, 'a call is in flight');
        const next = new Promise<PlacedCall>((resolve) => (arrived = resolve));
        const ended = performance.now();
        void phone.send(oldest, 'completed');
        samples.push((await next).at - ended);
      }
    },
  );
  must(samples.length === SAMPLES, 'every sample was taken');
  return samples;
}

/** Every call ends at once; answers calls a second. */
async function throughput(dialer: Dialer, lines: number): Promise<number> {
  let first = 0;
  let last = 0;
  let calls = 0;
  let phone: PhoneSystem | null = null;
  await withDialer(
    dialer,
    lines,
    CALLS,
    (call) => {
      calls++;
      first ||= call.at;
      last = call.at;
      void phone?.send(call, 'completed').catch(() => undefined);
    },
    async (started) => {
      phone = started;
      await until(() => calls >= CALLS);
    },
  );
  must(calls === CALLS, `${CALLS} calls were made once each, not ${calls}`);
  return (CALLS - 1) / ((last - first) / 1000);
}

async function withDialer(
  dialer: Dialer,
  lines: number,
  calls: number,
  onCall: (call: PlacedCall) => void,
  measure: (phone: PhoneSystem) => Promise<void>,
): Promise<void> {
  const database = await testDatabase();
  // Calls that come before the measure has begun wait for it.
  const early: PlacedCall[] = [];
  let take = (call: PlacedCall): void => void early.push(call);
  const phone = await startPhoneSystem((call) => take(call));
  const running = await dialer(database.databaseUrl, phone.url, lines, calls);
  try {
    const measured = measure(phone);
    take = onCall;
    for (const call of early) onCall(call);
    await measured;
  } finally {
    await running.stop();
    await phone.close();
    await database.drop();
  }
}

async function until(done: () => boolean): Promise<void> {
  const end = performance.now() + 120_000;
  while (!done()) {
    must(performance.now() < end, 'within two minutes');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

const rows: Row[] = [];
for (const lines of [3, 300]) {
  const [theirs, ours]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    theirs.push(...(await latency(bare, lines)));
    ours.push(...(await latency(ringside, lines)));
  }
  const ratio = quantile(ours, 0.5) / quantile(theirs, 0.5);
  rows.push(
    {
      what: `completed -> next POST /call, ${lines} lines: bare loop, p50 / p99`,
      figure: `${ms(quantile(theirs, 0.5))} / ${ms(quantile(theirs, 0.99))}`,
    },
    {
      what: `the same: Ringside, p50 / p99`,
      figure: `${ms(quantile(ours, 0.5))} / ${ms(quantile(ours, 0.99))}`,
      goal: 'p99 < 20 ms',
      met: quantile(ours, 0.99) < 20,
    },
    { what: 'ratio of the medians', figure: ratio.toFixed(2), goal: '<= 2', met: ratio <= 2 },
  );
}
for (const lines of [3, 300]) {
  const [apart, inOrder] = [
    await throughput(bare, lines),
    lines <= 10 ? await throughput(bareInOrder, lines) : null,
  ];
  const ours = await throughput(ringside, lines);
  const against = (loop: string, theirs: number): Row[] => [
    { what: `calls/s when every call ends at once, ${lines} lines: ${loop}`, figure: perSecond(theirs) },
    {
      what: `${loop} / Ringside`,
      figure: (theirs / ours).toFixed(2),
      goal: '<= 2',
      met: theirs / ours <= 2,
    },
  ];
  rows.push(
    { what: `calls/s when every call ends at once, ${lines} lines: Ringside`, figure: perSecond(ours) },
    ...against('bare loop, each line for itself', apart),
    // What Ringside promises with few lines.
    ...(inOrder === null ? [] : against('bare loop that keeps the order', inOrder)),
  );
}
report(import.meta.dirname, 'Refill: from `completed` to the next call', rows);
process.exit(0);
