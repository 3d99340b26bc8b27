import { ERRORS, type ActionField } from '@ringside/contracts';
import { LIST_TYPES, STREAMED_ROUTE } from '../http/body-parsers.js';
import type { Sendable } from '../http/explorer-form.js';
import { actionFields, fieldsOf, type Dto, type JsonSchema } from '../http/fields.js';
import { SESSION_COOKIE } from '../session/credentials.js';
import type { Operation } from './operations.js';
import { API_TYPES } from './types.generated.js';

export const API_VERSION = '1.0.0';

const PROBLEM = {
  description: `Refused: match \`code\`, one of ${Object.keys(ERRORS).join(', ')}.`,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

const NEEDS: Readonly<Record<Operation['access'], string>> = {
  public: 'Needs no credentials.',
  signed_in: 'Needs credentials, and no permission.',
  read: 'Needs the permission `read`.',
  dial: 'Needs the permission `dial`.',
  admin: 'Needs the permission `admin`.',
};

/** The OpenAPI 3.1 document of these operations; bodies and queries are those their DTOs check. */
export function openApiDocument(operations: readonly Operation[], publicUrl: string): JsonSchema {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) {
    const path = operation.path.replace(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[operation.method.toLowerCase()] = operationObject(operation);
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Ringside API',
      version: API_VERSION,
      description:
        'Additive: fields, actions and codes may be added at any time, so ignore what you do not know. See docs/protocol/rest.md.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: publicUrl }],
    security: [{ basic: [] }, { api_key: [], api_auth: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        basic: { type: 'http', scheme: 'basic', description: 'api_key and api_auth.' },
        api_key: { type: 'apiKey', in: 'header', name: 'X-Api-Key' },
        api_auth: { type: 'apiKey', in: 'header', name: 'X-Api-Auth' },
        session: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE },
      },
      schemas: API_TYPES.schemas,
    },
  };
}

function operationObject(operation: Operation): JsonSchema {
  const { id, method, path, status, body, query, access } = operation;
  const { summary } = API_TYPES.handlers[id] ?? { summary: '' };
  const parameters = [
    ...[...path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    })),
    ...(query === null ? [] : queryParameters(query)),
    ...((method === 'POST' || method === 'PATCH') && access !== 'public'
      ? [{ name: 'Idempotency-Key', in: 'header', schema: { type: 'string', maxLength: 200 } }]
      : []),
  ];
  return {
    operationId: id.replace('Controller.', '_'),
    ...(summary === '' ? {} : { summary }),
    description: NEEDS[access],
    ...(access === 'public' ? { security: [] } : {}),
    tags: [tagOf(path)],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...requestBody(path, body),
    responses: { [status]: answerObject(operation), default: PROBLEM },
  };
}

function queryParameters(query: Dto): JsonSchema[] {
  return fieldsOf(query).map(({ name, required, schema }) => ({
    name,
    in: 'query',
    required,
    schema,
    ...described(query, name),
  }));
}

function tagOf(path: string): string {
  const [, version = '', first = 'index'] = path.split('/');
  return version === 'v1' ? (first.split('.')[0] ?? first) : 'service';
}

function requestBody(path: string, body: Dto | null): JsonSchema {
  if (path === STREAMED_ROUTE) {
    const content = LIST_TYPES.map((type) => [type, { schema: { type: 'string' } }]);
    return { requestBody: { required: true, content: Object.fromEntries(content) } };
  }
  if (body === null || fieldsOf(body).length === 0) return {};
  const schema = bodySchema(body);
  return { requestBody: { required: 'required' in schema, content: { 'application/json': { schema } } } };
}

/** What a body must be like. Null is the same as left out wherever that is allowed. */
export function bodySchema(dto: Dto): JsonSchema {
  const fields = fieldsOf(dto);
  const required = fields.filter((field) => field.required).map(({ name }) => name);
  const properties = fields.map(({ name, required: must, schema }) => [
    name,
    { ...(must ? schema : { anyOf: [schema, { type: 'null' }] }), ...described(dto, name) },
  ]);
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

/** The field's comment in its class, or in one that it extends. */
function described(dto: Dto, field: string): { description?: string } {
  for (let one: unknown = dto; typeof one === 'function'; one = Object.getPrototypeOf(one)) {
    const description = API_TYPES.fields[`${one.name}.${field}`];
    if (description !== undefined) return { description };
  }
  return {};
}

function answerObject({ id, path, status }: Operation): JsonSchema {
  const answer = API_TYPES.handlers[id]?.answer ?? null;
  const location =
    status === 201 || status === 202 ? { headers: { Location: { schema: { type: 'string' } } } } : {};
  if (path.endsWith('.csv')) {
    return { description: 'A file.', content: { 'text/csv': { schema: { type: 'string' } } } };
  }
  if (answer === null) return { description: 'Done.' };
  const type = answer['type'] === 'string' ? 'text/plain' : 'application/json';
  return { description: 'Done.', ...location, content: { [type]: { schema: answer } } };
}

/** The operations as forms to try them with. */
export function sendables(operations: readonly Operation[]): Sendable[] {
  return operations.map(({ id, method, path, body, query, access }) => ({
    title: id.replace('Controller.', ' '),
    method,
    uri: path,
    fields: fieldsToSend(method === 'GET' ? query : body),
    csv: path === STREAMED_ROUTE && method === 'POST',
    about: `${API_TYPES.handlers[id]?.summary ?? ''} ${NEEDS[access]}`,
  }));
}

function fieldsToSend(dto: Dto | null): ActionField[] {
  return dto === null ? [] : actionFields(dto);
}
