// `npm run api-types`: reads from the sources what only the type checker knows, for the documents at /v1/openapi.json and
// /v1/asyncapi.json: what each handler answers, what the contracts' types hold, and what their comments say. The result is
// committed, so that a change of the API is seen in review; a contract spec tells when it is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import ts from 'typescript';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
export const TYPES_FILE = join(root, 'apps/api/src/openapi/types.generated.ts');
const HANDLER = new Set(['Get', 'Post', 'Patch', 'Put', 'Delete']);
const REF = '#/components/schemas/';

/** The text of the generated file as the sources have it now. */
export async function apiTypes() {
  const api = ts.sys.readDirectory(join(root, 'apps/api/src'), ['.ts'], ['**/*.spec.ts']);
  const contracts = join(root, 'libs/contracts/src/index.ts');
  const program = ts.createProgram([contracts, ...api], {
    ...ts.parseJsonConfigFileContent(
      ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile).config,
      ts.sys,
      root,
    ).options,
    composite: false,
    noEmit: true,
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
    paths: {
      ...Object.fromEntries(
        ['providers', 'dialer', 'store', 'client'].map((room) => [
          `@ringside/${room}/*`,
          [join(root, `libs/${room}/src/*/index.ts`)],
        ]),
      ),
      '@ringside/*': [join(root, 'libs/*/src/index.ts')],
    },
  });
  const checker = program.getTypeChecker();
  const schemas = {};
  const toSchema = schemaReader(checker, schemas);

  const handlers = {};
  const fields = {};
  for (const file of program.getSourceFiles()) {
    if (!file.fileName.includes('/apps/api/src/')) continue;
    for (const node of file.statements) {
      if (!ts.isClassDeclaration(node) || node.name === undefined) continue;
      for (const member of node.members) {
        const name = member.name === undefined ? '' : member.name.getText(file);
        const doc = docOf(checker, checker.getSymbolAtLocation(member.name ?? node.name));
        if (ts.isMethodDeclaration(member) && decoratorsOf(member).some((one) => HANDLER.has(one))) {
          const signature = checker.getSignatureFromDeclaration(member);
          const type = checker.getAwaitedType(signature.getReturnType());
          const answer = type.flags & ts.TypeFlags.VoidLike ? null : toSchema(type);
          handlers[`${node.name.text}.${name}`] = { summary: doc, answer };
        } else if (ts.isPropertyDeclaration(member) && node.name.text.endsWith('Dto') && doc !== '') {
          fields[`${node.name.text}.${name}`] = doc;
        }
      }
    }
  }

  const module = checker.getSymbolAtLocation(program.getSourceFile(contracts));
  const exported = new Map(checker.getExportsOfModule(module).map((each) => [each.name, each]));
  const typeOf = (name) => {
    const symbol = exported.get(name);
    if (symbol === undefined) throw new Error(`the contracts have no ${name}`);
    return checker.getDeclaredTypeOfSymbol(
      symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
    );
  };
  for (const name of ['Problem', 'CallStateMessage']) toSchema(typeOf(name));
  const commands = {};
  for (const each of checker.getPropertiesOfType(typeOf('ClientCommands'))) {
    const [body, ack] = parametersOf(checker, each);
    const [answer] = checker.getSignaturesOfType(ack, ts.SignatureKind.Call)[0].parameters;
    commands[each.name] = {
      summary: docOf(checker, each),
      body: toSchema(body),
      // Of `Ack<T>` the T: how a refusal looks is the same everywhere.
      answer: toSchema(checker.getTypeOfSymbol(answer).aliasTypeArguments[0]),
    };
  }
  const events = {};
  for (const each of checker.getPropertiesOfType(typeOf('ServerEvents'))) {
    const [body] = parametersOf(checker, each);
    events[each.name] = { summary: docOf(checker, each), body: toSchema(body) };
  }

  const text = `// Made by "npm run api-types" from the controllers and the contracts; do not edit.
import type { ApiTypes } from './types.js';

export const API_TYPES: ApiTypes = ${JSON.stringify({
    handlers: sorted(handlers),
    fields: sorted(fields),
    commands: sorted(commands),
    events: sorted(events),
    schemas: sorted(schemas),
  })};
`;
  return format(text, { ...(await resolveConfig(TYPES_FILE)), parser: 'typescript' });
}

/** Turns types into JSON Schema; named ones are collected in `schemas` and referred to. */
function schemaReader(checker, schemas) {
  const toSchema = (type) => {
    const { flags } = type;
    if (flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return {};
    if (flags & ts.TypeFlags.Null) return { type: 'null' };
    if (flags & ts.TypeFlags.String) return { type: 'string' };
    if (flags & ts.TypeFlags.Number) return { type: 'number' };
    if (flags & ts.TypeFlags.Boolean) return { type: 'boolean' };
    if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value };
    if (flags & ts.TypeFlags.BooleanLiteral) return { const: checker.typeToString(type) === 'true' };
    if (flags & ts.TypeFlags.TemplateLiteral) return { type: 'string' };
    if (flags & ts.TypeFlags.NonPrimitive) return { type: 'object' };
    if (type.isUnion()) return union(type.types);
    if (checker.isArrayType(type))
      return { type: 'array', items: toSchema(checker.getTypeArguments(type)[0]) };
    const name = nameOf(type);
    if (name === null) return object(type);
    if (!Object.hasOwn(schemas, name)) {
      schemas[name] = {};
      const description = docOf(checker, type.aliasSymbol ?? type.symbol);
      schemas[name] = { ...(description === '' ? {} : { description }), ...object(type) };
    }
    return { $ref: REF + name };
  };

  function union(types) {
    const parts = types.filter(({ flags }) => !(flags & ts.TypeFlags.Undefined));
    const literals = parts.filter((one) => one.isStringLiteral()).map(({ value }) => value);
    // The checker's own order changes with the order of the files.
    literals.sort();
    const booleans = parts.filter(({ flags }) => flags & ts.TypeFlags.BooleanLiteral);
    const others = parts.filter((one) => !one.isStringLiteral() && !booleans.includes(one));
    const isNull = ({ flags }) => (flags & ts.TypeFlags.Null ? 1 : 0);
    others.sort((a, b) => isNull(a) - isNull(b));
    const schemas = [
      ...(literals.length > 0 ? [{ enum: literals }] : []),
      ...(booleans.length === 2 ? [{ type: 'boolean' }] : booleans.map(toSchema)),
      ...others.map(toSchema),
    ];
    const [first, second, more] = unique(schemas);
    if (second === undefined) return first;
    // What may be null says so itself.
    if (more === undefined && second.type === 'null') {
      if (first.enum !== undefined) return { enum: [...first.enum, null] };
      if (typeof first.type === 'string' && !first.properties)
        return { ...first, type: [first.type, 'null'] };
    }
    return { anyOf: unique(schemas) };
  }

  function object(type) {
    const index = checker.getIndexInfoOfType(type, ts.IndexKind.String);
    if (index !== undefined) return { type: 'object', additionalProperties: toSchema(index.type) };
    const properties = {};
    const required = [];
    for (const each of checker.getPropertiesOfType(type)) {
      const description = docOf(checker, each);
      const moment = /(^|_)at$|^timestamp$/.test(each.name);
      const schema = toSchema(checker.getTypeOfSymbol(each));
      properties[each.name] = {
        ...schema,
        ...(moment && [schema.type].flat().includes('string') ? { format: 'date-time' } : {}),
        ...(description === '' ? {} : { description }),
      };
      if (!(each.flags & ts.SymbolFlags.Optional)) required.push(each.name);
    }
    return { type: 'object', properties, ...(required.length > 0 ? { required } : {}) };
  }

  /** What a type is called in our sources; null: it has no name of its own. */
  function nameOf(type) {
    const symbol = type.aliasSymbol ?? type.symbol;
    const declared = symbol?.declarations?.[0]?.getSourceFile().fileName ?? '';
    if (symbol === undefined || symbol.name.startsWith('__') || !/\/(libs|apps)\//.test(declared))
      return null;
    const given =
      (type.aliasSymbol === undefined ? checker.getTypeArguments(type) : type.aliasTypeArguments) ?? [];
    // The last argument of an interface may stand for itself (`this`).
    const names = given.filter((one) => !one.isThisType).map((one) => nameOf(one));
    return names.includes(null) ? null : [symbol.name, ...names].join('Of');
  }
  return toSchema;
}

function parametersOf(checker, method) {
  const [signature] = checker.getSignaturesOfType(checker.getTypeOfSymbol(method), ts.SignatureKind.Call);
  return signature.parameters.map((parameter) => checker.getTypeOfSymbol(parameter));
}

function docOf(checker, symbol) {
  return ts.displayPartsToString(symbol?.getDocumentationComment(checker)).replace(/\s+/g, ' ').trim();
}

function unique(schemas) {
  return [...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values()];
}

function decoratorsOf(member) {
  return (ts.getDecorators(member) ?? []).map(({ expression }) =>
    ts.isCallExpression(expression) ? expression.expression.getText() : expression.getText(),
  );
}

function sorted(object) {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = await apiTypes();
  let before = '';
  try {
    before = readFileSync(TYPES_FILE, 'utf8');
  } catch {
    // The first time there is none.
  }
  if (before !== text) writeFileSync(TYPES_FILE, text);
  console.log(`${relative(root, TYPES_FILE)} ${before === text ? 'is as it was' : 'was written'}`);
}
