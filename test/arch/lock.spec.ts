import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';

interface Entry {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly optional?: boolean;
  readonly integrity?: string;
}
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Entry> };
const entries = Object.entries(lock.packages);

describe('package-lock.json', () => {
  it('names every optional dependency, or npm ci refuses it everywhere (scripts/complete-lock.mjs)', () => {
    const missing = entries.flatMap(([path, entry]) =>
      Object.keys(entry.optionalDependencies ?? {}).filter(
        (name) => !entries.some(([other]) => other.endsWith(`node_modules/${name}`)) && path !== '',
      ),
    );
    expect(missing).toEqual([]);
  });

  it('names no address: it must fit whatever registry a developer uses', () => {
    expect(entries.filter(([, { resolved }]) => /^(https?|git|ssh|file):/.test(resolved ?? ''))).toEqual([]);
  });

  it('has the checksum of everything that is not for one platform only', () => {
    const unchecked = entries.filter(
      ([path, { link, optional, integrity }]) =>
        path.startsWith('node_modules/') && link !== true && optional !== true && integrity === undefined,
    );
    expect(unchecked).toEqual([]);
  });
});
