import type { FloorReport } from '@ringside/simulation';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import type { Cell } from './cells.ts';

/** What one policy came to in one cell: raw enough for anybody to reckon the table again. */
export interface Stored {
  readonly cell: string;
  readonly policy: string;
  /** As it was run: `k-times-idle:2.5`. */
  readonly as: string;
  /** Of the sources that decide the result. */
  readonly code: string;
  /** Of the sources it was run with, when `code` is newer and its first week came out the same (`--recheck`). */
  readonly run_with?: string;
  readonly hours: number;
  readonly days_a_week: number;
  readonly target: number | null;
  /** By week: its seed, and shares of paid time and of live answers. */
  readonly weeks: {
    readonly seed: readonly number[];
    readonly busy: readonly number[];
    readonly talk_minutes: readonly number[];
    readonly abandoned: readonly number[];
  };
  /** By day, week after week: live answers, and those of them that were abandoned. */
  readonly days: { readonly answers: readonly number[]; readonly abandoned: readonly number[] };
  /** The figures of E3 over all weeks; the curves over the day in means of ten minutes. */
  readonly report: Omit<FloorReport, 'series' | 'firstDay'>;
  readonly curves: {
    readonly busy: readonly number[];
    readonly lines: readonly number[];
    readonly abandoned: readonly number[];
  };
  /** Minutes from the world's change to 90 % of what is steady after it; null: none, or not reached. */
  readonly minutes_back: number | null;
  readonly cpu_seconds: number;
}

const root = join(import.meta.dirname, '..', '..');
const folder = join(import.meta.dirname, 'results');

/** The stored result, if it was made by this code, these seeds and this target. */
export function stored(cell: Of, policy: string, code: string): Stored | null {
  const found = storedBefore(cell, policy);
  return found?.code === code ? found : null;
}

type Of = Pick<Cell, 'name' | 'weeks' | 'target'>;

/** The stored result of these seeds and this target, whatever code made it. */
export function storedBefore({ name, weeks, target }: Of, policy: string): Stored | null {
  const path = fileOf(name, policy);
  if (!existsSync(path)) return null;
  const found = JSON.parse(readFileSync(path, 'utf8')) as Stored;
  const same = found.target === (target ?? null) && found.weeks.seed.length === weeks;
  return same ? found : null;
}

export async function store(result: Stored): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const path = fileOf(result.cell, result.policy);
  const options = (await resolveConfig(path)) ?? {};
  writeFileSync(path, await format(JSON.stringify(result, short), { ...options, parser: 'json' }));
}

/** Whether two results tell the same of their first week, to the digits that are stored. */
export function sameFirstWeek(one: Stored, other: Stored): boolean {
  const first = ({ weeks, days, days_a_week: length }: Stored): string =>
    JSON.stringify(
      [
        weeks.seed[0],
        weeks.busy[0],
        weeks.talk_minutes[0],
        weeks.abandoned[0],
        days.answers.slice(0, length),
        days.abandoned.slice(0, length),
      ],
      short,
    );
  return first(one) === first(other);
}

/** Six digits say all that there is to say. */
function short(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value;
}

function fileOf(cell: string, policy: string): string {
  return join(folder, `${cell}.${policy}.json`);
}

/** What decides a result: the engine, the picture of the floor, the simulator; and for ours its law. */
const SHARED = [
  'libs/engine/src',
  'libs/pacing/src/floor',
  'libs/pacing/src/ledger',
  'libs/simulation/src/floor',
];
const OF: Readonly<Record<string, readonly string[]>> = {
  predictive: ['libs/pacing/src/predictive', 'libs/pacing/src/policies'],
  'predictive-told': ['libs/pacing/src/predictive', 'libs/pacing/src/policies', 'scripts/floor/told.mjs'],
  optimum: ['libs/simulation/src/optimum'],
};

/** Tells results of different code apart: a policy that did not change is not run again. */
export function codeOf(policy: string): string {
  const hash = createHash('sha1');
  for (const path of [...SHARED, ...(OF[policy] ?? [])]) add(hash, path);
  return hash.digest('hex').slice(0, 12);
}

function add(hash: ReturnType<typeof createHash>, path: string): void {
  const full = join(root, path);
  if (statSync(full).isFile()) {
    hash.update(`${path}\0`).update(readFileSync(full));
    return;
  }
  for (const name of readdirSync(full).sort()) {
    const decides = statSync(join(full, name)).isDirectory()
      ? !/^(pbx|testing)/.test(name)
      : /(?<![.]spec)[.](ts|mjs)$/.test(name);
    if (decides) add(hash, `${path}/${name}`);
  }
}
