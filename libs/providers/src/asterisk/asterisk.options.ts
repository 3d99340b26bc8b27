import type { Outbound } from '@ringside/outbound';
import type { Capabilities } from '@ringside/telephony';

export interface AsteriskOptions {
  /** Where Asterisk's HTTP server is: `http://127.0.0.1:8088`; a path before `/ari` is kept. */
  readonly url: string;
  /** A user of `ari.conf` who may write. */
  readonly user: string;
  readonly password: string;
  /** What is dialed, with `{number}` for the number: `PJSIP/{number}@trunk`. */
  readonly endpoint: string;
  /** The HTTP client, and the judge of addresses; it stays the caller's, who closes it. */
  readonly outbound: Outbound;
  /** Name of the application that calls are put into, and whose events are followed; `ringside` when left out. */
  readonly app?: string;
  /** Shown to whoever is called, where the campaign says nothing: `+15550001000`, `Sales <15550001000>`. */
  readonly callerId?: string | null;
  /** Played to whoever answers, then the call is ended: `sound:hello-world`. Left out: the line stays open. */
  readonly message?: string | null;
  /** For people; `Asterisk at <host>` when left out. */
  readonly label?: string;
  /** New calls a second that the lines behind it take; left out: as many as come. */
  readonly callsPerSecond?: number | null;
  /** Calls at once that the lines behind it take; left out: as many as come. */
  readonly maxConcurrent?: number | null;
}

/** A call id is refused a second time only as long as the call lives, so a lost reply is never followed by a second request. */
export const ASTERISK_CAPABILITIES: Capabilities = {
  originate: true,
  hangUp: true,
  reconcile: true,
  records: false,
  stream: true,
  detectMachine: true,
  legs: ['bridge', 'listen', 'play'],
  idempotentForMs: 0,
  reports: [
    ...(['dialing', 'ringing', 'answered', 'completed'] as const),
    ...(['busy', 'no_answer', 'rejected', 'failed', 'canceled'] as const),
  ],
};

/** Options that were checked. */
export interface AsteriskSettings {
  /** Without a slash at its end: `http://127.0.0.1:8088/ari`. */
  readonly base: string;
  readonly host: string;
  readonly app: string;
  /** Value of the header of this name. */
  readonly authorization: string;
  readonly endpoint: string;
  readonly callerId: string | null;
  readonly message: string | null;
}

const APP = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
const ENDPOINT = /^[A-Za-z0-9_]{1,32}\/[^\s\p{Cc}]{1,200}$/u;
const MEDIA = /^(sound|recording|number|digits|characters|tone):[^\s\p{Cc}]{1,200}$/u;
const LINE = /^[^\p{Cc}]{1,100}$/u;

/** @throws Error in one line when an option cannot be used */
export function asteriskSettings(options: AsteriskOptions): AsteriskSettings {
  const { user, password, endpoint, app = 'ringside', callerId = null, message = null } = options;
  const url = ariAddress(options.url);
  if (!LINE.test(user) || user.includes(':')) throw wrong('the user must be one line without a colon');
  if (!LINE.test(password)) throw wrong('the password must be one line');
  if (!APP.test(app)) throw wrong(`${quoted(app)} cannot be the name of an application (like ringside)`);
  if (!ENDPOINT.test(endpoint) || !endpoint.includes('{number}'))
    throw wrong(`${quoted(endpoint)} is not an endpoint with {number} (like PJSIP/{number}@trunk)`);
  if (callerId !== null && !LINE.test(callerId)) throw wrong('the caller ID must be one line');
  if (message !== null && !MEDIA.test(message))
    throw wrong(`${quoted(message)} is not something to play (like sound:hello-world)`);
  for (const [name, value] of Object.entries({
    'calls per second': options.callsPerSecond ?? null,
    'calls at once': options.maxConcurrent ?? null,
  })) {
    if (value !== null && !(value > 0 && Number.isFinite(value)))
      throw wrong(`${name} must be a number above 0, or left out`);
  }
  return {
    base: url.href,
    host: url.host,
    app,
    authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
    endpoint,
    callerId,
    message,
  };
}

function ariAddress(given: string): { href: string; host: string } {
  const url = URL.parse(given.trim());
  if (url === null) throw wrong(`${quoted(given)} is not a URL (like http://127.0.0.1:8088)`);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw wrong(`the URL must begin with http:// or https://, not ${url.protocol}//`);
  if (url.username !== '' || url.password !== '')
    throw wrong('the URL must not carry a user name or password');
  if (url.search !== '' || url.hash !== '') throw wrong('the URL must not carry a query');
  const path = url.pathname.replace(/\/+$/, '').replace(/\/ari$/, '');
  return { href: `${url.origin}${path}/ari`, host: url.host };
}

function wrong(detail: string): Error {
  return new Error(`Asterisk: ${detail}`);
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
