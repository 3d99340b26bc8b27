import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Admin } from './admin.js';
import { type Behaviour, normalBehaviour, replaceFaults } from './behaviour.js';
import { CallEndpoint } from './call-endpoint.js';
import { CallLog } from './call-log.js';
import { Door } from './door.js';
import { answer } from './http.js';
import { DEFAULT_LOG_LIMIT, DEFAULT_PORT, type PbxMock, type PbxMockOptions } from './pbx-mock.js';
import { Switchboard } from './switchboard.js';
import { tenantUuid } from './tenant.js';
import { WebhookSender } from './webhook-sender.js';

/** Starts a mock phone system. Rejects when it cannot listen or cannot write its folder. */
export async function startPbxMock(options: PbxMockOptions = {}): Promise<PbxMock> {
  const { host = '127.0.0.1', port = DEFAULT_PORT, seed = 1, allowAnyWebhook: anyWebhook = false } = options;
  const logLimit = options.logLimit ?? DEFAULT_LOG_LIMIT;
  const tenant = tenantUuid(options.dataDir ?? null, options.newTenant ?? false);
  const initial: Behaviour = { ...normalBehaviour(), ...options.behaviour };
  let behaviour = initial;
  let log = new CallLog(logLimit);

  const sender = new WebhookSender(anyWebhook);
  const switchboard = new Switchboard(sender, log);
  const endpoint = new CallEndpoint({
    ...{ seed, anyWebhook, switchboard, sender },
    log: () => log,
    behaviour: () => behaviour,
    refuse: (ms) => door.shut(ms),
  });

  const server = createServer((request, response) => {
    route(request, response).catch((error: unknown) => {
      answer(response, 500, { error: error instanceof Error ? error.message : 'internal error' });
    });
  });
  // Longer than any client keeps a connection, so that it is the client who closes it.
  server.keepAliveTimeout = 120_000;
  const door = await Door.open(server, host, port);

  const mock: PbxMock = {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${String(door.port)}`,
    port: door.port,
    tenantUuid: tenant,
    calls: (after, most) => log.read(after, most),
    stats: () => ({
      ...switchboard.stats(),
      ...endpoint.stats(),
      logOldest: log.oldest,
      logLatest: log.latest,
    }),
    behaviour: () => behaviour,
    setFaults: (given) => {
      behaviour = replaceFaults(behaviour, given);
    },
    restart: () => {
      switchboard.restart();
      endpoint.wake();
    },
    reset: () => {
      log = new CallLog(logLimit);
      behaviour = initial;
      switchboard.reset(log);
      endpoint.reset();
    },
    hangUp: (which) => switchboard.hangUp(which),
    refuse: (ms) => door.shut(ms),
    close: async () => {
      switchboard.restart();
      endpoint.wake();
      sender.close();
      await door.close();
    },
  };
  const admin = new Admin(mock);

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!door.open) {
      response.destroy();
      return;
    }
    response.setHeader('tenant-uuid', tenant);
    const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
    if (path === '/call') {
      if (request.method === 'POST') return endpoint.handle(request, response, query);
      return answer(response, 405, { error: 'use POST' }, { allow: 'POST' });
    }
    if (path === '/mock' || path.startsWith('/mock/')) {
      return admin.handle(request, response, path, new URLSearchParams(query));
    }
    answer(response, 404, { error: 'not found; this is a mock phone system, GET /mock says what it does' });
  }

  return mock;
}
