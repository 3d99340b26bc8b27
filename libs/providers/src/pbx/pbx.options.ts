import type { Outbound } from '@ringside/outbound';
import type { Capabilities } from '@ringside/telephony';

export interface PbxOptions {
  /** Where the PBX is: `http://127.0.0.1:3030`, or the address of its records, ending in `/get_cdr`. */
  readonly url: string;
  /** The HTTP client; it stays the caller's, who closes it. */
  readonly outbound: Outbound;
  /** For people; `PBX at <host>` when left out. */
  readonly label?: string;
  /** Longest wait for its answer, and for each next piece of it, milliseconds; 30,000 when left out. */
  readonly waitMs?: number;
  /** Longest record, bytes; 64 kB when left out. */
  readonly maxRecordBytes?: number;
  /** Longest answer, bytes; 2 GB when left out. */
  readonly maxBytes?: number;
}

/** It makes calls of its own, tells of them and keeps records; nothing can be asked of it. */
export const PBX_CAPABILITIES: Capabilities = {
  originate: false,
  hangUp: false,
  reconcile: false,
  records: true,
  stream: false,
  detectMachine: false,
  legs: [],
  idempotentForMs: 0,
  reports: [],
};

/**
 * The address of the records: `/get_cdr` is appended unless the path ends so already; the query is kept.
 *
 * @throws Error in one line when the URL cannot be used
 */
export function recordsAddress(given: string): URL {
  const url = URL.parse(given.trim());
  if (url === null)
    throw new Error(`PBX: ${JSON.stringify(given)} is not a URL (like http://127.0.0.1:3030)`);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new Error(`PBX: the URL must begin with http:// or https://, not ${url.protocol}//`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new Error('PBX: the URL must not carry a user name or password');
  }
  const path = url.pathname.replace(/\/+$/, '');
  url.pathname = path.endsWith('/get_cdr') ? path : `${path}/get_cdr`;
  url.hash = '';
  return url;
}
