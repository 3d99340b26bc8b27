import { plainText, StreamError } from '@ringside/telephony';
import type { StreamWarning } from '@ringside/telephony';
import type { AriClient } from './ari-client.js';
import { EVENTS_USED } from './ari-events.js';
import { bodyOf, field, statusOf, succeeded, wordsOf } from './ari-reply.js';
import type { AriReply } from './ari-reply.js';
import { UpgradeRefused } from './ari-socket.js';
import type { AsteriskSettings } from './asterisk.options.js';

export interface Engine {
  readonly name: string;
  readonly version: string;
}

/** Technologies whose endpoints Asterisk can list. */
const LISTED = /^(PJSIP|SIP|IAX2)\//i;

/**
 * Who is there. It is asked by HTTP before anything else, for an upgrade to a WebSocket tells less of what is wrong.
 *
 * @throws StreamError with one sentence that names the setting to look at
 */
export async function askEngine(
  client: AriClient,
  settings: AsteriskSettings,
  signal: AbortSignal,
): Promise<Engine> {
  const reply = await client.askByHttp({ method: 'GET', path: 'asterisk/info?only=system' }, { signal });
  const version = field(field(bodyOf(reply), 'system'), 'version');
  if (typeof version === 'string' && version !== '')
    return { name: 'Asterisk', version: plainText(version, 60) };
  throw noEngine(reply, settings);
}

/** Why the socket of events was not opened. */
export function noSocket(error: unknown, settings: AsteriskSettings): StreamError {
  if (error instanceof UpgradeRefused) {
    if (error.status === 401) return unauthorized();
    return new StreamError(
      'incompatible',
      `Asterisk at ${settings.host} answers HTTP ${error.status} instead of opening its event stream: load res_http_websocket.so and res_ari_events.so, and see ARI_APP.`,
    );
  }
  return unreachable(settings, error instanceof Error ? error.message : String(error));
}

/**
 * Has only those events sent that are used; a user who may only read is found out by it.
 *
 * @throws StreamError
 */
export async function filterEvents(
  client: AriClient,
  settings: AsteriskSettings,
  signal: AbortSignal,
): Promise<void> {
  const reply = await client.askByHttp(
    {
      method: 'PUT',
      path: `applications/${encodeURIComponent(settings.app)}/eventFilter`,
      body: { allowed: EVENTS_USED.map((type) => ({ type })) },
    },
    { signal },
  );
  if (succeeded(reply)) return;
  if (statusOf(reply) === 403)
    throw new StreamError(
      'read_only',
      'The user of ARI_USER may only read: set read_only=no for it in ari.conf.',
    );
  if (statusOf(reply) === 401) throw unauthorized();
  if (isWithoutApplication(reply)) throw letGo();
  if (reply.kind === 'response')
    throw new StreamError(
      'incompatible',
      `Asterisk does not filter its events (${wordsOf(reply)}): version 16 or newer is needed.`,
    );
  throw unreachable(settings, reply.detail);
}

/**
 * That the application is there. The end of an earlier connection, seen by Asterisk in its own time, can take it away from the one
 * that has just opened, which then hears nothing and is told nothing.
 *
 * @throws StreamError
 */
export async function checkApplication(
  client: AriClient,
  settings: AsteriskSettings,
  signal: AbortSignal,
): Promise<void> {
  const path = `applications/${encodeURIComponent(settings.app)}`;
  const reply = await client.askByHttp({ method: 'GET', path }, { signal });
  if (isWithoutApplication(reply)) throw letGo();
}

/** What is wrong with where calls are to go, as far as it can be seen before one is made. */
export async function endpointWarnings(
  client: AriClient,
  settings: AsteriskSettings,
  signal: AbortSignal,
): Promise<readonly StreamWarning[]> {
  const endpoint = listedEndpoint(settings.endpoint);
  if (endpoint === null) return [];
  const reply = await client.ask({ method: 'GET', path: `endpoints/${endpoint}` }, { signal });
  if (statusOf(reply) !== 404) return [];
  return [
    {
      code: 'unknown_endpoint',
      detail: `Asterisk has no endpoint ${endpoint}: see ARI_ENDPOINT, and the configuration of that endpoint in Asterisk.`,
    },
  ];
}

/** `PJSIP/{number}@trunk` and `PJSIP/trunk/sip:{number}@host` go through `PJSIP/trunk`; null: it cannot be looked up. */
export function listedEndpoint(template: string): string | null {
  if (!LISTED.test(template)) return null;
  const [technology = '', ...rest] = template.split('/');
  const [first = ''] = rest;
  const name = rest.length > 1 ? first : (/@([^@]+)$/.exec(first)?.[1] ?? '');
  if (name === '' || name.includes('{number}')) return null;
  return `${encodeURIComponent(technology)}/${encodeURIComponent(name)}`;
}

/** Whether this version takes requests over the WebSocket of its events: 20.14, 21.9, 22.4 and newer. */
export function asksOverSocket({ version }: Engine): boolean {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(version) ?? [];
  const since: Readonly<Record<number, number>> = { 20: 14, 21: 9, 22: 4 };
  if (major === undefined || Number(major) < 20) return false;
  return Number(minor) >= (since[Number(major)] ?? 0);
}

function noEngine(reply: AriReply, settings: AsteriskSettings): StreamError {
  if (reply.kind === 'not_sent' && reply.code === 'address_not_allowed')
    return new StreamError('unreachable', `${reply.detail}: see ALLOW_HOSTS and ARI_URL.`);
  if (reply.kind !== 'response') return unreachable(settings, reply.detail);
  if (reply.status === 401) return unauthorized();
  if (reply.status === 503) return unreachable(settings, wordsOf(reply));
  const what =
    reply.status === 404 || succeeded(reply)
      ? 'What answers there is not the REST interface of an Asterisk'
      : `Asterisk answers ${wordsOf(reply)}`;
  return new StreamError(
    'incompatible',
    `${what} (${settings.base}): see ARI_URL, and enabled=yes in ari.conf and http.conf.`,
  );
}

/** Other things are not found, too. */
export function isWithoutApplication(reply: AriReply): boolean {
  return (
    reply.kind === 'response' &&
    reply.status === 404 &&
    /^Application not found$/i.test(String(field(reply.body, 'message')))
  );
}

function letGo(): StreamError {
  return new StreamError('broken', 'Asterisk let go of the application with an earlier connection to it.');
}

function unauthorized(): StreamError {
  return new StreamError(
    'unauthorized',
    'Asterisk refuses the user or the password: see ARI_USER and ARI_PASSWORD, and ari.conf.',
  );
}

function unreachable(settings: AsteriskSettings, why: string): StreamError {
  return new StreamError(
    'unreachable',
    `No Asterisk answers at ${settings.host} (${plainText(why, 120)}): see ARI_URL, and http.conf.`,
  );
}
