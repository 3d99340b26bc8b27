import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ERRORS,
  type CallResource,
  type CampaignResource,
  type ContactPage,
  type Page,
  type Problem,
} from '@ringside/contracts';
import fc from 'fast-check';
import { startApi, type Api } from '../e2e/harness.js';
import type { ApiDocument } from './api-document.js';
import { NastySender, type NastyRequest } from './nasty.js';

/**
 * RELIABILITY, "Bad input", over the OpenAPI document: whatever is sent to any operation is answered below 500, refusals
 * with a code and without a stack. FUZZ_CASES: how many besides those that are always tried.
 */
const CASES = Number(process.env['FUZZ_CASES'] ?? 1000);
const AT_ONCE = 8;

let api: Api;
let senders: { readonly method: string; readonly sender: NastySender }[];
beforeAll(async () => {
  api = await startApi({
    env: { MAX_LINES: '5', MAX_CALLS_PER_DAY: '20', RATE_LIMIT: '0' },
    mock: { behaviour: { speed: 100 } },
  });
  const known = await idsByKind();
  const { paths } = await api.get<ApiDocument>('/v1/openapi.json');
  senders = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const ids = known[path.split('/')[2] ?? ''] ?? ['01900000-0000-7000-8000-000000000000'];
      return { method: method.toUpperCase(), sender: new NastySender(path, operation, ids) };
    }),
  );
});
afterAll(() => api.stop());

/** Ids of what is there; keys are left out, for ours must not be revoked. */
async function idsByKind(): Promise<Readonly<Record<string, readonly string[]>>> {
  const body = { dialer_type: 'Fixed', phone_number: ['12025550100'] };
  const campaign = (await (await api.post('/v1/call', body)).json()) as CampaignResource;
  const [contact] = (await api.get<ContactPage>(`${campaign.uri}/contacts`)).items;
  const [call] = (await api.get<Page<CallResource>>('/v1/calls')).items;
  const user = await api.post('/v1/users', { name: 'Ada', email: 'ada@example.com', role: 'caller' });
  const { user_id } = (await user.json()) as { readonly user_id: string };
  return { campaigns: [campaign.id, contact?.id ?? ''], calls: [call?.id ?? campaign.id], users: [user_id] };
}

/** What is wrong with the answer, or null. */
async function problemOf(
  method: string,
  { path, query, body, type, key }: NastyRequest,
): Promise<string | null> {
  const parameters = new URLSearchParams(query).toString();
  const response = await api.request(parameters === '' ? path : `${path}?${parameters}`, {
    method,
    headers: { 'content-type': type, ...(key === null ? {} : { 'idempotency-key': key }) },
    ...(body === null || method === 'GET' ? {} : { body }),
    signal: AbortSignal.timeout(60_000),
  });
  const text = await response.text();
  if (response.status >= 500) return `${response.status} ${text}`;
  if (response.status < 400) return null;
  if (/node_modules|\.[jt]s:\d+|\n\s+at /.test(text)) return `a stack: ${text}`;
  const { code } = JSON.parse(text) as Problem;
  return ERRORS[code] === response.status ? null : `${code} with ${response.status}`;
}

describe('whatever is sent', () => {
  it('in one place, is answered by every operation below 500, with a code', async () => {
    const requests = senders.flatMap(({ method, sender }) =>
      [...sender.each()].map((request) => ({ method, request })),
    );
    expect(requests.length).toBeGreaterThan(2000);
    const failed: unknown[] = [];
    const work = requests.values();
    const worker = async (): Promise<void> => {
      for (const { method, request } of work) {
        const problem = await problemOf(method, request);
        if (problem !== null) failed.push([problem, method, request]);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    expect(failed.slice(0, 3)).toEqual([]);
    expect((await api.request('/healthz')).status).toBe(200);
  }, 300_000);

  it(
    `in many places at once, too (${CASES} cases)`,
    async () => {
      for (const { method, sender } of senders) {
        const property = fc.asyncProperty(sender.any(), async (request) => {
          expect(await problemOf(method, request)).toBeNull();
        });
        await fc.assert(property, { numRuns: Math.ceil(CASES / senders.length) });
      }
      expect((await api.request('/healthz')).status).toBe(200);
    },
    Math.max(300_000, CASES * 200),
  );
});
