import { guardedProvider } from '@ringside/telephony';
import type { Provider } from '@ringside/telephony';
import { readWebhook } from './pbx.feed.js';
import { PBX_CAPABILITIES, recordsAddress } from './pbx.options.js';
import type { PbxOptions } from './pbx.options.js';
import { fetchRecords } from './pbx.records.js';

const WAIT_MS = 30_000;
const MAX_RECORD_BYTES = 64 * 1024;
const MAX_BYTES = 2 * 1024 ** 3;

/**
 * A PBX that makes calls of its own: it sends webhooks of them and has a record of each. README.md beside this file
 * is the contract.
 *
 * @throws Error in one line when the URL cannot be used
 */
export function pbxProvider(options: PbxOptions): Provider {
  const url = recordsAddress(options.url);
  const { outbound, waitMs = WAIT_MS, maxRecordBytes = MAX_RECORD_BYTES, maxBytes = MAX_BYTES } = options;
  return guardedProvider({
    kind: 'pbx',
    label: options.label ?? `PBX at ${url.host}`,
    capabilities: PBX_CAPABILITIES,
    limits: { callsPerSecond: null, maxConcurrent: null },
    originate: () => Promise.resolve({ kind: 'failed', reason: 'calls_not_supported' }),
    feed: {
      read: readWebhook,
      // It cannot select: every time, all of them.
      records: (_since, signal) =>
        fetchRecords(
          outbound,
          {
            method: 'GET',
            url: url.href,
            headers: { accept: 'application/json' },
            timeoutMs: waitMs,
            maxBytes,
            signal,
          },
          maxRecordBytes,
        ),
    },
    // It holds nothing of its own.
    close: () => Promise.resolve(),
  });
}
