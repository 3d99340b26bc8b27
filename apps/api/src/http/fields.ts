import type { ActionField } from '@ringside/contracts';
import { getMetadataStorage } from 'class-validator';

/** A part of a JSON Schema (2020-12). */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A class whose properties carry rules of class-validator. */
export type Dto = abstract new (...args: never[]) => object;

/** One field of a body or a query, as its rules have it. */
export interface Field {
  readonly name: string;
  readonly required: boolean;
  readonly schema: JsonSchema;
}

interface Rule {
  readonly type: string;
  readonly name?: string;
  readonly propertyName: string;
  readonly constraints?: readonly unknown[];
  readonly each: boolean;
}

const PHONE = { type: ['string', 'integer'] };

/** What each rule says of a value. One that is not here says nothing that a schema could. */
const RULES: Readonly<Record<string, (constraints: readonly unknown[]) => JsonSchema>> = {
  isString: () => ({ type: 'string' }),
  isText: () => ({ type: 'string' }),
  isInt: () => ({ type: 'integer' }),
  isNumber: () => ({ type: 'number' }),
  isBoolean: () => ({ type: 'boolean' }),
  isArray: () => ({ type: 'array' }),
  isIn: ([values]) => ({ enum: values }),
  equals: ([value]) => ({ const: value }),
  min: ([minimum]) => ({ minimum }),
  max: ([maximum]) => ({ maximum }),
  minLength: ([minLength]) => ({ minLength }),
  maxLength: ([maxLength]) => ({ maxLength }),
  isLength: ([minLength, maxLength]) => ({ minLength, maxLength }),
  isEmail: () => ({ type: 'string', format: 'email' }),
  isUrl: () => ({ type: 'string', format: 'uri' }),
  isMoment: () => ({ type: 'string', format: 'date-time' }),
  isDay: () => ({ type: 'string', format: 'date' }),
  matches: ([pattern]) => ({
    type: 'string',
    ...(pattern instanceof RegExp && pattern.flags === '' ? { pattern: pattern.source } : {}),
  }),
  arrayUnique: () => ({ uniqueItems: true }),
  arrayMinSize: ([minItems]) => ({ minItems }),
  arrayNotEmpty: () => ({ minItems: 1 }),
  arrayMaxSize: ([maxItems]) => ({ maxItems }),
  isCallerId: () => PHONE,
  isPhoneList: () => ({ anyOf: [PHONE, { type: 'array', items: PHONE }] }),
};

const known = new Map<Dto, readonly Field[]>();

/** The fields of a DTO, read from the rules that check it: written once, told everywhere. */
export function fieldsOf(dto: Dto): readonly Field[] {
  let fields = known.get(dto);
  if (fields === undefined) {
    const rules = getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false) as Rule[];
    const names = [...new Set(rules.map(({ propertyName }) => propertyName))];
    fields = names.flatMap(
      (name) =>
        fieldOf(
          name,
          rules.filter((rule) => rule.propertyName === name),
        ) ?? [],
    );
    known.set(dto, fields);
  }
  return fields;
}

function fieldOf(name: string, rules: readonly Rule[]): Field | null {
  // A field that must be empty is none: `NothingDto`.
  if (rules.some((rule) => rule.name === 'isEmpty')) return null;
  const schema: Record<string, unknown> = {};
  const items: Record<string, unknown> = {};
  for (const rule of rules) {
    const said = RULES[rule.name ?? '']?.(rule.constraints ?? []) ?? {};
    Object.assign(rule.each ? items : schema, said);
  }
  const list = Object.keys(items).length > 0;
  const bare = !('type' in schema || 'enum' in schema || 'const' in schema || 'anyOf' in schema);
  return {
    name,
    required: !rules.some(({ type }) => type === 'conditionalValidation'),
    schema: list ? { type: 'array', ...schema, items } : bare ? { type: 'string', ...schema } : schema,
  };
}

/** The fields as an action names them: enough to draw a form. */
export function actionFields(dto: Dto): ActionField[] {
  return fieldsOf(dto).map(({ name, required, schema }) => {
    const items = schema['items'] as JsonSchema | undefined;
    const values = schema['enum'] ?? items?.['enum'];
    return {
      name,
      type: fieldType(schema),
      required,
      ...(Array.isArray(values) ? { one_of: values.map(String) } : {}),
    };
  });
}

function fieldType({ type, anyOf }: JsonSchema): ActionField['type'] {
  if (type === 'array' || anyOf !== undefined) return 'list';
  if (type === 'integer' || type === 'number') return 'number';
  return type === 'boolean' ? 'boolean' : 'text';
}
