import fc from 'fast-check';
import type { DocumentedOperation, Schema } from './api-document.js';

/** A request that may be anything. */
export interface NastyRequest {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly type: string;
  readonly key: string | null;
}

const TEXTS = [
  ...[
    '',
    ' ',
    '\0',
    'a\0b',
    '\ud800',
    'a\udc00',
    '\u202e',
    '__proto__',
    'constructor',
    "' or 1=1 --",
    '<b>',
    '%',
    '%00',
  ],
  ...[
    '..',
    '-1',
    '0',
    '1e999',
    '2147483648',
    '9'.repeat(20),
    'null',
    'NaN',
    '2026-02-30',
    '0001-01-01T00:00:00Z',
  ],
  'x'.repeat(5000),
];
const VALUES: readonly unknown[] = [
  ...TEXTS,
  ...[
    null,
    true,
    false,
    0,
    -1,
    1.5,
    1e308,
    2 ** 31,
    2 ** 53,
    2 ** 63,
    [],
    {},
    [[]],
    [null],
    ['\0'],
    { length: -1 },
  ],
];
const TYPES = ['application/json; charset=x', 'text/csv', 'text/plain', 'application/x-ndjson', 'a'];
const nested = (depth: number): string => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);
const BODIES = [
  nested(40),
  nested(5000),
  '[',
  '{"a":1',
  '"\\ud800"',
  `"${'x'.repeat(70_000)}"`,
  'null',
  '[]',
  '\0',
];

const text = fc.oneof(fc.constantFrom(...TEXTS), fc.string({ unit: 'binary', maxLength: 40 }));
const value = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...VALUES) },
  text,
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.jsonValue({ maxDepth: 5 }),
  fc.dictionary(text, text, { maxKeys: 3 }),
);

/** A value that fits the schema: what is wrong besides it is then seen alone. */
function fitting({ enum: values, type, anyOf, minimum, items, format }: Schema): unknown {
  if (Array.isArray(values)) return values[0];
  if (Array.isArray(anyOf)) return fitting(anyOf[0] as Schema);
  if (type === 'integer' || type === 'number') return minimum ?? 1;
  if (type === 'boolean') return true;
  if (format === 'email') return 'grace@example.com';
  return type === 'array' ? [fitting(items as Schema)] : '12025550100';
}

/** What can be sent to one operation. `ids` are ids of what is there. */
export class NastySender {
  private readonly queries: readonly string[];
  private readonly properties: readonly (readonly [string, Schema])[];
  private readonly good: Readonly<Record<string, unknown>>;

  constructor(
    private readonly path: string,
    { parameters = [], requestBody }: DocumentedOperation,
    private readonly ids: readonly string[],
  ) {
    const schema = requestBody?.content['application/json']?.schema;
    const properties = Object.entries((schema?.['properties'] ?? {}) as Record<string, Schema>);
    this.properties = properties;
    this.queries = parameters.filter(({ in: place }) => place === 'query').map(({ name }) => name);
    // Only what is needed: two good fields may exclude each other.
    const needed = [...((schema?.['required'] ?? []) as string[]), 'phone_number'];
    const good = properties.filter(([name]) => needed.includes(name));
    this.good = Object.fromEntries(good.map(([name, one]) => [name, fitting(one)]));
  }

  /** Every field, parameter and id with every value that has ever hurt, the rest as it should be. */
  *each(): Generator<NastyRequest> {
    const fine = {
      path: this.at(this.ids),
      query: {},
      body: json(this.good),
      type: 'application/json',
      key: null,
    };
    yield fine;
    for (const [name, schema] of this.properties)
      for (const one of [fitting(schema), ...VALUES]) yield { ...fine, body: this.with([[name, one]]) };
    for (const name of this.queries) for (const one of TEXTS) yield { ...fine, query: { [name]: one } };
    const places = this.path.split('{').length - 1;
    for (let index = 0; index < places; index++)
      for (const one of TEXTS) yield { ...fine, path: this.at(this.ids.with(index, one)) };
    for (const body of BODIES) yield { ...fine, body };
    for (const type of TYPES) yield { ...fine, type };
    yield { ...fine, key: 'k'.repeat(300) };
  }

  /** Anything at all. */
  any(): fc.Arbitrary<NastyRequest> {
    const names = [...this.properties.map(([name]) => name), '__proto__', 'constructor', 'api_key', 'more'];
    const changes = fc.array(fc.tuple(fc.constantFrom(...names), value), { minLength: 1, maxLength: 4 });
    const queries = this.queries.length > 0 ? this.queries : ['limit', 'api_key'];
    const id = fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, text);
    return fc.record({
      path: fc
        .array(id, { minLength: 2, maxLength: 2 })
        .map((given) => this.at(this.ids.map((known, index) => given[index] ?? known))),
      query: fc.dictionary(fc.constantFrom(...queries), text, { maxKeys: 3 }),
      body: fc.oneof(
        { weight: 5, arbitrary: changes.map((given) => this.with(given)) },
        value.map(json),
        fc.constantFrom(...BODIES),
        text,
      ),
      type: fc.oneof({ weight: 8, arbitrary: fc.constant('application/json') }, fc.constantFrom(...TYPES)),
      key: fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, fc.constantFrom('one', 'a b')),
    });
  }

  private at(ids: readonly string[]): string {
    let index = 0;
    return this.path.replace(
      /\{\w+\}/g,
      () => encodeURIComponent((ids[index++] ?? '').slice(0, 300).toWellFormed()) || 'x',
    );
  }

  /** By hand, for `__proto__` is a key like any other on the wire. */
  private with(changes: readonly (readonly [string, unknown])[]): string {
    const kept = Object.entries(this.good).filter(([name]) => !changes.some(([other]) => other === name));
    return `{${[...kept, ...changes].map(([name, one]) => `${JSON.stringify(name)}:${JSON.stringify(one)}`).join(',')}}`;
  }
}

function json(given: unknown): string {
  return JSON.stringify(given);
}
