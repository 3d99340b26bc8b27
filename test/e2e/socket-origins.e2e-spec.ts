import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { io, type Socket } from 'socket.io-client';
import { CREDENTIALS, startApi, type Api } from './harness.js';

/** Which web pages may open the socket: those that may use the API over REST. */

const NAMED = 'https://app.example';
const KEY = { api_key: CREDENTIALS.apiKey, api_auth: CREDENTIALS.apiAuth };
const TRANSPORTS = ['websocket', 'polling'] as const;

let api: Api;
const sockets: Socket[] = [];
beforeAll(async () => {
  api = await startApi({ env: { CORS_ORIGINS: NAMED } });
});
afterAll(() => api.stop());
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});

/** What comes of connecting from a page of `origin`: `connected`, or why not. */
function connect(
  origin: string,
  transport: (typeof TRANSPORTS)[number],
  shown: { readonly auth?: object; readonly headers?: Readonly<Record<string, string>> },
): Promise<string> {
  const socket = io(api.url, {
    transports: [transport],
    ...(shown.auth === undefined ? {} : { auth: shown.auth }),
    extraHeaders: { origin, ...shown.headers },
    forceNew: true,
    reconnection: false,
  });
  sockets.push(socket);
  return new Promise((resolve) => {
    socket.once('connect', () => resolve('connected'));
    socket.once('connect_error', ({ message }) => resolve(message));
  });
}

async function cookie(): Promise<string> {
  const signedIn = await api.request('/v1/session', {
    method: 'POST',
    anonymous: true,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(KEY),
  });
  return signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
}

describe.each(TRANSPORTS)('a page that connects by %s', (transport) => {
  it('is let in with a key when the setting names its origin', async () => {
    expect(await connect(NAMED, transport, { auth: KEY })).toBe('connected');
    expect(await connect(NAMED, transport, { auth: { ...KEY, api_auth: 'wrong' } })).toBe('unauthenticated');
  });

  it('is not let in with what the browser has in store', async () => {
    const basic = Buffer.from(`${CREDENTIALS.apiKey}:${CREDENTIALS.apiAuth}`).toString('base64');
    expect(await connect(NAMED, transport, { headers: { cookie: await cookie() } })).toBe('unauthenticated');
    expect(await connect(NAMED, transport, { headers: { authorization: `Basic ${basic}` } })).toBe(
      'unauthenticated',
    );
    expect(await connect(api.url, transport, { headers: { cookie: await cookie() } })).toBe('connected');
  });

  it.each(['https://other.example', 'null', `${NAMED}.other.example`, 'http://app.example'])(
    'of %s is refused, whatever it shows',
    async (origin) => {
      expect(await connect(origin, transport, { auth: KEY })).toMatch(/^(websocket|xhr poll) error$/);
    },
  );
});

describe('long polling', () => {
  const handshake = (origin: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${api.url}/socket.io/?EIO=4&transport=polling`, { ...init, headers: { origin, ...init.headers } });

  it('may be read by pages that are named, and by no others', async () => {
    const named = await handshake(NAMED);
    expect([named.status, named.headers.get('access-control-allow-origin')]).toEqual([200, NAMED]);
    expect(named.headers.get('access-control-allow-credentials')).toBeNull();
    const preflight = await handshake(NAMED, {
      method: 'OPTIONS',
      headers: { 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
    });
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, NAMED]);
    const other = await handshake('https://other.example');
    expect([other.status, other.headers.get('access-control-allow-origin')]).toEqual([403, null]);
  });

  it('may be read by nobody elsewhere without the setting, and by everybody with *', async () => {
    await api.restart({ CORS_ORIGINS: '' });
    const none = await handshake(NAMED);
    expect([none.status, none.headers.get('access-control-allow-origin')]).toEqual([403, null]);
    await api.restart({ CORS_ORIGINS: '*' });
    const all = await handshake('https://other.example');
    expect([all.status, all.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
    expect(await connect('https://other.example', 'polling', { auth: KEY })).toBe('connected');
  });
});
