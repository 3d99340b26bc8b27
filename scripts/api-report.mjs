// `node scripts/api-report.mjs`: writes what the published packages promise, as built, to docs/api. A diff of it
// is a change for everybody who uses them, and is reviewed as such; test/consumer compares.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { root } from './lock.mjs';

/** Those that other programs are written against. */
export const REPORTED = ['client', 'dialer', 'telephony'];

const options = {
  module: ts.ModuleKind.NodeNext,
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2024.d.ts', 'lib.dom.d.ts'],
  types: [],
  skipLibCheck: true,
  noEmit: true,
};
const printer = ts.createPrinter({ removeComments: true });

/** Where the report of a package is kept. */
export const reportFile = (name) => join(root, 'docs', 'api', `${name}.api.md`);

/** What a package exports, entry by entry, and what is reached through that. */
export function apiReport(name) {
  const folder = join(root, 'libs', name);
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const entries = Object.entries(exports).map(([path, { types }]) => ({
    title: `@ringside/${name}${path.slice(1)}`,
    file: join(folder, types),
  }));
  for (const { file } of entries) if (!existsSync(file)) throw new Error(`${file} has not been built`);
  const program = ts.createProgram({ rootNames: entries.map(({ file }) => file), options });
  const sections = entries.map(({ title, file }) => section(program, title, file, join(folder, 'dist')));
  return `# @ringside/${name}\n\nWritten by \`node scripts/api-report.mjs\`. A change here is a change for everybody who uses it.\n\n${sections.join('\n')}`;
}

function section(program, title, file, dist) {
  const checker = program.getTypeChecker();
  const resolved = (symbol) =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const exported = checker
    .getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)))
    .map(resolved);
  const reached = [];
  const seen = new Set(exported);

  /** Declarations of this package that these lean on without being exported themselves. */
  const follow = (node) => {
    // What Nest injects is nobody else's business.
    if (ts.isConstructorDeclaration(node)) return;
    if (ts.isIdentifier(node)) {
      const found = checker.getSymbolAtLocation(node);
      const symbol = found && resolved(found);
      if (symbol && !seen.has(symbol) && declarationsOf(symbol).some((one) => isOurs(one, dist))) {
        seen.add(symbol);
        reached.push(symbol);
      }
    }
    ts.forEachChild(withoutPrivates(node), follow);
  };
  for (const symbol of exported) declarationsOf(symbol).forEach(follow);
  for (const symbol of reached) declarationsOf(symbol).forEach(follow);

  const parts = [`## ${title}\n\n${block(exported)}`];
  if (reached.length > 0) parts.push(`### Reached, not exported\n\n${block(reached)}`);
  return parts.join('\n');
}

function isOurs(node, dist) {
  return node.getSourceFile().fileName.startsWith(dist.replaceAll('\\', '/'));
}

/** Whole statements: interfaces, types, classes, functions, constants. */
function declarationsOf(symbol) {
  return (symbol.declarations ?? []).filter(
    (node) =>
      ts.isInterfaceDeclaration(node) ||
      ts.isTypeAliasDeclaration(node) ||
      ts.isClassDeclaration(node) ||
      ts.isFunctionDeclaration(node) ||
      (ts.isVariableDeclaration(node) && ts.isSourceFile(node.parent.parent.parent)),
  );
}

function block(symbols) {
  const texts = symbols
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((symbol) => declarationsOf(symbol).map(print));
  return `\`\`\`ts\n${texts.join('\n')}\n\`\`\`\n`;
}

function print(node) {
  const text = printer.printNode(ts.EmitHint.Unspecified, withoutPrivates(node), node.getSourceFile());
  const whole = ts.isVariableDeclaration(node) ? `const ${text};` : text;
  return whole.replace(/^export /, '').replace(/^declare /, '');
}

/** A class without what only it may use. */
function withoutPrivates(node) {
  if (!ts.isClassDeclaration(node)) return node;
  const members = node.members.filter(
    (member) =>
      !(ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Private) &&
      !(member.name && ts.isPrivateIdentifier(member.name)),
  );
  return ts.factory.updateClassDeclaration(
    node,
    node.modifiers,
    node.name,
    node.typeParameters,
    node.heritageClauses,
    members,
  );
}

if (import.meta.main) {
  mkdirSync(join(root, 'docs', 'api'), { recursive: true });
  for (const name of REPORTED) writeFileSync(reportFile(name), apiReport(name));
}
