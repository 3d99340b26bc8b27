import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@ringside/store/testing';
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { startPbxMock, type PbxMock } from '../../apps/pbx-mock/src/index.js';
import { NPM, pack, type Published } from './packages.js';

/** Applications of somebody else, each as bare as Nest makes them, with what npm installs for them and nothing of ours around. */
const hosts = [
  { name: 'nest-11', nest: '^11', type: 'commonjs', platform: '@nestjs/platform-express' },
  { name: 'nest-12', nest: '^12', type: 'module', platform: '@nestjs/platform-fastify' },
] as const;
type Host = (typeof hosts)[number];

const used: readonly Published[] = [
  'contracts',
  'telephony',
  'outbound',
  'engine',
  'store',
  'providers',
  'dialer',
];
const folder = mkdtempSync(join(tmpdir(), 'ringside-hosts-'));
let packed: ReadonlyMap<Published, string>;
let mock: PbxMock;

beforeAll(async () => {
  packed = pack(used, folder);
  mock = await startPbxMock({ port: 0, seed: 5, behaviour: { people: 'answer', speed: 60 } });
}, 300_000);
afterAll(async () => {
  await mock.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Writes what its developers have, and lets npm install it: peers that do not fit end here. */
function install({ name, nest, type, platform }: Host, into: string): void {
  mkdirSync(into);
  cpSync('test/consumer/hosts', join(into, 'src'), { recursive: true });
  const [, example = ''] = /```ts\n(.*?)```/s.exec(readFileSync('libs/dialer/README.md', 'utf8')) ?? [];
  writeFileSync(join(into, 'src', 'readme.ts'), example);
  const json = (file: string, content: object): void =>
    writeFileSync(join(into, file), JSON.stringify(content));
  json('package.json', {
    name,
    private: true,
    type,
    dependencies: {
      '@nestjs/common': nest,
      '@nestjs/core': nest,
      [platform]: nest,
      pg: '^8',
      'reflect-metadata': '^0.2',
      rxjs: '^7',
      uuid: '^14',
      ...Object.fromEntries([...packed].map(([one, file]) => [`@ringside/${one}`, `file:${file}`])),
    },
    devDependencies: { '@types/node': '^24', '@types/pg': '^8' },
  });
  json('tsconfig.json', {
    compilerOptions: {
      target: 'es2023',
      module: 'nodenext',
      strict: true,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
      rootDir: 'src',
      outDir: 'dist',
      types: ['node'],
    },
    files: [`src/${name}.main.ts`, 'src/readme.ts'],
  });
  // Optional: the embedded database server, which an application with a database of its own does without.
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync(NPM, ['install', '--omit=optional', '--prefer-offline', ...quiet], {
    cwd: into,
    timeout: 400_000,
    stdio: 'pipe',
  });
}

async function tablesOf(databaseUrl: string): Promise<Record<string, string[]>> {
  return query(databaseUrl, async (client) => {
    const { rows } = await client.query<{ schema: string; tables: string[] }>(
      `select table_schema as schema, array_agg(table_name::text order by table_name) as tables
       from information_schema.tables
       where table_schema !~ '^(pg_|information_schema)' group by 1`,
    );
    return Object.fromEntries(rows.map(({ schema, tables }) => [schema, tables]));
  });
}

async function query<T>(databaseUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe.each(hosts)('$name ($type)', (host) => {
  const into = join(folder, host.name);
  let database: TestDatabase;
  beforeAll(async () => {
    install(host, into);
    database = await testDatabase();
  }, 500_000);
  afterAll(() => database.drop());

  it('compiles against the types that are packed, all of them checked, as does the example of the README', () => {
    const tsc = resolve('node_modules/typescript/bin/tsc');
    const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', into], {
      encoding: 'utf8',
      timeout: 240_000,
    });
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
  }, 300_000);

  it('dials three numbers with plain node, hears of every answer, and ends', async () => {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [`dist/${host.name}.main.js`], {
      cwd: into,
      timeout: 120_000,
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: database.databaseUrl,
        CALL_API_URL: mock.url,
        PUBLIC_URL: `http://127.0.0.1:${await freePort()}`,
      },
    });
    expect(stderr).toBe('');
    const lines = stdout.trim().split('\n');
    expect(lines.slice(0, -1).toSorted()).toEqual(['answered 1', 'answered 2', 'answered 3']);
    expect(lines.at(-1)).toBe('completed');
  }, 150_000);

  it('has its own tables beside those of the dialer, which stand in a schema of their own', async () => {
    const { public: own, ringside, ...others } = await tablesOf(database.databaseUrl);
    expect(own).toEqual(['customer']);
    expect(ringside).toEqual(expect.arrayContaining(['call', 'campaign', 'contact']));
    expect(Object.keys(others).filter((schema) => !schema.startsWith('ringside'))).toEqual([]);
    const { rows } = await query(database.databaseUrl, (client) =>
      client.query('select calls, talked from public.customer'),
    );
    expect(rows).toEqual(Array.from({ length: 3 }, () => ({ calls: 1, talked: true })));
  });
});
