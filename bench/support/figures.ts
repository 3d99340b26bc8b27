import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';

/** The value below which `share` of the sorted samples lie. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

export const ms = (value: number): string => `${value < 10 ? value.toFixed(2) : value.toFixed(1)} ms`;
export const perSecond = (value: number): string => `${Math.round(value).toLocaleString('en')}/s`;

/** One line of a result table. */
export interface Row {
  readonly what: string;
  readonly figure: string;
  readonly goal?: string;
  readonly met?: boolean;
}

/** Options every benchmark understands. */
export const options = {
  /** Only long enough to see that the work is done right; nothing is written down. */
  check: process.argv.includes('--check'),
  short: process.argv.includes('--short') || process.argv.includes('--check'),
  write: process.argv.includes('--write'),
};

/** Prints the table and what stands below it; with `--write` also puts them into RESULTS.md with the machine and the commit. */
export function report(folder: string, title: string, rows: readonly Row[], below = ''): void {
  const table = [
    '| what | figure | goal | met |',
    '| --- | --- | --- | --- |',
    ...rows.map(
      (row) =>
        `| ${row.what} | ${row.figure} | ${row.goal ?? ''} | ${row.met === undefined ? '' : row.met ? 'yes' : '**no**'} |`,
    ),
    ...(below === '' ? [] : ['', below]),
  ].join('\n');
  console.log(`\n${table}\n`);
  if (!options.write) return;
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const [cpu] = cpus();
  const machine = `${cpus().length} x ${cpu?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}, Node ${process.versions.node}`;
  const run = `## ${new Date().toISOString().slice(0, 10)}, commit ${commit}\n\n${machine}\n\n${table}\n`;
  const file = join(folder, 'RESULTS.md');
  let before = '';
  try {
    before = readFileSync(file, 'utf8');
  } catch {
    before = `# ${title}\n`;
  }
  const [head, ...runs] = before.split(/^(?=## )/m);
  writeFileSync(file, [head?.trimEnd(), '', run, ...runs].join('\n'));
}

/** A check that cannot be passed over: a benchmark that did not do its work has no figures. */
export function must(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(`not right: ${what}`);
}
