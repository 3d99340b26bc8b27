import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { closeSync, existsSync, openSync, readFileSync, readdirSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installAsterisk, type Installed, type Suite } from './install.ts';
import { toneWav } from './tone.ts';

/** Who may use ARI, and what: `etc/ari.conf`. */
export const DIALER = { user: 'dialer', password: 'dialer-loopback-test' } as const;
export const MONITOR = { user: 'monitor', password: 'monitor-loopback-test' } as const;

export interface AsteriskOptions {
  readonly suite: Suite;
  /** Takes this context out of the dialplan. */
  readonly without?: string;
  /** With SIP, which has a socket for DNS on every interface; without, all is loopback. */
  readonly sip?: boolean;
}

/** A running Asterisk of its own, on loopback only. It ends with the process that started it, however that ends. */
export interface Asterisk {
  /** Of its HTTP server: `http://127.0.0.1:41234`. The same after a restart. */
  readonly url: string;
  /** As the engine says it. */
  readonly version: string;
  /** Its run folder. */
  readonly folder: string;
  /** Numbers that the carrier was asked to ring, in order: the far end's own count. */
  rung(): string[];
  /** kill -9. */
  kill(): Promise<void>;
  /** Starts it again after a kill; resolves when ARI answers. */
  start(): Promise<void>;
  /** kill -9, and up again. */
  restart(): Promise<void>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

const START_MS = 20_000;

/** Installs if that has not been done yet, starts, and resolves when ARI answers. */
export async function startAsterisk(options: AsteriskOptions): Promise<Asterisk> {
  const installed = await installAsterisk(options.suite);
  const folder = await mkdtemp(join(tmpdir(), 'ringside-asterisk-'));
  const [httpPort, sipPort] = [await freePort(), await freeUdpPort()];
  await configure(installed, folder, { HTTP_PORT: String(httpPort), SIP_PORT: String(sipPort) }, options);
  const url = `http://127.0.0.1:${httpPort}`;
  let child: ChildProcess | null = null;
  let version = '';

  const start = async (): Promise<void> => {
    child = launch(installed, folder);
    version = await answers(url, child, folder);
  };
  const kill = async (signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> => {
    const running = child;
    child = null;
    if (running !== null) await ended(running, signal);
  };
  /** Lines of its log: warnings and errors, and every number the carrier rang, over all its lives. */
  const log = (): string[] => {
    const file = join(folder, 'log/messages');
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  };
  try {
    await start();
  } catch (error) {
    await kill();
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return {
    url,
    folder,
    start,
    get version() {
      return version;
    },
    rung: () => log().flatMap((line) => /carrier rung (\S+)/.exec(line)?.[1] ?? []),
    kill: () => kill(),
    restart: async () => {
      await kill();
      await start();
    },
    stop: async () => {
      await kill('SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Fills the run folder: `etc/` with this run's ports and folders, and the package's data beside sounds of our own. */
async function configure(
  { root }: Installed,
  folder: string,
  ports: Readonly<Record<string, string>>,
  { without, sip = false }: AsteriskOptions,
): Promise<void> {
  for (const name of ['etc', 'tmp', 'var', 'log', 'data/sounds', 'spool/recording', 'spool/monitor'])
    await mkdir(join(folder, name), { recursive: true });
  const modules = modulesOf(root);
  const values: Readonly<Record<string, string>> = { ...ports, RUN: folder, MODULES: modules };
  const from = join(import.meta.dirname, 'etc');
  for (const name of await readdir(from)) {
    let text = (await readFile(join(from, name), 'utf8')).replace(
      /@([A-Z_]+)@/g,
      (_all, key: string) => values[key] ?? '',
    );
    if (name === 'modules.conf')
      text = text.replace(/^load = (\S+)\n/gm, (line, file: string) =>
        existsSync(join(modules, file)) && (sip || !/pj|rtp/.test(file)) ? line : '',
      );
    if (name === 'extensions.conf' && without !== undefined)
      text = text.replace(`[${without}]`, `[not-${without}]`);
    await writeFile(join(folder, 'etc', name), text);
  }
  const data = join(root, 'usr/share/asterisk');
  for (const name of await readdir(data))
    if (name !== 'sounds') await symlink(join(data, name), join(folder, 'data', name));
  const sounds = join(folder, 'data/sounds/en');
  await cp(join(data, 'sounds/en_US_f_Allison/hello-world.gsm'), join(sounds, 'hello-world.gsm'));
  await writeFile(join(sounds, 'tone-1200.wav'), toneWav(1200, 1));
  await writeFile(join(sounds, 'tone-1200-long.wav'), toneWav(1200, 20));
}

function modulesOf(root: string): string {
  const found = [...libraries(root), join(root, 'usr/lib')]
    .map((lib) => join(lib, 'asterisk/modules'))
    .find((path) => existsSync(path));
  if (found === undefined) throw new Error(`no modules of Asterisk in ${root}`);
  return found;
}

/** Folders of shared libraries: `usr/lib/x86_64-linux-gnu`. */
function libraries(root: string): string[] {
  return ['usr/lib', 'lib'].flatMap((lib) => {
    const path = join(root, lib);
    return existsSync(path)
      ? readdirSync(path)
          .filter((name) => name.endsWith('-linux-gnu'))
          .map((name) => join(path, name))
      : [];
  });
}

/** The package's own loader and libraries: a newer libc than this system's does no harm. */
function launch({ root }: Installed, folder: string): ChildProcess {
  const libs = libraries(root);
  const loader = [join(root, 'usr/lib64'), join(root, 'lib64'), join(root, 'usr/lib'), ...libs]
    .filter((path) => existsSync(path))
    .flatMap((path) => readdirSync(path).map((name) => join(path, name)))
    .find((path) => /\/ld-(linux-[\w-]+\.so\.\d|[\d.]+\.so)$/.test(path) && existsSync(path));
  if (loader === undefined) throw new Error(`no loader in ${root}`);
  const folders = [...libs, join(root, 'usr/lib')];
  const path = [...folders, ...folders.map((lib) => join(lib, 'asterisk'))];
  const command = [loader, '--library-path', path.join(':'), join(root, 'usr/sbin/asterisk')];
  const args = ['-f', '-n', '-C', join(folder, 'etc/asterisk.conf')];
  // The shell becomes Asterisk. What it leaves behind waits for the end of our pipe, that is, for the end of this process.
  const script = 'exec 3<&0; (cat <&3 >/dev/null; kill -9 $$ 2>/dev/null) & exec "$@" 3<&- </dev/null';
  const output = openSync(join(folder, 'log/console'), 'a');
  const child = spawn('/bin/sh', ['-c', script, 'asterisk', ...command, ...args], {
    stdio: ['pipe', output, output],
    cwd: folder,
  });
  closeSync(output);
  child.on('error', () => undefined);
  child.stdin?.on('error', () => undefined);
  // Jest is not kept waiting for an Asterisk that a failed spec left.
  child.unref();
  return child;
}

/** Waits until ARI answers; the version that it tells. */
async function answers(url: string, child: ChildProcess, folder: string): Promise<string> {
  const credentials = Buffer.from(`${DIALER.user}:${DIALER.password}`).toString('base64');
  const end = performance.now() + START_MS;
  while (performance.now() < end && child.exitCode === null && child.signalCode === null) {
    const response = await fetch(`${url}/ari/asterisk/info?only=system`, {
      headers: { authorization: `Basic ${credentials}` },
    }).catch(() => null);
    if (response?.ok === true) {
      const { system } = (await response.json()) as { system: { version: string } };
      return system.version;
    }
    await response?.body?.cancel();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const last = readFileSync(join(folder, 'log/console'), 'utf8').trim().split('\n').slice(-5).join('\n');
  throw new Error(`Asterisk does not answer:\n${last}`);
}

/** Ends a child, in the end by force. */
async function ended(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.ref();
  child.kill(signal);
  const force = setTimeout(() => child.kill('SIGKILL'), 3000);
  await gone;
  clearTimeout(force);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done));
  const { port } = socket.address();
  await new Promise<void>((done) => socket.close(done));
  return port;
}

/** `node start.ts [sid|bullseye]`: one to play with, until Ctrl-C. */
if (import.meta.main) {
  const suite = process.argv[2] === 'bullseye' ? 'bullseye' : 'sid';
  const running = await startAsterisk({ suite });
  const settings = {
    PHONE_SYSTEM: 'asterisk',
    ARI_URL: running.url,
    ARI_USER: DIALER.user,
    ARI_PASSWORD: DIALER.password,
    ARI_ENDPOINT: 'Local/{number}@carrier',
  };
  console.log(`Asterisk ${running.version} runs in ${running.folder}; dial through it with\n`);
  console.log(
    `${Object.entries(settings)
      .map(([name, value]) => `${name}='${value}'`)
      .join(' ')} npm start`,
  );
  const watch = setInterval(() => undefined, 60_000);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void running.stop().finally(() => clearInterval(watch)));
}
