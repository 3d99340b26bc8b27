import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/**
 * Debian's packages of Asterisk, unpacked into a folder of this checkout: no root, no package database, no maintainer scripts.
 * `sid` moves and has the newest; `bullseye` has 16.
 */
const SUITES = ['sid', 'bullseye'] as const;
export type Suite = (typeof SUITES)[number];

export interface Installed {
  readonly suite: Suite;
  /** The unpacked file system. */
  readonly root: string;
  /** Of the package: `22.10.1`. */
  readonly version: string;
}

/** Why Asterisk cannot be had here, in one line. */
class NotInstalled extends Error {
  override readonly name = 'NotInstalled';
}

const buildDir = resolve(import.meta.dirname, '../../../.build');
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
/** Asked after the mirror of this system. Suites that are no longer kept go to the archive. */
const PUBLIC_MIRRORS = ['http://deb.debian.org/debian', 'http://archive.debian.org/debian'];
const INSTALL_MS = 180_000;

/** Unpacks it if that has not been done yet; throws {@link NotInstalled}. */
export async function installAsterisk(suite: Suite): Promise<Installed> {
  const folder = join(buildDir, `asterisk-${suite}`);
  const found = readInstalled(suite, folder);
  if (found !== null) return found;
  await needTools();
  // Two may install at once: each in a folder of its own, and the first one stays.
  const work = `${folder}.${process.pid}`;
  try {
    await downloadFrom(await mirrors(), suite, work);
    const archives = join(work, 'apt/cache/archives');
    const packages = (await readdir(archives)).filter((name) => name.endsWith('.deb'));
    for (const name of packages) await must('dpkg-deb', ['-x', join(archives, name), join(work, 'root')]);
    const version = /^asterisk_(?:\d+%3a)?([\d.]+)/.exec(
      packages.find((name) => name.startsWith('asterisk_')) ?? '',
    )?.[1];
    if (version === undefined) throw new NotInstalled(`the packages of ${suite} have no Asterisk`);
    await rm(join(work, 'apt'), { recursive: true });
    await writeFile(join(work, 'installed.json'), JSON.stringify({ version }));
    await rename(work, folder).catch(() => undefined);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  const installed = readInstalled(suite, folder);
  if (installed === null) throw new NotInstalled(`${folder} cannot be written`);
  return installed;
}

function readInstalled(suite: Suite, folder: string): Installed | null {
  const stamp = join(folder, 'installed.json');
  if (!existsSync(stamp)) return null;
  const { version } = JSON.parse(readFileSync(stamp, 'utf8')) as { version: string };
  return { suite, root: join(folder, 'root'), version };
}

async function needTools(): Promise<void> {
  for (const tool of ['apt-get', 'dpkg-deb']) {
    const { code } = await run(tool, ['--version']);
    if (code !== 0)
      throw new NotInstalled(`${tool} is not here: Asterisk is unpacked from Debian's packages`);
  }
  if (!existsSync(KEYRING))
    throw new NotInstalled(`no ${KEYRING} to check signatures with: install debian-archive-keyring`);
}

/** The first Debian mirror that this system is set up with, then the public ones. */
async function mirrors(): Promise<string[]> {
  const parts = await readdir('/etc/apt/sources.list.d').catch(() => []);
  const files = ['/etc/apt/sources.list', ...parts.map((name) => join('/etc/apt/sources.list.d', name))];
  const own = files.flatMap((file) => {
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    const lines = text.split('\n').filter((line) => /^(URIs:|deb )/.test(line));
    return lines.flatMap((line) => line.match(/https?:\/\/\S+\/debian\/?(?=\s|$)/g) ?? []);
  });
  return [...new Set([...own.slice(0, 1), ...PUBLIC_MIRRORS].map((url) => url.replace(/\/$/, '')))];
}

/** Fetches the packages from the first mirror that has them. apt checks every signature against Debian's keys. */
async function downloadFrom(candidates: readonly string[], suite: Suite, work: string): Promise<void> {
  const reasons: string[] = [];
  for (const mirror of candidates) {
    await rm(work, { recursive: true, force: true });
    const apt = join(work, 'apt');
    for (const folder of ['lists/partial', 'cache/archives/partial', 'parts'])
      await mkdir(join(apt, folder), { recursive: true });
    await mkdir(join(work, 'root'));
    await writeFile(join(apt, 'status'), '');
    await writeFile(join(apt, 'sources.list'), `deb [signed-by=${KEYRING}] ${mirror} ${suite} main\n`);
    const aptGet = (...args: string[]): Promise<Ran> => run('apt-get', [...aptOptions(apt), '-qq', ...args]);
    const updated = await aptGet('update', '--error-on=any');
    const done =
      updated.code === 0
        ? await aptGet('install', '-y', '--download-only', '--no-install-recommends', 'asterisk')
        : updated;
    if (done.code === 0) return;
    reasons.push(reasonOf(done.output));
  }
  throw new NotInstalled(`no mirror gives Debian's ${suite}: ${[...new Set(reasons)].join(' / ')}`);
}

/** apt with nothing of this system but its network settings. */
function aptOptions(apt: string): string[] {
  const options = [
    `Dir::State=${apt}`,
    `Dir::State::lists=${apt}/lists`,
    `Dir::State::status=${apt}/status`,
    `Dir::Cache=${apt}/cache`,
    `Dir::Etc::sourcelist=${apt}/sources.list`,
    `Dir::Etc::sourceparts=${apt}/parts`,
    'APT::Sandbox::User=',
    'Debug::NoLocking=1',
    'Acquire::Retries=2',
    'Acquire::http::Timeout=20',
  ];
  return options.flatMap((option) => ['-o', option]);
}

function reasonOf(output: string): string {
  const lines = output.split('\n').filter((line) => /^[EW]: /.test(line));
  return (lines[0] ?? output.trim().split('\n').at(-1) ?? '').slice(0, 300) || 'apt-get gave no reason';
}

interface Ran {
  readonly code: number | null;
  readonly output: string;
}

async function must(command: string, args: readonly string[]): Promise<void> {
  const { code, output } = await run(command, args);
  if (code !== 0) throw new NotInstalled(`${command} failed: ${reasonOf(output)}`);
}

function run(command: string, args: readonly string[]): Promise<Ran> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: INSTALL_MS,
    env: { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' },
  });
  return new Promise((done) => {
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-10_000)));
    child.once('error', (error) => done({ code: -1, output: error.message }));
    child.once('close', (code) => done({ code, output }));
  });
}

/** `node install.ts`: all suites, with a line for each. */
if (import.meta.main) {
  for (const suite of SUITES) {
    const begun = performance.now();
    try {
      const { version } = await installAsterisk(suite);
      const seconds = ((performance.now() - begun) / 1000).toFixed(1);
      console.log(`  Asterisk ${version} of Debian ${suite} ... ${seconds} s`);
    } catch (error) {
      console.error(`\nringside: Asterisk of Debian ${suite} cannot be had: ${(error as Error).message}`);
      process.exitCode = 1;
    }
  }
}
