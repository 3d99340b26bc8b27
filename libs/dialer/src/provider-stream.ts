import type { CallReport } from '@ringside/telephony';
import { setTimeout as wait } from 'node:timers/promises';
import type { Connection, DialerLog } from './dialer.options.js';

const RECONNECT_MS = { first: 250, most: 10_000 };

/**
 * Follows a phone system's event stream for as long as the dialer runs. After each (re)connection
 * `reconnected` asks about everything in flight, so that a gap in the stream loses nothing.
 */
export async function followStream(
  connection: Connection,
  signal: AbortSignal,
  handlers: {
    readonly report: (report: CallReport) => void;
    readonly reconnected: () => Promise<void>;
    readonly log: DialerLog;
  },
): Promise<void> {
  const { provider } = connection;
  let delay = RECONNECT_MS.first;
  while (!signal.aborted && provider.stream) {
    try {
      for await (const event of provider.stream(signal)) {
        delay = RECONNECT_MS.first;
        if (event.kind === 'open') await handlers.reconnected();
        else if (event.kind === 'report') handlers.report(event.report);
      }
    } catch (error) {
      handlers.log.warn(
        { connection: connection.id, error: (error as Error).message },
        'the event stream broke',
      );
    }
    if (signal.aborted) return;
    await wait(delay, undefined, { signal }).catch(() => undefined);
    delay = Math.min(delay * 2, RECONNECT_MS.most);
  }
}
