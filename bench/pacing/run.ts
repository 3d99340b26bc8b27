/**
 * Ways of pacing against each other and against what is possible: PACING E2 and E3, the table of issue 6. Seeds from 6,000,000 on were
 * never used for tuning; k times idle is tuned on those from 900,000. Every result is stored when it is there, and is not reckoned
 * again for the same code: a whole run takes hours, and may be ended at any time.
 *
 *   npm run bench -- pacing --cells=R1-5,R1-10   some cells (a name or its beginning)
 *   npm run bench -- pacing --policies=predictive,power   some policies
 *   npm run bench -- pacing --stored --write     the tables of what is stored, here and in the guide, without reckoning anything
 *   npm run bench -- pacing --again              although it is stored
 *   npm run bench -- pacing --recheck            what other code has stored is kept if its first week comes out the same
 *   npm run bench -- pacing --threads=1          instead of two
 */
import {
  BLEND_PUBLISHED,
  minutesToSteady,
  progressiveShare,
  reportOf,
  simulateBlend,
  withinPublished,
  type BlendReport,
  type FloorRun,
} from '@ringside/simulation';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { simulateAll } from '../../scripts/floor/weeks.mjs';
import { must, options, report, type Row } from '../support/figures.ts';
import { CELLS, SWEPT, type Cell } from './cells.ts';
import { goalOf } from './goals.ts';
import { speed } from './speed.ts';
import { codeOf, sameFirstWeek, store, stored, storedBefore, type Stored } from './store.ts';
import { reached, tables } from './tables.ts';

const FIRST_SEED = 6_000_000;
const FIRST_TUNING_SEED = 900_000;
const HOURS = options.check ? 0.5 : 8;
const DAYS = options.short ? 1 : 5;
const flags = flagsGiven();
const GUIDE = new URL('../../docs/guides/pacing.md', import.meta.url);

const K = [
  1, 1.25, 1.34, 1.5, 1.67, 1.75, 2, 2.2, 2.25, 2.34, 2.4, 2.5, 2.67, 2.75, 3, 3.25, 3.5, 3.75, 4, 4.5, 5,
  5.5, 6, 6.5, 7, 7.5, 8, 9, 10, 12, 15, 20, 25,
];
const LEVELS = [1, 1.2, 1.4, 1.6, 1.8, 2, 2.2, 2.4, 2.7, 3, 3.5, 4, 5, 6, 7, 8, 10, 12, 15, 20];
/** Policies with a number that is tuned for each cell. */
const TUNED: Readonly<Record<string, readonly number[]>> = {
  'k-times-idle': K,
  'idle-difference-free': LEVELS,
};

/** By policy, as it was when this began. */
const CODE = Object.fromEntries(
  [...new Set(CELLS.flatMap(({ policies }) => policies))].map((policy) => [policy, codeOf(policy)]),
);

const rows: Row[] = [];
if (flags.cells === undefined) rows.push(...yardstick(), ...speed());
for (const cell of chosenCells()) {
  for (const policy of cell.policies) {
    if (flags.policies?.includes(policy) === false) continue;
    const result = await resultOf(cell, policy);
    if (result !== null && (policy === 'predictive' || options.short)) rows.push(rowOf(cell, result));
  }
}
report(
  import.meta.dirname,
  'Pacing: how busy, and how many abandoned',
  rows,
  options.short ? '' : tables(found, SWEPT),
);
if (options.write) writeGuide();

function flagsGiven(): {
  readonly cells?: readonly string[];
  readonly policies?: readonly string[];
  readonly threads: number;
  readonly stored: boolean;
  readonly again: boolean;
  readonly recheck: boolean;
} {
  const flag = { type: 'boolean', default: false } as const;
  const known = {
    cells: { type: 'string' },
    policies: { type: 'string' },
    threads: { type: 'string', default: '2' },
    stored: flag,
    again: flag,
    recheck: flag,
    short: flag,
    check: flag,
    write: flag,
  } as const;
  try {
    const { values } = parseArgs({ options: known });
    const { cells, policies, threads, stored: only, again, recheck } = values;
    return {
      ...(cells === undefined ? {} : { cells: cells.split(',') }),
      ...(policies === undefined ? {} : { policies: policies.split(',') }),
      threads: Number(threads),
      stored: only,
      again,
      recheck,
    };
  } catch (error) {
    const names = Object.keys(known).map((name) => `--${name}`);
    console.error(`pacing: ${(error as Error).message}. There are ${names.join(', ')}`);
    process.exit(1);
  }
}

function chosenCells(): readonly Cell[] {
  const names = flags.cells;
  if (options.check) return CELLS.filter(({ name }) => name === 'R1-5' || name === 'M-5').map(checked);
  if (names === undefined) return CELLS;
  const chosen = CELLS.filter(({ name }) => names.some((one) => name === one || name.startsWith(`${one}-`)));
  must(
    chosen.length > 0,
    `there are cells ${names.join(', ')}; they are ${CELLS.map(({ name }) => name).join(', ')}`,
  );
  return chosen;
}

function checked(cell: Cell): Cell {
  return { ...cell, policies: ['predictive', 'power', 'idle-difference'] };
}

/** What is stored of a cell and a policy, made by the code as it is. */
function found(name: string, policy: string): Stored | null {
  const cell = CELLS.find((one) => one.name === name);
  return cell === undefined ? null : stored(cell, policy, CODE[policy] ?? '');
}

/** The guide shows the same figures, not a copy made by hand. */
function writeGuide(): void {
  const [start, end] = ['<!-- reached -->', '<!-- /reached -->'];
  const [before = '', rest = ''] = readFileSync(GUIDE, 'utf8').split(start);
  const [, after] = rest.split(end);
  must(after !== undefined, `the guide has a place between ${start} and ${end}`);
  writeFileSync(GUIDE, `${before}${start}\n\n${reached(found)}\n\n${end}${after}`);
}

async function resultOf(cell: Cell, policy: string): Promise<Stored | null> {
  const weeks = options.short ? 2 : cell.weeks;
  const code = CODE[policy] ?? '';
  const before = options.short || flags.again ? null : stored({ ...cell, weeks }, policy, code);
  if (before !== null || flags.stored) return before;
  const kept = flags.recheck ? await rechecked(cell, policy, code) : null;
  if (kept !== null) return kept;
  const began = process.cpuUsage();
  const as = TUNED[policy] === undefined ? policy : await tuned(cell, policy, TUNED[policy]);
  const runs = await simulate(cell, as, FIRST_SEED, weeks);
  // What was run is what was built at the start: a result of other code must not pass for one of this.
  must(
    codeOf(policy) === code,
    'nobody changes the sources while they are measured; run it in a clone of its own',
  );
  const { user, system } = process.cpuUsage(began);
  const result = toStore(cell, { policy, as, code, runs, cpuSeconds: (user + system) / 1e6 });
  if (!options.short) await store(result);
  const { busyShare, abandonRate } = result.report;
  console.log(
    `${cell.name} ${as}: ${(100 * busyShare.mean).toFixed(2)} % busy, ${(100 * abandonRate.mean).toFixed(2)} % abandoned, ${result.cpu_seconds.toFixed(0)} s`,
  );
  return result;
}

/** What other code has stored, if its first week comes out the same now. */
async function rechecked(cell: Cell, policy: string, code: string): Promise<Stored | null> {
  const before = storedBefore(cell, policy);
  if (before === null) return null;
  const runs = await simulate(cell, before.as, FIRST_SEED, 1);
  const week = toStore(cell, { policy, as: before.as, code, runs, cpuSeconds: 0 });
  const same = sameFirstWeek(before, week);
  console.log(`${cell.name} ${before.as}: ${same ? 'as before' : 'not as before'}`);
  if (!same) return null;
  const kept = { ...before, code, run_with: before.run_with ?? before.code };
  await store(kept);
  return kept;
}

async function simulate(cell: Cell, policy: string, firstSeed: number, weeks: number): Promise<FloorRun[]> {
  const jobs = Array.from({ length: weeks }, (_, week) => ({
    seed: firstSeed + week,
    world: cell.world,
    callers: cell.callers,
    hours: HOURS,
    days: DAYS,
    policy,
    ...(cell.target === undefined ? {} : { target: cell.target }),
  }));
  const live = process.stdout.isTTY;
  const runs = await simulateAll(jobs, {
    threads: flags.threads,
    onProgress: (share) => {
      if (live) process.stdout.write(`\r\x1b[K${cell.name} ${policy} ${Math.floor(100 * share)} %`);
    },
  });
  if (live) process.stdout.write('\r\x1b[K');
  return runs;
}

/** The largest number whose abandonments stay within 3 % in two weeks of other seeds: they rise with it. */
async function tuned(cell: Cell, policy: string, numbers: readonly number[]): Promise<string> {
  let [low, high] = [0, numbers.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const runs = await simulate(cell, `${policy}:${numbers[middle]}`, FIRST_TUNING_SEED, 2);
    if (reportOf(runs).abandonRate.mean <= 0.03) low = middle;
    else high = middle;
  }
  return `${policy}:${numbers[low]}`;
}

function toStore(
  cell: Cell,
  result: {
    readonly policy: string;
    readonly as: string;
    readonly code: string;
    readonly runs: readonly FloorRun[];
    readonly cpuSeconds: number;
  },
): Stored {
  const { policy, as, code, runs } = result;
  const { series, firstDay: _, ...figures } = reportOf(runs);
  const alone = runs.map((run) => reportOf([run]));
  const changesAt = cell.changesAt === undefined ? null : 60 * cell.changesAt;
  const tens = (values: readonly (number | null)[]): number[] =>
    Array.from({ length: Math.ceil(values.length / 10) }, (_, i) => {
      const ten = values.slice(10 * i, 10 * i + 10).map((value) => value ?? 0);
      return ten.reduce((sum, x) => sum + x, 0) / ten.length;
    });
  return {
    cell: cell.name,
    policy,
    as,
    code,
    hours: HOURS,
    days_a_week: DAYS,
    target: cell.target ?? null,
    weeks: {
      seed: runs.map((run) => run.seed),
      busy: alone.map((one) => one.busyShare.mean),
      talk_minutes: alone.map((one) => one.talkMinutesPerHour.mean),
      abandoned: alone.map((one) => one.abandonRate.mean),
    },
    days: {
      answers: runs.flatMap((run) => run.days.map((day) => day.answers)),
      abandoned: runs.flatMap((run) => run.days.map((day) => day.abandoned)),
    },
    report: figures,
    curves: {
      busy: tens(series.busyShare),
      lines: tens(series.lines),
      abandoned: tens(series.abandonRate.filter((_, minute) => minute % 10 === 9)),
    },
    minutes_back:
      changesAt === null || changesAt >= series.busyShare.length
        ? null
        : minutesToSteady(series.busyShare, changesAt, series.busyShare.length),
    cpu_seconds: result.cpuSeconds,
  };
}

/** What ours came to where something is asked of it, or what a short run shows. */
function rowOf(cell: Cell, result: Stored): Row {
  const { report: figures, minutes_back: back, weeks, as } = result;
  const goal = result.policy === 'predictive' && !options.short ? goalOf(cell) : undefined;
  const { mean, half } = figures.busyShare;
  const interval = Number.isFinite(half) ? ` ±${(100 * half).toFixed(2)}` : '';
  const words = [
    `**${(100 * mean).toFixed(2)}**${interval} % busy, ${(100 * figures.abandonRate.mean).toFixed(2)} % abandoned`,
    `worst week ${(100 * Math.max(...weeks.abandoned)).toFixed(2)} %`,
    ...(cell.name.startsWith('days')
      ? [`${(100 * figures.daysOver3).toFixed(1)} % of ${figures.days} days over 3 %`]
      : []),
    ...(back === null
      ? []
      : [`90 % after ${back} min, worst 10 min ${(100 * figures.worstTenMinutes).toFixed(1)} %`]),
    ...(cell.name.startsWith('cold') ? [`90 % after ${figures.minutesTo90 ?? 'never'} min`] : []),
  ];
  const target = cell.target === undefined ? '' : `, target ${(100 * cell.target).toFixed(1)} %`;
  return {
    what: `${cell.name}, ${as}${target}`,
    figure: words.join('; '),
    ...(goal === undefined ? {} : { goal: goal.words, met: goal.met(result) }),
  };
}

function yardstick(): Row[] {
  const days = options.short ? 200 : 1000;
  const ours = simulateBlend(FIRST_SEED, days);
  const keys = Object.keys(BLEND_PUBLISHED) as (keyof BlendReport)[];
  const blend = keys.map((key) => {
    const [mine, published] = [ours[key], BLEND_PUBLISHED[key]];
    return {
      what: `yardstick C5 (Blend, ${days} days): ${key}`,
      figure: `${mine.mean.toFixed(2)} ±${mine.half.toFixed(2)}`,
      goal: `${published.mean} ±${published.half}, widened by ours`,
      met: withinPublished(mine, published),
    };
  });
  const closed = [0.25, 0.1].map((answerRate) => {
    // 40 % at 26 s, 25 % at 20 s, 10 % at 3 s.
    const failSeconds = (40 * 26 + 25 * 20 + 10 * 3) / 75;
    const share = progressiveShare({ answerRate, handleSeconds: 135, answerSeconds: 12, failSeconds });
    return {
      what: `progressive in closed form, ${answerRate} answered`,
      figure: `${(100 * share).toFixed(1)} % busy`,
    };
  });
  return [...blend, ...closed];
}
