import type { IncomingMessage, ServerResponse } from 'node:http';
import { behaviourToWire, readBehaviour } from './behaviour.js';
import { answer, readBody, readObject } from './http.js';
import type { PbxMock } from './pbx-mock.js';
import { ANSWERED_BY, CALL_STATUSES } from './people.js';
import { callToWire, pbxCallToWire, statsToWire } from './wire.js';

const PAGE = 1000;
const LARGEST_PAGE = 10_000;

/** Method and path of everything under `/mock`, and what it does. */
const ROUTES = {
  'GET /mock/calls': 'the log, oldest first: ?after=<n>&limit=<most>',
  'GET /mock/stats': 'arrivals, calls in flight and the most there were, statuses and their answers',
  'GET /mock/faults': 'how the phone system behaves now',
  'POST /mock/faults': 'replaces all faults: those not named are off',
  'POST /mock/reset': 'forgets everything, the log too; behaves as it did at the start',
  'POST /mock/restart': 'forgets all calls, ids begin again; {"down_ms":n} also refuses connections so long',
  'POST /mock/hangup': 'ends calls: {"id":n}, {"phone":"..."}, or all',
  'POST /mock/move':
    'tells one who does what he is told (people: told): {"id":n,"status":"answered","by":"machine"}',
  'POST /mock/refuse': 'refuses connections: {"for_ms":n}',
  'GET /mock/pbx': 'where webhooks of its own calls go, and the tenant',
  'POST /mock/pbx': 'sets where they go: {"webhook_url":"..."}, null = nowhere',
  'GET /mock/pbx/calls': 'its own calls as they really went, oldest first: ?after=<n>&limit=<most>',
  'POST /mock/tenant': 'becomes another tenant, with records of its own: {"uuid":"..."}, or any',
} as const;
type Route = keyof typeof ROUTES;

/** Answers requests under `/mock`: the tester's side of the phone system. */
export class Admin {
  constructor(private readonly mock: PbxMock) {}

  async handle(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    query: URLSearchParams,
  ): Promise<void> {
    const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
    if (path === '/mock') return answer(response, 200, { routes: ROUTES });
    const route = (Object.keys(ROUTES) as Route[]).find((known) => known === `${method} ${path}`);
    if (route === undefined) {
      const allow = ['GET', 'POST'].filter((other) => `${other} ${path}` in ROUTES).join(', ');
      if (allow !== '') return answer(response, 405, { error: `use ${allow}` }, { allow });
      return answer(response, 404, { error: 'not found; GET /mock lists what there is' });
    }
    const body = await readBody(request);
    if (!body.ok) return answer(response, body.status, { error: 'the body could not be read' });
    const given = body.text === '' ? {} : readObject(body.text);
    if (given === null) return answer(response, 400, { error: 'the body must be a JSON object' });
    return this.act(route, given, query, response);
  }

  private act(
    route: Route,
    body: Readonly<Record<string, unknown>>,
    query: URLSearchParams,
    response: ServerResponse,
  ): void {
    const { mock } = this;
    switch (route) {
      case 'GET /mock/calls':
        return listPage(route, query, response, (...page) => mock.calls(...page), callToWire);
      case 'GET /mock/stats':
        return answer(response, 200, statsToWire(mock.stats()));
      case 'GET /mock/faults':
        return answer(response, 200, behaviourToWire(mock.behaviour()));
      case 'POST /mock/faults': {
        const { given, problems } = readBehaviour(Object.entries(body));
        if (problems.length > 0) return answer(response, 400, { error: problems.join('; ') });
        mock.setFaults(given);
        return answer(response, 200, behaviourToWire(mock.behaviour()));
      }
      case 'POST /mock/reset':
        mock.reset();
        return answer(response, 200, statsToWire(mock.stats()));
      case 'POST /mock/restart': {
        const downMs = readMs(body['down_ms'] ?? 0);
        if (downMs === null) return answer(response, 400, { error: 'down_ms: must be milliseconds' });
        mock.restart();
        answer(response, 200, statsToWire(mock.stats()), downMs > 0 ? { connection: 'close' } : {});
        if (downMs > 0) mock.refuse(downMs);
        return;
      }
      case 'POST /mock/hangup': {
        const { id, phone } = body;
        if (id !== undefined && typeof id !== 'number') {
          return answer(response, 400, { error: 'id: must be a number' });
        }
        if (phone !== undefined && typeof phone !== 'string') {
          return answer(response, 400, { error: 'phone: must be a string' });
        }
        const hungUp = mock.hangUp({
          ...(id === undefined ? {} : { id }),
          ...(phone === undefined ? {} : { phone }),
        });
        return answer(response, 200, { hung_up: hungUp });
      }
      case 'POST /mock/move': {
        const { id, by } = body;
        const status = CALL_STATUSES.find((known) => known === body['status']);
        const said = ANSWERED_BY.find((known) => known === by);
        if (typeof id !== 'number') return answer(response, 400, { error: 'id: must be a number' });
        if (status === undefined) {
          return answer(response, 400, { error: `status: must be one of ${CALL_STATUSES.join(', ')}` });
        }
        if (by !== undefined && said === undefined) {
          return answer(response, 400, { error: `by: must be one of ${ANSWERED_BY.join(', ')}` });
        }
        return answer(response, 200, { moved: mock.move(id, status, said) });
      }
      case 'POST /mock/refuse': {
        const forMs = readMs(body['for_ms']);
        if (forMs === null) return answer(response, 400, { error: 'for_ms: must be milliseconds' });
        answer(response, 200, { for_ms: forMs }, { connection: 'close' });
        mock.refuse(forMs);
        return;
      }
      case 'GET /mock/pbx':
        return this.showPbx(response);
      case 'POST /mock/pbx':
        return this.change(response, () => {
          const url = body['webhook_url'];
          if (url !== null && typeof url !== 'string') throw new RangeError('webhook_url: must be a string');
          mock.setWebhookUrl(url);
        });
      case 'GET /mock/pbx/calls':
        return listPage(route, query, response, (...page) => mock.pbxCalls(...page), pbxCallToWire);
      case 'POST /mock/tenant':
        return this.change(response, () => {
          const { uuid } = body;
          if (uuid !== undefined && typeof uuid !== 'string') throw new RangeError('uuid: must be a string');
          mock.newTenant(uuid);
          response.setHeader('Tenant-UUID', mock.tenantUuid);
        });
    }
  }

  private showPbx(response: ServerResponse): void {
    const { webhookUrl, tenantUuid } = this.mock;
    answer(response, 200, { webhook_url: webhookUrl, tenant_uuid: tenantUuid });
  }

  /** Changes something of the PBX and shows it, or says what was wrong. */
  private change(response: ServerResponse, doIt: () => void): void {
    try {
      doIt();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return answer(response, 400, { error: error.message });
    }
    this.showPbx(response);
  }
}

/** Answers with a page of a log that is read by number. */
function listPage<T extends { readonly n: number }>(
  route: Route,
  query: URLSearchParams,
  response: ServerResponse,
  read: (after: number, most: number) => readonly T[],
  toWire: (item: T) => Record<string, unknown>,
): void {
  const after = readCount(query.get('after') ?? '0');
  const limit = readCount(query.get('limit') ?? String(PAGE));
  if (after === null || limit === null || limit === 0) {
    return answer(response, 400, { error: 'after and limit: must be whole numbers, limit at least 1' });
  }
  const most = Math.min(limit, LARGEST_PAGE);
  const items = read(after, most);
  const last = items.at(-1)?.n ?? after;
  const more = items.length === most && read(last, 1).length > 0;
  const next = `${route.slice('GET '.length)}?after=${String(last)}&limit=${String(most)}`;
  answer(response, 200, { items: items.map(toWire), next_page: more ? next : null });
}

function readMs(value: unknown): number | null {
  return typeof value === 'number' && value >= 0 && value <= 3_600_000 ? value : null;
}

function readCount(text: string): number | null {
  return /^\d{1,10}$/.test(text) ? Number(text) : null;
}
