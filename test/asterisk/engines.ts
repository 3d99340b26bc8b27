import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe } from '@jest/globals';
import type { Outbound } from '@ringside/outbound';
import { createOutbound } from '@ringside/outbound';
import { asteriskProvider } from '@ringside/providers/asterisk';
import type { CallSignal, OriginateRequest, PlacedCall, Provider, StreamEvent } from '@ringside/telephony';
import { DIALER, startAsterisk, type Asterisk, type AsteriskOptions } from './lab/start.ts';
import type { Suite } from './lab/install.ts';

/** The versions that every spec runs on. `found` is what the engine says of itself. */
export const ENGINES: readonly (readonly [name: string, suite: Suite])[] = [
  ['Asterisk, the newest', 'sid'],
  ['Asterisk 16', 'bullseye'],
];

/** The same specs for each engine, with one running for all of them. */
export function onEachEngine(
  specs: (engine: () => Asterisk) => void,
  options: Omit<AsteriskOptions, 'suite'> = {},
): void {
  describe.each(ENGINES)('%s', (name, suite) => {
    let running: Asterisk | null = null;
    beforeAll(async () => {
      running = await startAsterisk({ suite, ...options });
      process.stderr.write(`${name}: found ${running.version}\n`);
    });
    specs(() => {
      if (running === null) throw new Error('Asterisk did not start');
      return running;
    });
    // Jest calls these in the order in which they stand: the engine goes after whatever the specs opened.
    afterAll(async () => {
      await running?.stop();
    });
  });
}

/** A busy machine is slow: only what does not come about at all takes that long. */
const WITHIN_MS = 20_000;

export const LOOPBACK_ONLY = { allow: ['127.0.0.1'] };

/** A provider with its stream open, and what it told. */
export interface OpenProvider {
  readonly provider: Provider;
  readonly events: readonly StreamEvent[];
  /** Places a call that must be accepted. */
  dial(to: string, more?: Partial<OriginateRequest>): Promise<PlacedCall>;
  /** What was told of a call, in order. */
  told(call: PlacedCall): CallSignal[];
  /** Waits until this was told of a call. */
  until(call: PlacedCall, wanted: (signal: CallSignal) => boolean, withinMs?: number): Promise<CallSignal>;
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly url: string;
  readonly endpoint?: string;
  readonly user?: string;
  readonly password?: string;
  readonly message?: string;
}

export function providerFor({ url, endpoint = 'Local/{number}@carrier', ...user }: OpenOptions): {
  provider: Provider;
  outbound: Outbound;
} {
  const outbound = createOutbound(LOOPBACK_ONLY);
  // Nobody opens a broken stream again.
  const times = { findOutWithinMs: 500 };
  return { outbound, provider: asteriskProvider({ url, endpoint, outbound, ...DIALER, ...user }, times) };
}

export function request(to: string, more: Partial<OriginateRequest> = {}): OriginateRequest {
  return {
    callId: randomUUID(),
    to,
    from: null,
    webhookUrl: 'http://127.0.0.1:9/none',
    ringTimeoutMs: 30_000,
    detectMachine: false,
    ...more,
  };
}

/** Opens the stream of a provider of its own. */
export async function openProvider(options: OpenOptions): Promise<OpenProvider> {
  const { provider, outbound } = providerFor(options);
  const events: StreamEvent[] = [];
  const control = new AbortController();
  const opened: OpenProvider = {
    provider,
    events,
    async dial(to, more) {
      const asked = request(to, more);
      const outcome = await provider.originate(asked, new AbortController().signal);
      if (outcome.kind !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(outcome)}`);
      return { callId: asked.callId, providerCallId: outcome.providerCallId };
    },
    told: ({ callId }) =>
      events.flatMap((event) =>
        event.kind === 'report' && event.report.callId === callId ? [event.report.signal] : [],
      ),
    until: (call, wanted, withinMs = WITHIN_MS) =>
      eventually(`this is told of ${call.callId}`, () => opened.told(call).find(wanted) ?? null, withinMs),
    async close() {
      control.abort();
      await ended;
      await provider.close();
      await outbound.close();
    },
  };
  const stream = provider.stream?.(control.signal);
  if (stream === undefined) throw new Error('the provider has no stream');
  const ended = (async () => {
    for await (const event of stream) events.push(event);
  })();
  // Whoever closes it is told.
  ended.catch(() => undefined);
  await Promise.race([
    ended.then(() => {
      throw new Error('the stream ended');
    }),
    eventually('the stream is open', () => events.find(({ kind }) => kind === 'open') ?? null),
  ]);
  return opened;
}

/** Asks until there is an answer. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | null> | T | null,
  withinMs = WITHIN_MS,
): Promise<T> {
  const end = performance.now() + withinMs;
  for (;;) {
    const found = await ask();
    if (found !== null) return found;
    if (performance.now() > end) throw new Error(`it did not come about in ${withinMs} ms that ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
