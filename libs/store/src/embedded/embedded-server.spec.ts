import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { chmod, mkdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { StartupError } from '../startup-error.js';
import { startEmbedded, type EmbeddedServer } from './embedded-server.js';

const ROOT = process.getuid?.() === 0;

describe('the embedded server', () => {
  let dir = '';
  let running: EmbeddedServer[] = [];

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'ringside-spec-'));
    running = [];
  });
  afterEach(async () => {
    for (const server of running) await server.stop();
    await chmod(dir, 0o700);
    await rm(dir, { recursive: true, force: true });
  });

  const start = async (dataDir = dir): Promise<EmbeddedServer> => {
    const server = await startEmbedded({ dataDir });
    running.push(server);
    return server;
  };
  const query = async (server: EmbeddedServer, sql: string): Promise<readonly Record<string, unknown>[]> => {
    const client = new pg.Client(server.url('postgres'));
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query(sql)).rows as Record<string, unknown>[];
    } finally {
      await client.end();
    }
  };
  const postmasterPid = (dataDir = dir): number =>
    Number(readFileSync(join(dataDir, 'pg', 'postmaster.pid'), 'utf8').split('\n')[0]);
  const oneLine = async (starting: Promise<unknown>): Promise<string> => {
    const error: unknown = await starting.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StartupError);
    const { message } = error as Error;
    expect(message).not.toContain('\n');
    return message;
  };

  it('starts in UTF8 whatever the locale, listens on no port, and stops', async () => {
    const server = await start();
    expect(server.adopted).toBe(false);
    const [row] = await query(
      server,
      `select current_setting('server_encoding') as encoding, current_setting('listen_addresses') as listens,
              current_setting('fsync') as fsync, upper('ä') as upper`,
    );
    expect(row).toEqual({ encoding: 'UTF8', listens: '', fsync: 'on', upper: 'Ä' });
    await server.stop();
    await server.stop();
    await expect(query(server, 'select 1')).rejects.toThrow();
    expect(readdirSync(dir)).toEqual(['pg']);
  });

  it('works in a folder with quotes and spaces, below one that only we may enter', async () => {
    await chmod(dir, 0o700);
    const dataDir = join(dir, `it's "a" $folder; ä`);
    const server = await start(dataDir);
    expect(await query(server, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('adopts a server that was left running', async () => {
    const first = await start();
    await query(first, 'create table kept (n int)');
    const second = await start();
    expect(second.adopted).toBe(true);
    expect(await query(second, 'select * from kept')).toEqual([]);
    await second.stop();
    await expect(query(first, 'select 1')).rejects.toThrow();
  });

  it('comes back after kill -9 of the server with everything committed, and can bring itself back', async () => {
    const first = await start();
    await query(first, 'create table kept (n int)');
    await query(first, 'insert into kept values (1)');
    process.kill(postmasterPid(), 'SIGKILL');
    const second = await start();
    expect(await query(second, 'select * from kept')).toEqual([{ n: 1 }]);
    process.kill(postmasterPid(), 'SIGKILL');
    await second.ensureRunning();
    expect(await query(second, 'select * from kept')).toEqual([{ n: 1 }]);
    await second.ensureRunning();
  });

  it('starts although the pid file names a process that is not the server', async () => {
    const first = await start();
    await first.stop();
    const file = join(dir, 'pg', 'postmaster.pid');
    await writeFile(file, `${process.pid}\n${join(dir, 'pg')}\n1\n5432\n${tmpdir()}\n\n 1 1\nready   \n`);
    const second = await start();
    expect(second.adopted).toBe(false);
    expect(await query(second, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('makes one cluster when two start at once on an empty folder', async () => {
    const servers = await Promise.all([start(), start()]);
    for (const server of servers) expect(await query(server, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(readdirSync(dir)).toEqual(['pg']);
  });

  it('removes what an initdb left that was killed long ago', async () => {
    const abandoned = join(dir, 'pg.new-abc123');
    await mkdir(abandoned);
    await utimes(abandoned, new Date(0), new Date(0));
    await start();
    await expect(stat(abandoned)).rejects.toThrow(/ENOENT/);
  });

  it('refuses data of another major version in one line', async () => {
    await mkdir(join(dir, 'pg'));
    writeFileSync(join(dir, 'pg', 'PG_VERSION'), '15\n');
    expect(await oneLine(startEmbedded({ dataDir: dir }))).toMatch(
      /written by PostgreSQL 15 .* DATABASE_URL/,
    );
  });

  it('refuses a folder that is a file in one line', async () => {
    writeFileSync(join(dir, 'file'), '');
    expect(await oneLine(startEmbedded({ dataDir: join(dir, 'file') }))).toMatch(
      /is not a folder .* DATA_DIR/,
    );
    expect(await oneLine(startEmbedded({ dataDir: join(dir, 'file', 'in') }))).toMatch(
      /is not a folder .* DATA_DIR/,
    );
  });

  it('refuses a folder that cannot be written in one line', async () => {
    // Root may write to any ordinary folder, but to none of the kernel's.
    const readOnly = ROOT ? '/proc/ringside' : join(dir, 'sealed');
    if (!ROOT) await mkdir(readOnly, { mode: 0o500 });
    expect(await oneLine(startEmbedded({ dataDir: readOnly }))).toMatch(/cannot be written to .* DATA_DIR/);
  });
});
