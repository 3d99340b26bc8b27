/**
 * Ways of pacing against each other and against what is possible: PACING E2 and E3, the table of issue 6. Seeds from 6,000,000 on were
 * never used for tuning; k times idle is tuned on those from 900,000. Every result is stored when it is there, and is not reckoned
 * again for the same code: a whole run takes hours, and may be ended at any time.
 *
 *   npm run bench -- pacing --cells=R1-5,R1-10   some cells (a name or its beginning)
 *   npm run bench -- pacing --policies=predictive,power   some policies
 *   npm run bench -- pacing --stored --write     the table of what is stored, without reckoning anything
 *   npm run bench -- pacing --again              although it is stored
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
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { simulateAll } from '../../scripts/floor/weeks.mjs';
import { must, options, report, type Row } from '../support/figures.ts';
import { CELLS, type Cell } from './cells.ts';
import { speed } from './speed.ts';
import { codeOf, store, stored, type Stored } from './store.ts';

const FIRST_SEED = 6_000_000;
const FIRST_TUNING_SEED = 900_000;
const HOURS = options.check ? 0.5 : 8;
const DAYS = options.short ? 1 : 5;
const THREADS = Number(valueOf('--threads') ?? 2);
const flags = {
  again: process.argv.includes('--again'),
  stored: process.argv.includes('--stored'),
};

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

const chosen = chosenCells();
const policies = valueOf('--policies')?.split(',');
const rows: Row[] = [];
if (valueOf('--cells') === undefined) rows.push(...yardstick(), ...speed());
for (const cell of chosen) {
  for (const policy of cell.policies) {
    if (policies?.includes(policy) === false) continue;
    const result = await resultOf(cell, policy);
    if (result !== null) rows.push(...rowsOf(cell, result));
  }
}
report(import.meta.dirname, 'Pacing: how busy, and how many abandoned', rows);

function chosenCells(): readonly Cell[] {
  const names = valueOf('--cells')?.split(',');
  if (options.check) return CELLS.filter(({ name }) => name === 'R1-5' || name === 'M-5').map(checked);
  if (names === undefined) return CELLS;
  const found = CELLS.filter(({ name }) => names.some((one) => name === one || name.startsWith(`${one}-`)));
  must(
    found.length > 0,
    `there are cells ${names.join(', ')}; they are ${CELLS.map(({ name }) => name).join(', ')}`,
  );
  return found;
}

function checked(cell: Cell): Cell {
  return { ...cell, policies: ['predictive', 'power', 'idle-difference'] };
}

function valueOf(name: string): string | undefined {
  const at = process.argv.findIndex((arg) => arg === name || arg.startsWith(`${name}=`));
  const arg = process.argv[at];
  if (at < 0 || arg === undefined) return undefined;
  return arg.includes('=') ? arg.slice(name.length + 1) : process.argv[at + 1];
}

async function resultOf(cell: Cell, policy: string): Promise<Stored | null> {
  const weeks = options.short ? 2 : cell.weeks;
  const code = CODE[policy] ?? '';
  const before = options.short || flags.again ? null : stored(cell.name, policy, code, weeks);
  if (before !== null || flags.stored) return before;
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
    threads: THREADS,
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

function rowsOf(cell: Cell, { policy, as, report: figures, minutes_back: back, weeks }: Stored): Row[] {
  const worstWeek = 100 * Math.max(...weeks.abandoned);
  const busy = 100 * figures.busyShare.mean;
  const abandoned = 100 * figures.abandonRate.mean;
  const goal = policy === 'predictive' && !options.short ? goalOf(cell) : undefined;
  const half = (value: number): string => (Number.isFinite(value) ? ` ±${(100 * value).toFixed(2)}` : '');
  const more = [
    `${figures.talkMinutesPerHour.mean.toFixed(1)} min/h`,
    `worst week ${worstWeek.toFixed(2)} %`,
    `day P95 ${(100 * figures.dayP95).toFixed(1)} %`,
    `${(100 * figures.daysOver3).toFixed(1)} % of ${figures.days} days over 3 %`,
    `idle ${figures.idleMeanS.toFixed(0)} s, P90 ${figures.idleP90S.toFixed(0)} s`,
    `${figures.dialsPerCallerHour.mean.toFixed(0)} dials/h`,
    ...(back === null
      ? []
      : [`back to 90 % in ${back} min, worst 10 min ${(100 * figures.worstTenMinutes).toFixed(1)} %`]),
    ...(cell.name.startsWith('cold') ? [`90 % in ${figures.minutesTo90 ?? 'never'} min`] : []),
  ];
  const target = cell.target === undefined ? '' : `, target ${100 * cell.target} %`;
  return [
    {
      what: `${cell.name}, ${as}${target}`,
      figure: `**${busy.toFixed(2)}**${half(figures.busyShare.half)} % busy, ${abandoned.toFixed(2)}${half(figures.abandonRate.half)} % abandoned; ${more.join('; ')}`,
      ...(goal === undefined
        ? {}
        : {
            goal: goal.words,
            met: goal.met(busy, abandoned, figures.daysOver3, back ?? figures.minutesTo90, worstWeek),
          }),
    },
  ];
}

interface Judged {
  readonly words: string;
  met(busy: number, abandoned: number, daysOver3: number, minutes: number | null, worstWeek: number): boolean;
}

/** World M is measured against its optimum, R worlds against the figures of the issue. */
function goalOf(cell: Cell): Judged | undefined {
  if (cell.world.name === 'M') {
    const optimum = optimumOfM(cell.callers);
    const within = cell.callers >= 25 ? 0.3 : cell.callers >= 10 ? 1 : 1.5;
    return {
      words: `optimum ${optimum.toFixed(2)}, within ${within}; <= 3 %`,
      met: (busy, abandoned) => busy >= optimum - within && abandoned <= 3,
    };
  }
  const { goal } = cell;
  if (goal === undefined) return undefined;
  const words = [
    ...(goal.busy === undefined ? [] : [`${goal.busy} %${goal.stretch === true ? ' (stretch)' : ''}`]),
    ...(goal.abandoned === undefined ? [] : [`<= ${goal.abandoned} %`]),
    ...(goal.daysOver3 === undefined ? [] : [`< ${goal.daysOver3} % of days over 3 %`]),
    ...(goal.minutesTo90 === undefined ? [] : [`90 % within ${goal.minutesTo90} min`]),
  ];
  return {
    words: words.join('; '),
    met: (busy, abandoned, daysOver3, minutes, worstWeek) =>
      busy >= (goal.busy ?? 0) &&
      // Where something happens to the floor, no campaign may pass what the law allows.
      (goal.minutesTo90 === undefined || worstWeek <= 3) &&
      abandoned <= (goal.abandoned ?? 100) &&
      (goal.daysOver3 === undefined || 100 * daysOver3 < goal.daysOver3) &&
      (goal.minutesTo90 === undefined || (minutes !== null && minutes <= goal.minutesTo90)),
  };
}

/** From the stored table (`npm run optimum -- --write`). */
function optimumOfM(callers: number): number {
  const path = join(import.meta.dirname, '..', '..', 'libs', 'simulation', 'optimum.json');
  const table = JSON.parse(readFileSync(path, 'utf8')) as {
    readonly callers: readonly number[];
    readonly cases: readonly {
      readonly answer_rate: number;
      readonly handle_seconds: number;
      readonly abandon_limit: number;
      readonly busy_percent: readonly number[];
    }[];
  };
  const found = table.cases.find(
    (one) => one.answer_rate === 0.25 && one.handle_seconds === 135 && one.abandon_limit === 0.03,
  );
  const percent = found?.busy_percent[table.callers.indexOf(callers)];
  must(percent !== undefined, `the optimum for ${callers} callers is stored`);
  return percent;
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
