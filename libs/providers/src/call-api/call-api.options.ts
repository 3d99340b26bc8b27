import type { Outbound } from '@ringside/outbound';
import type { Capabilities } from '@ringside/telephony';

export interface CallApiOptions {
  /** Where the call API is: `http://127.0.0.1:4830`, or the address that calls are posted to, ending in `/call`. */
  readonly url: string;
  /** The HTTP client; it stays the caller's, who closes it. */
  readonly outbound: Outbound;
  /** For people; `Call API at <host>` when left out. */
  readonly label?: string;
  /**
   * Whether it also has the endpoints for control, which are none of the contract's: those of our mock phone system. Left out: it has
   * not.
   */
  readonly control?: boolean;
  /** New calls a second that the phone system takes; left out: as many as come. */
  readonly callsPerSecond?: number;
  /** Calls at once that the phone system takes; left out: as many as come. */
  readonly maxConcurrent?: number;
}

/** The contract has no way to end a call, to ask after one, or to name one twice. */
export const CALL_API_CAPABILITIES: Capabilities = {
  originate: true,
  hangUp: false,
  reconcile: false,
  records: false,
  stream: false,
  detectMachine: false,
  legs: [],
  idempotentForMs: 0,
  reports: ['ringing', 'answered', 'completed'],
};

/** With endpoints for control. */
export const CONTROLLED_CALL_API_CAPABILITIES: Capabilities = {
  ...CALL_API_CAPABILITIES,
  hangUp: true,
  reconcile: true,
  detectMachine: true,
  legs: ['bridge', 'listen', 'play'],
};

/**
 * The address that calls are posted to: `/call` is appended unless the path ends so already; the query is kept.
 *
 * @throws Error in one line when the URL cannot be used
 */
export function callAddress(given: string): URL {
  const url = URL.parse(given.trim());
  if (url === null)
    throw new Error(`call API: ${JSON.stringify(given)} is not a URL (like http://127.0.0.1:4830)`);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new Error(`call API: the URL must begin with http:// or https://, not ${url.protocol}//`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new Error('call API: the URL must not carry a user name or password');
  }
  const path = url.pathname.replace(/\/+$/, '');
  if (!path.endsWith('/call')) url.pathname = `${path}/call`;
  else url.pathname = path;
  url.hash = '';
  return url;
}
