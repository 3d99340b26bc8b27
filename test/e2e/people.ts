import type { InvitationResource, Role, SessionResource } from '@ringside/contracts';
import { io, type Socket } from 'socket.io-client';
import { v7 as uuidv7 } from 'uuid';
import { CREDENTIALS, type Api } from './harness.js';

export const PASSWORD = 'correct horse battery';

/** A browser: it keeps a cookie, and says where it is. */
export interface Browser {
  readonly cookie: string;
  readonly session: SessionResource;
  request(method: string, path: string, body?: unknown, key?: string): Promise<Response>;
  connect(): Promise<Socket>;
}

export async function browser(api: Api, method: string, path: string, body: unknown): Promise<Browser> {
  const opened = await send(api, '', method, path, body);
  if (opened.status !== 200) throw new Error(`${path}: ${opened.status} ${await opened.text()}`);
  const cookie = opened.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  return {
    cookie,
    session: (await opened.json()) as SessionResource,
    request: (...args) => send(api, cookie, ...args),
    connect: () => connect(api, { cookie, origin: api.url }),
  };
}

/** Invites somebody, who sets a password: a browser that is signed in as them. */
export async function person(
  api: Api,
  role: Role,
  email = `${uuidv7()}@example.com`,
): Promise<Browser & { readonly id: string; readonly email: string }> {
  const invited = await api.post('/v1/users', { name: role, email, role });
  const { url, user_id } = (await invited.json()) as InvitationResource;
  const token = url.split('#')[1];
  const signedIn = await browser(api, 'POST', '/v1/invitations', { token, password: PASSWORD });
  return { ...signedIn, id: user_id, email };
}

export const signIn = (api: Api, email: string, password = PASSWORD): Promise<Browser> =>
  browser(api, 'POST', '/v1/session', { email, password });

/** Signs a browser in by the key of the settings. */
export const signInByKey = (api: Api): Promise<Browser> =>
  browser(api, 'POST', '/v1/session', { api_key: CREDENTIALS.apiKey, api_auth: CREDENTIALS.apiAuth });

function send(
  api: Api,
  cookie: string,
  method: string,
  path: string,
  body?: unknown,
  key?: string,
): Promise<Response> {
  return api.request(path, {
    method,
    anonymous: true,
    headers: {
      origin: api.url,
      ...(cookie === '' ? {} : { cookie }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** Rejects when it is refused. */
export async function connect(
  api: Api,
  extraHeaders: Record<string, string>,
  auth: object = {},
): Promise<Socket> {
  const socket = io(api.url, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    extraHeaders,
    auth,
  });
  await new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(null));
    socket.once('connect_error', (error) => {
      socket.close();
      reject(error);
    });
  });
  return socket;
}

/** Resolves when the server has closed it. */
export function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.disconnected) resolve();
    else socket.once('disconnect', () => resolve());
  });
}

/** The header of HTTP Basic. */
export const basic = (user: string, password: string): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});

/** Status and code of an answer, to compare at once. */
export async function answerOf(response: Response): Promise<[status: number, code: string | null]> {
  const text = await response.text();
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') === true;
  return [response.status, isProblem ? (JSON.parse(text) as { code: string }).code : null];
}
