import { createOutbound } from '@ringside/outbound';
import type { CallSignal, OriginateRequest, PlacedCall, Provider, StreamEvent } from '@ringside/telephony';
import type { AsteriskOptions } from '../asterisk.options.js';
import { asteriskProvider } from '../asterisk.provider.js';
import type { AsteriskTimes } from '../asterisk.provider.js';
import { FAKE_USER, startFakeAri } from './fake-ari.js';
import type { FakeAri } from './fake-ari.js';

export const ASTERISK_16 = '16.28.0~dfsg-0+deb11u4';
export const ASTERISK_22 = '22.10.1+dfsg+~cs6.17.60671434-1';

/** A provider and the made-up Asterisk behind it. */
export interface FakeRig {
  readonly system: FakeAri;
  readonly provider: Provider;
  /** Reads the event stream from now on; comes back when it is open, or has ended. */
  follow(): Promise<Followed>;
  /** Places a call that must be accepted. */
  dial(more?: Partial<OriginateRequest>): Promise<PlacedCall>;
  close(): Promise<void>;
}

export interface Followed {
  readonly events: readonly StreamEvent[];
  /** How it ended: null when quietly. */
  readonly ended: Promise<Error | null>;
  of(call: PlacedCall): CallSignal[];
  warnings(): string[];
  stop(): Promise<Error | null>;
}

export const never = (): AbortSignal => new AbortController().signal;

let ids = 0;
export function requestOf(more: Partial<OriginateRequest> = {}): OriginateRequest {
  ids += 1;
  return {
    callId: `01960000-0000-7000-8000-${String(ids).padStart(12, '0')}`,
    to: '+15550001000',
    from: null,
    webhookUrl: 'http://127.0.0.1:9/none',
    ringTimeoutMs: 30_000,
    detectMachine: false,
    ...more,
  };
}

export async function fakeRig(
  options: Partial<AsteriskOptions> & {
    readonly version?: string;
    readonly times?: Partial<AsteriskTimes>;
  } = {},
): Promise<FakeRig> {
  const { version = ASTERISK_22, times, ...more } = options;
  const system = await startFakeAri({ version });
  const outbound = createOutbound({ allow: ['127.0.0.0/8'] });
  const provider = asteriskProvider(
    { ...FAKE_USER, url: system.url, endpoint: 'Local/{number}@carrier', outbound, ...more },
    times,
  );
  return {
    system,
    provider,
    follow: () => follow(provider),
    async dial(request) {
      const asked = requestOf(request);
      const outcome = await provider.originate(asked, never());
      if (outcome.kind !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(outcome)}`);
      return { callId: asked.callId, providerCallId: outcome.providerCallId };
    },
    async close() {
      await provider.close();
      await system.close();
      await outbound.close();
    },
  };
}

async function follow(provider: Provider): Promise<Followed> {
  const events: StreamEvent[] = [];
  const control = new AbortController();
  let opened = (): void => undefined;
  const open = new Promise<void>((resolve) => (opened = resolve));
  const read = async (): Promise<null> => {
    for await (const event of provider.stream?.(control.signal) ?? []) {
      events.push(event);
      opened();
    }
    return null;
  };
  const ended = read().catch((error: unknown) => error as Error);
  await Promise.race([open, ended]);
  return {
    events,
    ended,
    of: ({ callId }) =>
      events.flatMap((event) =>
        event.kind === 'report' && event.report.callId === callId ? [event.report.signal] : [],
      ),
    warnings: () =>
      events.flatMap((event) =>
        event.kind === 'warning'
          ? [`${event.warning.code}: ${event.warning.detail}`]
          : event.kind === 'open'
            ? event.warnings.map(({ code, detail }) => `${code}: ${detail}`)
            : [],
      ),
    stop() {
      control.abort();
      return ended;
    },
  };
}

/** Waits until it is true, at most 20 s: a busy machine is slow, and only a failure waits that long. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const end = performance.now() + 20_000;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`it did not come about that ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
}
