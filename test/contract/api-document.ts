import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

interface Answer {
  readonly content?: Readonly<Record<string, { readonly schema: unknown }>>;
}
export interface DocumentedOperation {
  readonly operationId: string;
  readonly summary?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, Answer>>;
}
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly schema: Schema;
}
export type Schema = Readonly<Record<string, unknown>>;
export interface ApiDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** Holds answers against `/v1/openapi.json`: also a field that it does not name is a mistake. */
export class AnswerCheck {
  private readonly ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  private readonly patterns: readonly { readonly path: string; readonly pattern: RegExp }[];
  private readonly checks = new Map<unknown, ValidateFunction>();

  constructor(private readonly document: ApiDocument) {
    this.ajv.addSchema({ $id: 'api', components: closed(document.components) });
    this.patterns = Object.keys(document.paths).map((path) => ({
      path,
      pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}/?$`),
    }));
  }

  /** The operation of a request, or undefined. A path without parameters goes first. */
  operation(method: string, path: string): DocumentedOperation | undefined {
    const found = this.patterns.filter(({ pattern }) => pattern.test(path));
    found.sort((a, b) => a.path.split('{').length - b.path.split('{').length);
    return found
      .map((one) => this.document.paths[one.path]?.[method.toLowerCase()])
      .find((operation) => operation !== undefined);
  }

  /** What does not fit, or null. The answer's body is left to be read. */
  async problem(method: string, path: string, response: Response): Promise<string | null> {
    const { status } = response;
    const type = response.headers.get('content-type')?.split(';')[0] ?? '';
    const operation = this.operation(method, path);
    if (method === 'HEAD' || method === 'OPTIONS' || status === 304 || type === 'text/html') return null;
    if (operation === undefined && status < 400) {
      return path.startsWith('/v1') ? `${method} ${path} is not in the document` : null;
    }
    const { default: refusal, ...answers } = operation?.responses ?? { default: PROBLEM };
    // Health answers the same document whether it is well or not.
    const answer = answers[status] ?? (type === 'application/json' ? Object.values(answers)[0] : refusal);
    if (answer === undefined) return `${method} ${path}: ${status} is not in the document`;
    if (status < 400 && answers[status] === undefined)
      return `${method} ${path}: ${status} is not documented`;
    const schema = answer.content?.[type]?.schema;
    if (answer.content !== undefined && schema === undefined)
      return `${method} ${path}: ${type} is not in the document`;
    if (schema === undefined || !type.includes('json')) return null;
    const body: unknown = await response.clone().json();
    const check = this.checkOf(schema);
    if (check(body)) return null;
    return `${method} ${path} ${status} does not fit: ${this.ajv.errorsText(check.errors?.slice(0, 5))}`;
  }

  private checkOf(schema: unknown): ValidateFunction {
    let check = this.checks.get(schema);
    if (check === undefined) {
      const text = JSON.stringify(closed(schema)).replaceAll('"#/components/', '"api#/components/');
      check = this.ajv.compile(JSON.parse(text) as object);
      this.checks.set(schema, check);
    }
    return check;
  }
}

const PROBLEM: Answer = {
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

/** The same schema, taking no fields but those it names. Clients must take others; here they are forgotten ones. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  const isObject = inner['type'] === 'object' && typeof inner['properties'] === 'object';
  return isObject && !('additionalProperties' in inner) ? { ...inner, additionalProperties: false } : inner;
}
