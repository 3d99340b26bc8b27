import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';

/** What an application installs that dials, keeps its calls in PostgreSQL, and whoever talks to it. */
export const PUBLISHED = [
  'contracts',
  'telephony',
  'outbound',
  'engine',
  'store',
  'providers',
  'dialer',
  'client',
] as const;
export type Published = (typeof PUBLISHED)[number];

export const NPM = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** Packs packages as they would be published; answers the files by package. */
export function pack(names: readonly Published[], folder: string): ReadonlyMap<Published, string> {
  const folders = names.map((name) => resolve('libs', name));
  const args = ['pack', '--ignore-scripts', '--json', '--loglevel=error', '--pack-destination', folder];
  const packed: unknown = JSON.parse(
    execFileSync(NPM, [...args, ...folders], { encoding: 'utf8', timeout: 240_000 }),
  );
  // npm 12 answers an object by package name, older ones an array.
  const files = Object.values(packed as Record<string, { name: string; filename: string }>);
  return new Map(
    names.map((name) => {
      const found = files.find((file) => file.name === `@ringside/${name}`);
      if (found === undefined) throw new Error(`@ringside/${name} was not packed`);
      return [name, join(folder, found.filename)];
    }),
  );
}
