import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { LookupAddress } from 'node:dns';
import type { LookupFunction, Socket } from 'node:net';
import type { buildConnector } from 'undici';
import { checkedAddresses } from './address-check.js';
import type { Resolve } from './address-check.js';
import { parseAddress } from './allow-list.js';
import type { AllowList } from './allow-list.js';
import { codeOf, NotSent } from './not-sent.js';

/** Longest time for name, connection and TLS together; a caller's own timeout may be shorter. */
const CONNECT_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_PROBE_MS = 30_000;

/** Makes connections for one undici client: one at a time, checked, and it can be told to stop trying. */
export interface Connector {
  readonly connect: buildConnector.connector;
  /** Ends the making of a connection that is under way. */
  cancel(): void;
}

/**
 * The address is checked here, where the connection is made, and the socket goes to an address that was
 * checked: what a name meant a moment ago, or means a moment later, does not matter. Every failure is a
 * {@link NotSent}, because a request is written only to a connected socket.
 */
export function guardedConnector(allow: AllowList, resolve: Resolve): Connector {
  let opening: Opening | null = null;
  return {
    connect: (target, callback) => {
      const current = new Opening(target.protocol === 'https:', (error, socket) => {
        opening = null;
        if (error === null) callback(null, socket);
        else callback(error, null);
      });
      opening = current;
      const port = target.port === '' ? (target.protocol === 'https:' ? 443 : 80) : Number(target.port);
      checkedAddresses(target.hostname, port, allow, resolve).then(
        (addresses) => current.open(target.hostname, port, addresses),
        (error: unknown) => current.fail(asNotSent(error, false)),
      );
    },
    cancel: () => opening?.fail(new NotSent('aborted', 'given up while connecting')),
  };
}

type Ended = (...result: [error: NotSent, socket: null] | [error: null, socket: Socket]) => void;

class Opening {
  private socket: Socket | null = null;
  private over = false;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly secure: boolean,
    private readonly ended: Ended,
  ) {
    this.timer = setTimeout(
      () => this.fail(new NotSent('connect_timeout', `no connection within ${CONNECT_TIMEOUT_MS} ms`)),
      CONNECT_TIMEOUT_MS,
    );
  }

  open(hostname: string, port: number, addresses: readonly LookupAddress[]): void {
    if (this.over) return;
    const options = { host: hostname, port, lookup: answering(addresses), noDelay: true };
    const socket = this.secure
      ? connectTls({
          ...options,
          ALPNProtocols: ['http/1.1'],
          // Names only: TLS has no server name for an address.
          ...(parseAddress(hostname) === null ? { servername: hostname.replace(/\.$/, '') } : {}),
        })
      : connectTcp(options);
    this.socket = socket;
    socket.setKeepAlive(true, KEEP_ALIVE_PROBE_MS);
    socket.on('error', (error) => this.fail(asNotSent(error, this.secure)));
    socket.once(this.secure ? 'secureConnect' : 'connect', () => {
      if (this.over) return;
      this.finish();
      this.ended(null, socket);
    });
  }

  fail(error: NotSent): void {
    if (this.over) return;
    this.finish();
    this.socket?.destroy();
    this.ended(error, null);
  }

  private finish(): void {
    this.over = true;
    clearTimeout(this.timer);
  }
}

/** Answers a socket's own name lookup with the addresses that were checked. */
function answering(addresses: readonly LookupAddress[]): LookupFunction {
  return (_host, options, callback) => {
    const [first] = addresses;
    if (options.all === true) callback(null, [...addresses]);
    else if (first !== undefined) callback(null, first.address, first.family);
  };
}

function asNotSent(error: unknown, secure: boolean): NotSent {
  if (error instanceof NotSent) return error;
  const code = codeOf(error);
  // Several addresses that all fail make an AggregateError, which has a code and no message.
  const words =
    typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : '';
  const detail = words || code || 'no connection';
  if (code === 'ECONNREFUSED') return new NotSent('connection_refused', detail);
  if (code === 'ETIMEDOUT') return new NotSent('connect_timeout', detail);
  if (/^E(HOST|NET)(UNREACH|DOWN)$|^EADDRNOTAVAIL$|^EACCES$|^EPERM$/.test(code)) {
    return new NotSent('unreachable', detail);
  }
  if (secure) return new NotSent('tls', detail);
  return new NotSent('unreachable', detail);
}
