// Run after adding or updating a dependency: `node scripts/complete-lock.mjs`.
// Where a registry copy lacks a package's binary for some other platform, npm leaves it out of
// package-lock.json, and `npm ci` then refuses the whole lock file, everywhere. This writes those entries,
// which say no more than the package that wants them does; test/arch/lock.spec.ts asks for them.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lock.mjs';

const file = join(root, 'package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));
const added = [];
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (find(path, name) !== null || !/^\d/.test(range)) continue;
    lock.packages[`node_modules/${name}`] = {
      version: range,
      ...platformOf(name),
      ...(entry.dev === true && { dev: true }),
      optional: true,
    };
    added.push(`${name}@${range}`);
  }
}
lock.packages = Object.fromEntries(
  Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
);
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(added.length === 0 ? 'The lock file is complete.' : `Added: ${added.join(', ')}`);

/** Where Node would find `name` from the package at `path`: nearest node_modules first. */
function find(path, name) {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const candidate = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (candidate in lock.packages) return candidate;
    if (at === '') return null;
    if (!at.includes('/node_modules/')) at = '';
  }
}

/** Binaries are named by platform: `binding-linux-riscv64-musl`, `core-win32-ia32-msvc`. */
function platformOf(name) {
  const [, os, cpu] = /-(aix|android|darwin|freebsd|linux|openharmony|win32)-([a-z0-9]+)/.exec(name) ?? [];
  if (os === undefined) return { cpu: ['wasm32'] };
  const libc = os === 'linux' ? /(musl|gnu|glibc)/.exec(name)?.[1] : undefined;
  return {
    cpu: [cpu],
    ...(libc !== undefined && { libc: [libc === 'musl' ? 'musl' : 'glibc'] }),
    os: [os],
  };
}
