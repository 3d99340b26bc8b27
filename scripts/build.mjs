// `npm run build`, and the first thing `npm start` and `npm test` do: compiles what changed since the last
// good build. Stale or not is decided by the content of the sources, so a fresh clone, a `git checkout` or a
// copied folder are all judged right; it takes some 30 ms.
import './node-version.mjs';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { alone, buildDir, root } from './lock.mjs';
import { Problem, run, step } from './say.mjs';

const json = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));
const packages = json('tsconfig.json').references.map(({ path }) => path);
const shared = ['package-lock.json', 'tsconfig.base.json', 'tsconfig.json', 'scripts/build.mjs'];

const consoleDir = 'apps/console/dist';
const freshDir = json('angular.json').projects.console.architect.build.options.outputPath.base;

/** What is built, from what, into what, and how. */
const parts = [
  {
    name: 'server',
    words: 'Building the service',
    sources: [...shared, ...packages],
    results: () => packages.map((path) => `${path}/dist/.tsbuildinfo`),
    command: ['node_modules/typescript/bin/tsc', '-b', '--pretty', String(process.stdout.isTTY === true)],
  },
  {
    name: 'console',
    words: 'Building the console',
    sources: [...shared, 'angular.json', 'apps/console', 'libs/client', 'libs/contracts'],
    results: () => [`${consoleDir}/index.html`],
    command: ['node_modules/@angular/cli/bin/ng.js', 'build', 'console', '--progress=false'],
    after: swapConsole,
  },
];

/** A service that starts while the console is built finds the one before, whole; then this one. */
function swapConsole() {
  const now = join(root, consoleDir);
  const old = join(buildDir, 'console-old');
  rmSync(old, { recursive: true, force: true });
  if (existsSync(now)) renameSync(now, old);
  renameSync(join(root, freshDir), now);
  rmSync(old, { recursive: true, force: true });
}

/** Compiles the service and the console where their sources changed; a Problem when they do not compile. */
export async function buildIfStale() {
  if (!existsSync(join(root, 'node_modules', 'typescript'))) {
    throw new Problem('the dependencies are not installed. Run "node scripts/bootstrap.mjs" first.');
  }
  if (parts.some(isStale)) {
    await alone(async () => {
      for (const part of parts) if (isStale(part)) await build(part);
    });
  }
}

const stampOf = (part) => join(buildDir, `${part.name}.stamp`);

function isStale(part) {
  if (!existsSync(stampOf(part))) return true;
  if (readFileSync(stampOf(part), 'utf8') !== fingerprint(part.sources)) return true;
  return part.results().some((path) => !existsSync(join(root, path)));
}

async function build(part) {
  const before = fingerprint(part.sources);
  const progress = step(part.words);
  const { code, output } = await nodeRuns(part.command);
  if (code !== 0) {
    progress.end('failed');
    process.stderr.write(`\n${output.trim()}\n`);
    throw new Problem(`${part.words.replace('Building ', '')} does not compile; the reasons are above`);
  }
  part.after?.();
  progress.end();
  writeFileSync(stampOf(part), before);
}

function nodeRuns(args) {
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      NG_CLI_ANALYTICS: 'false',
      ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }),
    },
  });
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

const leftOut = /^(node_modules|dist|\.angular)$|\.(spec|e2e-spec|harness)\.ts$|~$/;

/** Hash of the names and contents of these files and folders, tests and results left out. */
function fingerprint(paths) {
  const hash = createHash('sha1');
  const add = (path) => {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  };
  const walk = (folder) => {
    const entries = readdirSync(join(root, folder), { withFileTypes: true });
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (leftOut.test(entry.name)) continue;
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else add(path);
    }
  };
  for (const path of paths) {
    if (/\.\w+$/.test(path)) add(path);
    else walk(path);
  }
  return hash.digest('hex');
}

if (import.meta.main) await run(buildIfStale);
