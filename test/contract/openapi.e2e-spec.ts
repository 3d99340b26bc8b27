import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Action, CampaignResource, Resource } from '@ringside/contracts';
import { readFileSync } from 'node:fs';
import { TYPES_FILE, apiTypes } from '../../scripts/api-types.mjs';
import { sync } from '../e2e/calls.js';
import { startApi, until, type Api } from '../e2e/harness.js';
import { AnswerCheck, type ApiDocument, type DocumentedOperation } from './api-document.js';

/** `/v1/openapi.json` against the service itself: whatever leads somewhere is walked, and every answer fits (the harness sees to it). */

let api: Api;
let document: ApiDocument;
let check: AnswerCheck;
/** Every document that can be reached from `/v1`, by its address. */
const documents = new Map<string, Record<string, unknown>>();

beforeAll(async () => {
  api = await startApi({
    followsMock: true,
    mock: { behaviour: { speed: 50, people: 'answer' } },
  });
  document = await api.get<ApiDocument>('/v1/openapi.json');
  check = new AnswerCheck(document);
  const body = { dialer_type: 'Fixed', phone_number: ['12025550100', '12025550101'], ring_timeout: 5 };
  const { uri } = (await (await api.post('/v1/call', body)).json()) as CampaignResource;
  await until(
    () => api.get<CampaignResource>(uri),
    ({ state }) => state === 'completed',
  );
  await sync(api);
  await walk();
});
afterAll(() => api.stop());

/** Opens every address that a document names, a few of each kind. */
async function walk(): Promise<void> {
  const queue = ['/v1'];
  const kinds = new Map<string, number>();
  for (let uri = queue.shift(); uri !== undefined; uri = queue.shift()) {
    const kind = uri.replace(/[0-9a-f-]{36}/g, ':id').replace(/(after|before)=[^&]+/, '$1=');
    const seen = kinds.get(kind) ?? 0;
    if (documents.has(uri) || seen >= 4) continue;
    kinds.set(kind, seen + 1);
    const response = await api.request(uri);
    expect([uri, response.status]).toEqual([uri, 200]);
    const text = await response.text();
    if (!response.headers.get('content-type')?.startsWith('application/json')) {
      documents.set(uri, {});
      continue;
    }
    documents.set(uri, JSON.parse(text) as Record<string, unknown>);
    if (!uri.endsWith('.json')) queue.push(...addressesIn(JSON.parse(text)));
  }
}

/** Texts that are addresses; those of actions are not to be read. */
function addressesIn(value: unknown, key = ''): string[] {
  if (typeof value === 'string') return /^\/(v1|livez|healthz|metrics)\b/.test(value) ? [value] : [];
  if (typeof value !== 'object' || value === null || key === 'actions') return [];
  return Object.entries(value).flatMap(([name, item]) => addressesIn(item, name));
}

function operations(): [string, string, DocumentedOperation][] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, string, DocumentedOperation] => [
      method.toUpperCase(),
      path,
      operation,
    ]),
  );
}

describe('the OpenAPI document', () => {
  it('is made from the sources as they are: else "npm run api-types"', async () => {
    expect(readFileSync(TYPES_FILE, 'utf8') === (await apiTypes())).toBe(true);
  });

  it('says of every operation what it is for and what it answers', () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    const untold = operations().filter(([method, path, { summary, responses }]) => {
      const [answer] = Object.values(responses);
      const schema = answer?.content?.['application/json']?.schema as Record<string, unknown> | undefined;
      const vague =
        schema !== undefined && !('$ref' in schema || 'properties' in schema || 'anyOf' in schema);
      return summary === undefined || (vague && !path.endsWith('.json') && method !== 'HEAD');
    });
    expect(untold.map(([method, path]) => `${method} ${path}`)).toEqual([]);
    const ids = operations().map(([, , { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('refers to nothing that is not there', () => {
    const names = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)];
    expect(names.length).toBeGreaterThan(50);
    expect(names.filter(([, name = '']) => !Object.hasOwn(document.components.schemas, name))).toEqual([]);
  });

  it('has every route, and only routes', async () => {
    for (const [method, path] of operations()) {
      const uri = path.replace(/\{\w+\}/g, 'x');
      const response = await api.request(uri, { method: 'OPTIONS' });
      expect([method, path, response.headers.get('allow')?.split(', ').includes(method)]).toEqual([
        method,
        path,
        true,
      ]);
    }
  });

  it('has every address that can be reached, and every one that can be read without an id is', () => {
    const read = [...documents.keys()].map(
      (uri) => check.operation('GET', uri.split('?')[0] ?? '')?.operationId,
    );
    expect(read).not.toContain(undefined);
    const missed = operations().filter(
      ([method, , { operationId }]) => method === 'GET' && !read.includes(operationId),
    );
    expect(missed.map(([, path]) => path).filter((path) => !path.includes('{') && path !== '/livez')).toEqual(
      [],
    );
  });
});

describe('every document', () => {
  const REST = new Set(['/healthz', '/v1/openapi.json', '/v1/asyncapi.json']);
  const described = (): [string, Record<string, unknown>][] =>
    [...documents].filter(([uri, { items }]) => !REST.has(uri) && (items !== undefined || uri.length > 0));

  it('has its address, its name, what may be done and where to go', () => {
    let lists = 0;
    for (const [uri, read] of described()) {
      if (Object.keys(read).length === 0) continue;
      expect([uri, read]).toEqual([
        uri,
        expect.objectContaining({
          uri: uri.split('?')[0],
          actions: expect.anything(),
          resources: expect.anything(),
        }),
      ]);
      // Of contacts it is their own name, and some have none.
      if (!uri.includes('/contacts/')) expect(typeof read['name']).toBe('string');
      if (!Array.isArray(read['items'])) continue;
      lists++;
      expect(Object.keys(read)).toEqual(
        expect.arrayContaining(['limit', 'next_page', 'prev_page', 'first_page', 'last_page']),
      );
      expect(read['items'].length).toBeLessThanOrEqual(Number(read['limit']));
    }
    expect(lists).toBeGreaterThan(8);
  });

  it('names actions that are operations, with the fields these take', () => {
    let actions = 0;
    for (const [, read] of described()) {
      for (const { method, uri, fields = [] } of Object.values(
        (read['actions'] ?? {}) as Record<string, Action>,
      )) {
        actions++;
        const body = check.operation(method, uri)?.requestBody?.content['application/json']?.schema;
        expect([method, uri, check.operation(method, uri)]).toEqual([method, uri, expect.anything()]);
        expect(fields.map(({ name }) => name)).toEqual(Object.keys(body?.['properties'] ?? {}));
        expect(fields.filter(({ required }) => required).map(({ name }) => name)).toEqual(
          body?.['required'] ?? [],
        );
      }
    }
    expect(actions).toBeGreaterThan(10);
  });

  it('is a page in a browser, with a form for each action, and small', async () => {
    for (const [uri, read] of described()) {
      const response = await api.request(uri, { headers: { accept: 'text/html' } });
      if (Object.keys(read).length === 0) continue;
      const page = await response.text();
      expect(response.headers.get('content-security-policy')).toContain("script-src 'sha256-");
      for (const { uri: target } of Object.values((read['actions'] ?? {}) as Resource['actions']))
        expect(page).toContain(`data-uri="${target}"`);
      expect(page.length).toBeLessThan(12_000 + 2 * JSON.stringify(read, null, 2).length);
    }
  });

  it('and all operations can be tried on one page', async () => {
    const page = await (await api.request('/v1/openapi.json', { headers: { accept: 'text/html' } })).text();
    for (const [method, path] of operations()) {
      const uri = path.replace(/\{(\w+)\}/g, ':$1');
      expect(page).toContain(`<form data-method="${method}" data-uri="${uri}"`);
    }
  });
});
