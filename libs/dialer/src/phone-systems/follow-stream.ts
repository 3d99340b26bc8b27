import {
  StreamError,
  type CallReport,
  type Provider,
  type StreamEvent,
  type StreamWarning,
} from '@ringside/telephony';
import { setTimeout as wait } from 'node:timers/promises';

const RECONNECT_MS = { first: 250, most: 10_000 };
/** A stream that breaks sooner than this after it was opened is tried again with growing pauses, too. */
const STEADY_MS = 1000;

/** Whoever wants to know what an event stream tells, and how it stands. */
export interface StreamListener {
  /** It is open; `session` aborts when it is not any more. */
  opened(event: Extract<StreamEvent, { kind: 'open' }>, session: AbortSignal): void;
  report(report: CallReport): void;
  warned(warning: StreamWarning): void;
  /** It could not be opened, or broke. */
  lost(error: StreamError): void;
}

/**
 * Follows a phone system's event stream until `signal` aborts: opens it again with growing pauses, 250 ms to 10 s. When another
 * program has taken it over it is left to that one.
 */
export async function followStream(
  provider: Provider,
  signal: AbortSignal,
  listener: StreamListener,
): Promise<void> {
  let delay = RECONNECT_MS.first;
  while (!signal.aborted && provider.stream) {
    const session = new AbortController();
    let error: StreamError;
    let openedAt = Infinity;
    try {
      for await (const event of provider.stream(signal)) {
        if (event.kind === 'report') listener.report(event.report);
        else if (event.kind === 'warning') listener.warned(event.warning);
        else {
          openedAt = performance.now();
          listener.opened(event, session.signal);
        }
      }
      error = new StreamError('broken', `${provider.label} ended the event stream.`);
    } catch (thrown) {
      error = thrown instanceof StreamError ? thrown : broken(provider, thrown);
    }
    session.abort();
    if (performance.now() - openedAt >= STEADY_MS) delay = RECONNECT_MS.first;
    if (signal.aborted) return;
    listener.lost(error);
    if (error.code === 'taken_over') return;
    await wait(delay, undefined, { signal }).catch(() => undefined);
    delay = Math.min(delay * 2, RECONNECT_MS.most);
  }
}

function broken({ label }: Provider, thrown: unknown): StreamError {
  const why = thrown instanceof Error ? thrown.message : String(thrown);
  return new StreamError('broken', `The event stream of ${label} broke: ${why}`);
}
