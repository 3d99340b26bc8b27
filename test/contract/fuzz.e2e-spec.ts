import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ERRORS, type CampaignResource, type Problem } from '@ringside/contracts';
import fc from 'fast-check';
import { startApi, type Api } from '../e2e/harness.js';
import type { ApiDocument, DocumentedOperation, Schema } from './api-document.js';

/**
 * RELIABILITY, "Bad input", over the OpenAPI document: whatever is sent to any operation is answered below 500, refusals
 * with a code and without a stack. FUZZ_CASES: how many in all.
 */
const CASES = Number(process.env['FUZZ_CASES'] ?? 3000);

let api: Api;
let document: ApiDocument;
let campaign: CampaignResource;
beforeAll(async () => {
  api = await startApi({ env: { MAX_LINES: '5', RATE_LIMIT: '0' }, mock: { behaviour: { speed: 100 } } });
  document = await api.get<ApiDocument>('/v1/openapi.json');
  const made = await api.post('/v1/campaigns', { dialer_type: 'Fixed', phone_number: ['12025550100'] });
  campaign = (await made.json()) as CampaignResource;
});
afterAll(() => api.stop());

interface Request {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly type: string;
  readonly key: string | null;
}

const NASTY_TEXT = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '\0',
    '\ud800',
    '__proto__',
    'constructor',
    "' or 1=1 --",
    '<script>',
    '%00',
    '..',
    '-1',
    '1e999',
    'null',
    'NaN',
    '\u202e',
    'x'.repeat(5000),
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
);
const NASTY = fc.oneof(
  { weight: 4, arbitrary: NASTY_TEXT },
  fc.constantFrom(null, true, false, 0, -1, 1.5, 1e308, 2 ** 53, [], {}, [[]], [null], { length: -1 }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.jsonValue({ maxDepth: 5 }),
  fc.array(NASTY_TEXT, { maxLength: 5 }),
  fc.dictionary(NASTY_TEXT, NASTY_TEXT, { maxKeys: 3 }),
);
const TYPES = [
  'application/json',
  'application/json; charset=x',
  'text/csv',
  'text/plain',
  'application/x-ndjson',
  'a',
];
const nested = (depth: number): string => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);

/** A value that fits the schema: what is wrong besides it is then seen alone. */
function fitting(schema: Schema | undefined): unknown {
  if (schema === undefined) return undefined;
  const { enum: values, type, anyOf, minimum } = schema;
  if (Array.isArray(values)) return values[0];
  if (Array.isArray(anyOf)) return fitting(anyOf[0] as Schema);
  if (type === 'integer' || type === 'number') return minimum ?? 1;
  if (type === 'boolean') return true;
  return type === 'array' ? [fitting(schema['items'] as Schema)] : '12025550100';
}

function requests(
  path: string,
  { parameters = [], requestBody }: DocumentedOperation,
): fc.Arbitrary<Request> {
  const json = requestBody?.content['application/json']?.schema;
  const properties = Object.entries((json?.['properties'] ?? {}) as Record<string, Schema>);
  const good = Object.fromEntries(properties.map(([name, schema]) => [name, fitting(schema)]));
  const names = [...properties.map(([name]) => name), '__proto__', 'constructor', 'api_key', 'more'];
  const object = fc
    .array(fc.tuple(fc.constantFrom(...names), NASTY), { minLength: 1, maxLength: 4 })
    .map((changes) => {
      const fields = Object.entries({ ...good }).filter(
        ([name]) => !changes.some(([other]) => other === name),
      );
      // By hand, for `__proto__` is a key like any other on the wire.
      return `{${[...fields, ...changes].map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`;
    });
  const text = fc.oneof(
    { weight: 6, arbitrary: object },
    { weight: 2, arbitrary: NASTY.map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: NASTY_TEXT },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        nested(40),
        nested(5000),
        '[',
        '{"a":1',
        `"${'x'.repeat(70_000)}"`,
        '{"a":"\\ud800"}',
      ),
    },
  );
  const ids = fc.oneof(
    fc.constantFrom(campaign.id, '01900000-0000-7000-8000-000000000000', 'stop', campaign.id.toUpperCase()),
    NASTY_TEXT.map((given) => given.slice(0, 300)),
  );
  const given = fc.oneof(fc.constantFrom('1', 'true', campaign.id, 'busy', 'MTIz'), NASTY_TEXT);
  const queries = parameters.filter(({ in: place }) => place === 'query').map(({ name }) => name);
  return fc.record({
    path: fc
      .array(ids, { minLength: 3, maxLength: 3 })
      .map((values) =>
        path.replace(/\{\w+\}/g, () => encodeURIComponent((values.pop() ?? '').toWellFormed()) || 'x'),
      ),
    query: fc.dictionary(fc.constantFrom('limit', 'after', 'api_key', ...queries), given, { maxKeys: 3 }),
    body: fc.option(text, { freq: 12 }),
    type: fc.oneof({ weight: 8, arbitrary: fc.constant('application/json') }, fc.constantFrom(...TYPES)),
    key: fc.option(fc.constantFrom('one', 'k'.repeat(300), 'a b'), { freq: 4, nil: null }),
  });
}

async function sent(method: string, { path, query, body, type, key }: Request): Promise<void> {
  const parameters = new URLSearchParams(query).toString();
  const response = await api.request(parameters === '' ? path : `${path}?${parameters}`, {
    method,
    headers: { 'content-type': type, ...(key === null ? {} : { 'idempotency-key': key }) },
    ...(body === null || method === 'GET' ? {} : { body }),
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  expect(response.status).toBeLessThan(500);
  if (response.status < 400) return;
  expect(text).not.toMatch(/node_modules|\.[jt]s:\d+|\n\s+at /);
  const problem = JSON.parse(text) as Problem;
  expect(ERRORS[problem.code]).toBe(response.status);
  for (const { field, code } of problem.errors ?? [])
    expect([typeof field, typeof code]).toEqual(['string', 'string']);
}

describe('whatever is sent', () => {
  it(
    `is answered by every operation below 500, with a code (${CASES} cases)`,
    async () => {
      const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, operation]) => ({
          method: method.toUpperCase(),
          path,
          operation,
        })),
      );
      const changing = operations.filter(({ method }) => method !== 'GET').length;
      // What changes something is tried three times as often as what is only read.
      const share = CASES / (3 * changing + (operations.length - changing));
      for (const { method, path, operation } of operations) {
        const numRuns = Math.ceil(method === 'GET' ? share : 3 * share);
        await fc.assert(
          fc.asyncProperty(requests(path, operation), (request) => sent(method, request)),
          { numRuns },
        );
      }
      expect((await api.request('/healthz')).status).toBe(200);
    },
    Math.max(60_000, CASES * 20),
  );
});
