import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ModulesContainer, Reflector } from '@nestjs/core';
import { PERMISSIONS, type NewApiKeyResource, type Permission, type Problem } from '@ringside/contracts';
import { COMMAND_PERMISSIONS, RealtimeGateway, type CommandName } from '@ringside/dialer/realtime';
import type { Socket } from 'socket.io-client';
import { v7 as uuidv7 } from 'uuid';
import { routeAccess, type RouteAccess } from '../../apps/api/src/session/route-access.js';
import { anotherAccount, type AnotherAccount } from './another-account.js';
import { startApi, type Api } from './harness.js';
import { connect as open } from './people.js';

/**
 * R16: walks every route and every command of the socket there is: with no credentials, without the permission, and with
 * the ids of another account. A new one is walked too, or fails here.
 */
let api: Api;
let theirs: AnotherAccount;
let routes: RouteAccess[];
/** A key that lacks one permission, and a key that has all. */
const without: Partial<Record<Permission, Record<string, string>>> = {};
let all: Record<string, string>;

beforeAll(async () => {
  api = await startApi();
  const { nest } = api.started.app;
  routes = routeAccess(nest.get(ModulesContainer), nest.get(Reflector));
  theirs = await anotherAccount(api);
  for (const permission of PERMISSIONS) {
    without[permission] = await keyWith(PERMISSIONS.filter((one) => one !== permission));
  }
  all = await keyWith(PERMISSIONS);
});
afterAll(async () => {
  await theirs.end();
  await api.stop();
});

async function keyWith(permissions: readonly Permission[]): Promise<Record<string, string>> {
  const response = await api.post('/v1/api-keys', { name: permissions.join(), permissions });
  expect(response.status).toBe(201);
  const { api_key, api_auth } = (await response.json()) as NewApiKeyResource;
  return { 'x-api-key': api_key, 'x-api-auth': api_auth };
}

interface Body {
  readonly type: string;
  readonly text: string;
}
/** Bodies without which a request is refused before its id is looked at. */
const BODIES: Readonly<Record<string, Body>> = {
  'POST /v1/campaigns/:id/contacts': { type: 'text/csv', text: '12025550100' },
  'PATCH /v1/users/:id': { type: 'application/json', text: '{"name":"x"}' },
  'PATCH /v1/api-keys/:id': { type: 'application/json', text: '{"name":"x"}' },
};

/** The address with an id for each parameter. */
function address({ path }: RouteAccess, idOf: (parameter: string) => string): string {
  return path
    .split('/')
    .map((part) => (part.startsWith(':') ? idOf(part) : part))
    .join('/');
}
const anyId = (): string => uuidv7();

async function ask(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: Body,
): Promise<readonly [string, string, number, string | null]> {
  const response = await fetch(new URL(path, api.url), {
    method,
    redirect: 'manual',
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': body.type }) },
    ...(body === undefined ? {} : { body: body.text }),
  });
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') === true;
  const code = isProblem ? ((await response.json()) as Problem).code : null;
  return [method, path, response.status, code];
}

describe('R16: every route', () => {
  it('is marked, and the server has no others', () => {
    const marked = new Set(routes.map(({ method, path }) => `${method} ${path}`));
    const served = servedRoutes();
    expect(served.length).toBeGreaterThan(40);
    expect(served.filter((route) => !marked.has(route))).toEqual([]);
    expect(routes.filter(({ access }) => access === 'public').map(({ path }) => path)).toEqual([
      '/v1/invitations',
      '/v1/session',
      '/sign-in',
      '/livez',
      '/healthz',
    ]);
  });

  it('is 401 without credentials', async () => {
    for (const route of routes.filter(({ access }) => access !== 'public')) {
      const path = address(route, anyId);
      expect(await ask(route.method, path)).toEqual([route.method, path, 401, 'unauthenticated']);
    }
  });

  it('is 403 without its permission, whatever else one may', async () => {
    for (const route of routes) {
      if (route.access === 'public' || route.access === 'signed_in') continue;
      const path = address(route, anyId);
      const answer = await ask(route.method, path, without[route.access]);
      expect(answer).toEqual([route.method, path, 403, 'forbidden']);
    }
  });

  it('has nothing of another account at its ids, and changes nothing there', async () => {
    const before = await theirs.rows();
    for (const route of routes.filter(({ path }) => path.includes(':'))) {
      const path = address(route, (parameter) => theirs.idFor(route.path, parameter));
      const answer = await ask(route.method, path, all, BODIES[`${route.method} ${route.path}`]);
      expect(answer).toEqual([route.method, path, 404, 'not_found']);
    }
    expect(await theirs.rows()).toEqual(before);
  });

  it('shows nothing of another account in a list', async () => {
    const lists = routes.filter(({ method, path, access }) => {
      return method === 'GET' && !path.includes(':') && access !== 'public';
    });
    expect(lists.length).toBeGreaterThan(10);
    for (const { path } of lists) {
      const response = await fetch(new URL(path, api.url), { headers: all });
      const text = await response.text();
      for (const id of theirs.ids) expect([path, id, text.includes(id)]).toEqual([path, id, false]);
    }
  });

  it('that is one’s own needs no permission', async () => {
    const own = routes
      .filter(({ access }) => access === 'signed_in')
      .map(({ method, path }) => `${method} ${path}`);
    expect(own.sort()).toEqual([
      'DELETE /v1/session',
      'DELETE /v1/session/all',
      'GET /v1',
      'GET /v1/session',
      'POST /v1/session/password',
    ]);
  });
});

/** What Fastify serves, besides webhooks (which have tokens of their own) and the console's files. */
function servedRoutes(): string[] {
  const fastify = api.started.app.nest.getHttpAdapter().getInstance() as unknown as {
    printRoutes(options: { readonly commonPrefix: boolean }): string;
  };
  const at: string[] = [];
  return fastify
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const [, indent = '', part = '', methods = ''] = /^([│├└─ ]*)(\S+) \(([A-Z, ]+)\)$/.exec(line) ?? [];
      if (part === '') return [];
      at.splice(indent.length / 4 - 1);
      at.push(part);
      const path = at.join('');
      if (path.startsWith('/webhooks/') || path === '*') return [];
      return methods
        .split(', ')
        .filter((method) => method !== 'HEAD' && method !== 'OPTIONS')
        .map((method) => `${method} ${path}`);
    });
}

describe('R16: every command of the socket', () => {
  const commands = Object.keys(COMMAND_PERMISSIONS) as CommandName[];
  const sockets: Socket[] = [];
  afterAll(() => {
    for (const socket of sockets) socket.close();
  });

  async function connect(headers: Record<string, string>): Promise<Socket> {
    const socket = await open(api, headers);
    sockets.push(socket);
    return socket;
  }
  /** With an id of another account wherever there is one. */
  function bodyOf(command: CommandName): object {
    const key = COMMAND_PERMISSIONS[command] === 'dial' ? { key: uuidv7() } : {};
    const id = /^campaign\./.test(command) ? { id: theirs.idFor('/v1/campaigns/:id', ':id') } : {};
    return { ...key, ...id };
  }

  it('is in the table of what it needs', () => {
    const methods = Object.getOwnPropertyNames(RealtimeGateway.prototype).map(
      (name) => (RealtimeGateway.prototype as unknown as Record<string, object>)[name],
    );
    const heard = methods.flatMap((method) => {
      if (typeof method !== 'function') return [];
      return (Reflect.getMetadata('message', method) as string | undefined) ?? [];
    });
    expect(heard.sort()).toEqual([...commands].sort());
  });

  it('is out of reach without credentials', async () => {
    await expect(connect({})).rejects.toThrow('unauthenticated');
  });

  it('is forbidden without its permission', async () => {
    for (const permission of PERMISSIONS) {
      const socket = await connect(without[permission] ?? {});
      for (const command of commands.filter((one) => COMMAND_PERMISSIONS[one] === permission)) {
        const answer: unknown = await socket.timeout(30_000).emitWithAck(command, bodyOf(command));
        expect([command, answer]).toMatchObject([command, { ok: false, error: { code: 'forbidden' } }]);
      }
    }
  });

  it('has nothing of another account at its ids, and changes nothing there', async () => {
    const before = await theirs.rows();
    const socket = await connect(all);
    for (const command of commands) {
      const answer: unknown = await socket.timeout(30_000).emitWithAck(command, bodyOf(command));
      const ofCampaign = command.startsWith('campaign.') && command !== 'campaign.unfollow';
      const expected = ofCampaign ? { ok: false, error: { code: 'not_found' } } : { ok: true };
      expect([command, answer]).toMatchObject([command, expected]);
      for (const id of theirs.ids) expect(JSON.stringify(answer)).not.toContain(id);
    }
    expect(await theirs.rows()).toEqual(before);
  });
});
