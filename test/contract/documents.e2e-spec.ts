import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { startApi, type Api } from '../e2e/harness.js';

/** The documents against what OpenAPI and AsyncAPI themselves say a document is: their published meta-schemas. */

type Document = Record<string, unknown>;
const copyOf = (document: Document): Document => structuredClone(document);

let api: Api;
let openApi: Document;
let asyncApi: Document;
beforeAll(async () => {
  api = await startApi();
  openApi = await api.get('/v1/openapi.json');
  asyncApi = await api.get('/v1/asyncapi.json');
});
afterAll(() => api.stop());

describe('/v1/openapi.json', () => {
  const errorsOf = async (document: Document): Promise<unknown> => {
    const { valid, errors } = await new Validator().validate(copyOf(document));
    return valid ? null : errors;
  };

  it('is an OpenAPI 3.1 document', async () => {
    expect(await errorsOf(openApi)).toBeNull();
  });

  it('would not be one with anything in the wrong place', async () => {
    const { info, paths } = openApi as { info: Document; paths: Record<string, Record<string, Document>> };
    const { get } = paths['/v1/campaigns'] ?? {};
    const wrong: readonly Document[] = [
      { ...openApi, info: { ...info, version: undefined } },
      { ...openApi, handlers: {} },
      { ...openApi, paths: { 'v1/campaigns': { get } } },
      { ...openApi, paths: { '/v1/campaigns': { get: { ...get, responses: { ok: {} } } } } },
      {
        ...openApi,
        paths: { '/v1/campaigns': { get: { ...get, parameters: [{ name: 'x', in: 'body' }] } } },
      },
    ];
    for (const document of wrong)
      expect(await errorsOf(JSON.parse(JSON.stringify(document)) as Document)).not.toBeNull();
  });

  it('has schemas that are JSON Schema 2020-12, as OpenAPI 3.1 wants them', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const { schemas } = openApi['components'] as { schemas: Record<string, object> };
    const wrong = Object.entries(schemas).filter(([, schema]) => ajv.validateSchema(schema) !== true);
    expect(wrong).toEqual([]);
    expect(ajv.validateSchema({ type: 'text' })).toBe(false);
  });
});

describe('/v1/asyncapi.json', () => {
  const file = createRequire(import.meta.url).resolve('@asyncapi/specs/schemas/3.0.0.json');
  // It brings the meta-schema of its own schemas along.
  const ajv = new Ajv({ meta: false, validateSchema: false, strict: false, validateFormats: false });
  const check = ajv.compile(JSON.parse(readFileSync(file, 'utf8')) as object);
  const errorsOf = (document: Document): string | null =>
    check(document) ? null : ajv.errorsText(check.errors);

  it('is an AsyncAPI 3 document', () => {
    expect(errorsOf(asyncApi)).toBeNull();
  });

  it('would not be one with anything in the wrong place', () => {
    const { channels, operations, info } = asyncApi as Record<string, Record<string, Document>>;
    const wrong: readonly Document[] = [
      { ...asyncApi, info: { title: info?.['title'] } },
      { ...asyncApi, handlers: {} },
      { ...asyncApi, channels: { ...channels, socket: { ...channels?.['socket'], events: {} } } },
      {
        ...asyncApi,
        operations: { ...operations, call_state: { ...operations?.['call_state'], action: 'publish' } },
      },
    ];
    for (const document of wrong) expect(errorsOf(document)).not.toBeNull();
  });
});
