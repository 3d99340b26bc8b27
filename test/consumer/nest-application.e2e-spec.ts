import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pack, type Published } from './packages.js';

/** What an application that uses the dialer installs. */
const packages: readonly Published[] = ['contracts', 'telephony', 'engine', 'dialer'];
/** What it has besides, because it is a Nest application on Fastify, in TypeScript. */
const own = [
  '@nestjs/common',
  '@nestjs/core',
  '@nestjs/platform-fastify',
  'reflect-metadata',
  'rxjs',
  '@types/node',
];

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

describe('a bare Nest application with a store of its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringside-consumer-'));
  const modules = join(folder, 'node_modules');

  beforeAll(() => {
    const wanted = new Set(own);
    for (const [name, file] of pack(packages, folder)) {
      const { dependencies, peerDependencies, peerDependenciesMeta } = unpack(name, file);
      for (const dependency of Object.keys(dependencies ?? {})) wanted.add(dependency);
      for (const peer of Object.keys(peerDependencies ?? {})) {
        if (peerDependenciesMeta?.[peer]?.optional !== true) wanted.add(peer);
      }
    }
    for (const name of wanted) if (!name.startsWith('@ringside/')) link(name);

    cpSync('test/consumer/app', join(folder, 'src'), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"name":"consumer","private":true,"type":"module"}');
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          target: 'es2022',
          module: 'nodenext',
          strict: true,
          skipLibCheck: false,
          experimentalDecorators: true,
          emitDecoratorMetadata: true,
          rootDir: 'src',
          outDir: 'dist',
          types: ['node'],
        },
        include: ['src'],
      }),
    );
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Unpacks a package where npm would. */
  function unpack(name: Published, file: string): Manifest {
    const target = join(modules, '@ringside', name);
    mkdirSync(target, { recursive: true });
    execFileSync('tar', ['-xzf', file, '--strip-components=1', '-C', target]);
    return JSON.parse(readFileSync(join(target, 'package.json'), 'utf8')) as Manifest;
  }

  function link(name: string): void {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(resolve('node_modules', name), join(modules, name), 'junction');
  }

  it('holds what is built and no sources, specs or aids for tests', () => {
    for (const name of packages) {
      const inside = readdirSync(join(modules, '@ringside', name), { recursive: true }).map(String);
      expect(inside).toEqual(expect.arrayContaining(['package.json', join('dist', 'index.js')]));
      expect(inside.filter((path) => /^src|[.]spec[.]|\btesting\b/.test(path))).toEqual([]);
    }
  });

  it('compiles against the types that are packed', () => {
    const tsc = resolve('node_modules/typescript/bin/tsc');
    const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', folder], {
      encoding: 'utf8',
      timeout: 240_000,
    });
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
  });

  it('boots with plain node, dials its list in order and hears of every answer', () => {
    const { stdout, stderr, status } = spawnSync(process.execPath, ['dist/main.js'], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 120_000,
      env: { PATH: process.env['PATH'] },
    });
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    const lines = stdout.trim().split('\n');
    expect(lines.filter((line) => line.startsWith('answered')).toSorted()).toEqual([
      'answered 1',
      'answered 2',
      'answered 3',
    ]);
    expect(lines.at(-1)).toBe('completed');
  });
});
