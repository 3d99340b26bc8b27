import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Admin } from './admin.js';
import { type Behaviour, normalBehaviour, readBehaviour, replaceFaults } from './behaviour.js';
import { CallEndpoint } from './call-endpoint.js';
import { CallLog } from './call-log.js';
import { CdrEndpoint } from './cdr-endpoint.js';
import { ControlEndpoint } from './control-endpoint.js';
import { Door } from './door.js';
import { answer } from './http.js';
import { Pbx } from './pbx.js';
import { DEFAULT_LOG_LIMIT, DEFAULT_PORT, type PbxMock, type PbxMockOptions } from './pbx-mock.js';
import { fateOf } from './random.js';
import { Switchboard } from './switchboard.js';
import { countStart, isUuid, keepTenant, tenantUuid } from './tenant.js';
import { readWebhookAddress } from './webhook-address.js';
import { WebhookSender } from './webhook-sender.js';

/** Starts a mock phone system. Rejects when it cannot listen or cannot write its folder. */
export async function startPbxMock(options: PbxMockOptions = {}): Promise<PbxMock> {
  const { host = '127.0.0.1', port = DEFAULT_PORT, seed = 1, allowAnyWebhook: anyWebhook = false } = options;
  const logLimit = options.logLimit ?? DEFAULT_LOG_LIMIT;
  const { dataDir = null, records: history = 0, print = () => undefined } = options;
  let tenant = tenantUuid(dataDir, options.newTenant ?? false);
  let webhookUrl: URL | null = null;
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
  const control = new ControlEndpoint(switchboard, () => behaviour);

  const run = fateOf(seed, 'run', countStart(dataDir));
  const pbx = new Pbx({
    ...{ world: seed, run, history, limit: logLimit, sender, print },
    behaviour: () => behaviour,
    tenant: () => tenant,
  });
  const cdr = new CdrEndpoint(seed, () => pbx.records);
  const setWebhookUrl = (url: string | null): void => {
    const reading = url === null ? null : readWebhookAddress(url, anyWebhook);
    if (reading?.ok === false) throw new RangeError(`webhook_url: ${reading.problem}`);
    webhookUrl = reading?.url ?? null;
    pbx.sendTo(webhookUrl);
  };
  setWebhookUrl(options.webhookUrl ?? null);

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
    get tenantUuid() {
      return tenant;
    },
    get webhookUrl() {
      return webhookUrl?.href ?? null;
    },
    calls: (after, most) => log.read(after, most),
    stats: () => ({
      ...switchboard.stats(),
      ...endpoint.stats(),
      logOldest: log.oldest,
      logLatest: log.latest,
      pbx: pbx.stats(),
    }),
    pbxCalls: (after, most) => pbx.read(after, most),
    trigger: (given) => pbx.trigger({ ...behaviour, ...given }),
    setWebhookUrl,
    newTenant: (uuid = randomUUID()) => {
      if (!isUuid(uuid)) throw new RangeError('uuid: must be a uuid in lower case');
      keepTenant(dataDir, uuid);
      tenant = uuid;
      return tenant;
    },
    behaviour: () => behaviour,
    setFaults: (given) => {
      behaviour = replaceFaults(behaviour, given);
      pbx.keepTime();
    },
    restart: () => {
      switchboard.restart();
      endpoint.wake();
      pbx.restart();
      cdr.cut();
    },
    reset: () => {
      log = new CallLog(logLimit);
      behaviour = initial;
      switchboard.reset(log);
      endpoint.reset();
      pbx.reset();
      cdr.cut();
      cdr.reset();
    },
    hangUp: (which) => switchboard.hangUp(which),
    move: (id, status, by) => switchboard.move(id, status, by),
    call: (key) => {
      const call = switchboard.known.find(String(key));
      if (call === undefined) return null;
      const { id, callId, status, answeredBy } = call;
      return { id, callId, status, answeredBy };
    },
    bridges: () => switchboard.conversations.allBridges(),
    listenings: () => switchboard.conversations.allListenings(),
    playing: (id) => switchboard.conversations.playing(id),
    refuse: (ms) => door.shut(ms),
    close: async () => {
      switchboard.restart();
      endpoint.wake();
      pbx.close();
      cdr.cut();
      sender.close();
      await door.close();
    },
  };
  const admin = new Admin(mock);
  pbx.keepTime();

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!door.open) {
      response.destroy();
      return;
    }
    response.setHeader('Tenant-UUID', tenant);
    const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
    if (path === '/call') {
      if (request.method === 'POST') return endpoint.handle(request, response, query);
      return answer(response, 405, { error: 'use POST' }, { allow: 'POST' });
    }
    if (path === '/get_cdr' || path === '/trigger_webhooks') {
      if (request.method !== 'GET') return answer(response, 405, { error: 'use GET' }, { allow: 'GET' });
      const { given, problems } = readBehaviour(new URLSearchParams(query));
      if (problems.length > 0) return answer(response, 400, { error: problems.join('; ') });
      if (path === '/get_cdr') return cdr.handle(response, { ...behaviour, ...given });
      mock.trigger(given);
      return answer(response, 200, { status: 'firing webhooks' });
    }
    if (path === '/mock' || path.startsWith('/mock/')) {
      return admin.handle(request, response, path, new URLSearchParams(query));
    }
    if (await control.handle(request, response, path, query)) return;
    answer(response, 404, { error: 'not found; this is a mock phone system, GET /mock says what it does' });
  }

  return mock;
}
