import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

/** The rules of .dependency-cruiser.cjs. */
export const { forbidden: rules } = createRequire(import.meta.url)(resolve('.dependency-cruiser.cjs')) as {
  forbidden: readonly { readonly name: string; readonly comment: string }[];
};

export interface Violation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
  readonly why: string;
}

/** Runs dependency-cruiser with the project's rules over these folders of `cwd`. */
export function violationsIn(folders: readonly string[], cwd = '.', tsConfig?: string): Violation[] {
  const args = [
    resolve('node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'),
    ...['--config', resolve('.dependency-cruiser.cjs'), '--output-type', 'json', '--no-progress'],
    ...(tsConfig === undefined ? [] : ['--ts-config', tsConfig]),
    ...folders,
  ];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1e8,
    timeout: 60_000,
  });
  if (!stdout.startsWith('{')) throw new Error(`dependency-cruiser did not run: ${stdout}${stderr}`);
  const { summary } = JSON.parse(stdout) as {
    summary: { violations: { from: string; to: string; rule: { name: string } }[] };
  };
  return summary.violations.map(({ from, to, rule }) => ({
    rule: rule.name,
    from,
    to,
    why: rules.find(({ name }) => name === rule.name)?.comment ?? '',
  }));
}
