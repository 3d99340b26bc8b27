// npm runs this before `npm start`, `npm test` and the others, under whatever Node is there (>= 20):
// installs what package-lock.json names if it is not installed, and sees to it that the next
// script runs under Node 24. No dependencies, because none is installed yet.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join, sep } from 'node:path';
import { alone, root } from './lock.mjs';
import { Problem, run, step } from './say.mjs';

const modules = join(root, 'node_modules');
const stamp = join(modules, '.ringside-install');

/** Whether node_modules holds what the lock file says: our stamp, or else npm's own note of what it did. */
function installed() {
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return true;
  if (!npmInstalledTheSame()) return false;
  writeFileSync(stamp, wanted);
  return true;
}

/** Of everything that decides what stands in node_modules. */
function fingerprint() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  return createHash('sha256').update(lock).update(`${process.platform}-${process.arch}`).digest('hex');
}

/** Compares with the hidden lock file, which npm writes last: true after somebody's own `npm ci`. */
function npmInstalledTheSame() {
  const hidden = join(modules, '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const there = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || !path.includes('node_modules/')) return true;
    if (there[path] === undefined) return entry.optional === true && !forThisMachine(entry);
    return there[path].version === entry.version && there[path].integrity === entry.integrity;
  });
}

/** Binaries that come in two kinds of libc are left to npm, which knows which one fits. */
function forThisMachine({ os, cpu, libc }) {
  const fits = (names, name) => names === undefined || [names].flat().includes(name);
  return libc === undefined && os !== undefined && fits(os, process.platform) && fits(cpu, process.arch);
}

async function install() {
  console.log('Installing what is missing. The first time this takes a minute or two.');
  const count = new Set(
    Object.entries(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages)
      .filter(([, entry]) => entry.optional !== true)
      .map(([path]) => path.split('node_modules/').at(1)?.replace(/\/$/, ''))
      .filter(Boolean),
  ).size;
  const progress = step('Dependencies');
  const watch = setInterval(() => progress.note(`${Math.min(foldersThere(), count)} of ${count}`), 500);
  const { code, output } = await npmCi();
  clearInterval(watch);
  if (code !== 0) {
    progress.end('failed');
    throw new Problem(whyNpmFailed(output));
  }
  progress.end();
  if (isRecent(process.versions.node)) preferSystemNode();
  writeFileSync(stamp, fingerprint());
}

/** `npm ci` without install hooks (nothing here needs one) and with everything, whatever the user's own settings leave out. */
async function npmCi() {
  const args = ['ci', '--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--no-fund'];
  // npm asks for each of a thousand packages, again and again, before it believes that nobody is there.
  const ping = await npm(['ping', '--fetch-retries=0', '--fetch-timeout=10000']);
  if (!isNetworkError(ping.output)) return npm(args);
  const fromCache = await npm([...args, '--offline']);
  return fromCache.code === 0 ? fromCache : ping;
}

function npm(args) {
  const path = process.env.npm_execpath ?? '';
  const all = [...args, '--loglevel=error', '--no-progress'];
  const options = { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] };
  const child = /^npm(-cli)?\.c?js$/.test(basename(path))
    ? spawn(process.execPath, [path, ...all], options)
    : spawn('npm', all, { ...options, shell: process.platform === 'win32' });
  return new Promise((resolve) => {
    let output = '';
    const keep = (chunk) => (output = (output + chunk).slice(-20_000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => resolve({ code: 1, output: `npm could not be started: ${error.message}` }));
    child.on('close', (code, signal) => resolve({ code: signal === null ? code : 1, output }));
  });
}

const npmCode = (output) => /npm error code (\S+)/.exec(output)?.[1] ?? '';

function isNetworkError(output) {
  return /^(E(NOTFOUND|AI_AGAIN|CONNREFUSED|CONNRESET|TIMEDOUT|NETUNREACH|HOSTUNREACH)|ERR_SOCKET_TIMEOUT)/.test(
    npmCode(output),
  );
}

function whyNpmFailed(output) {
  const code = npmCode(output);
  if (isNetworkError(output)) {
    return `cannot reach the npm registry (${code}). Check the network or proxy, then run the same command again.`;
  }
  if (code === 'ENOSPC') return 'the disk is full.';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return `cannot write ${modules}: this user needs write access to the project folder.`;
  }
  if (code === 'EUSAGE') {
    return 'package-lock.json does not fit the package.json files. Run "npm install", then the same command again.';
  }
  const lines = output
    .split('\n')
    .filter((line) => line.startsWith('npm error'))
    .map((line) => line.slice('npm error '.length));
  const said = lines.find((line) => !line.startsWith('code ')) ?? output.trim().split('\n').at(-1);
  return `npm could not install the dependencies: ${said || 'it gave no reason'}`;
}

function foldersThere() {
  if (!existsSync(modules)) return 0;
  return readdirSync(modules)
    .filter((name) => !name.startsWith('.'))
    .reduce((sum, name) => sum + (name.startsWith('@') ? readdirSync(join(modules, name)).length : 1), 0);
}

// Which Node runs the scripts. npm puts node_modules/.bin first on PATH, so the Node that came with the
// dependencies wins wherever it stands there.

function isRecent(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 15);
}

const bundled = join(modules, '.bin', 'node');
const bundledFiles = [bundled, `${bundled}.cmd`, `${bundled}.ps1`];

function preferSystemNode() {
  for (const file of bundledFiles) rmSync(file, { force: true });
}

function chooseNode() {
  if (isRecent(process.versions.node)) return;
  if (!isThere(bundled)) linkBundled();
  const shell = process.platform === 'win32';
  const answer = isThere(bundled) ? spawnSync(bundled, ['--version'], { encoding: 'utf8', shell }) : null;
  if (answer?.status === 0 && isRecent(answer.stdout.trim().slice(1))) return;
  preferSystemNode();
  throw new Problem(
    `needs Node 24.15 or newer, this is ${process.version}, and none that runs on ${process.platform}-${process.arch} here comes with the dependencies. Install Node 24 from https://nodejs.org, then run the same command again.`,
  );
}

/** The link was removed while a newer Node was first on PATH, which is gone now. */
function linkBundled() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const target = join(modules, `node-${platform}-${process.arch}`, 'bin', 'node');
  if (platform !== 'win' && existsSync(target))
    symlinkSync(target.replace(modules + sep, `..${sep}`), bundled);
}

function isThere(file) {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}

await run(async () => {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    throw new Problem(`needs Node 20 or newer to install itself, this is ${process.version}`);
  }
  if (!installed()) await alone(async () => installed() || (await install()));
  chooseNode();
});
