import { worldNamed, worldR, type World } from '@ringside/simulation';

/** What a policy is asked to reach in a cell, from issue 6: shares in percent. */
export interface Goal {
  readonly busy?: number;
  readonly abandoned?: number;
  readonly daysOver3?: number;
  readonly minutesTo90?: number;
  /** Hard to reach, and not promised. */
  readonly stretch?: boolean;
}

/** One cell: some policies in one world, with so many callers, over independent weeks of five days. */
export interface Cell {
  readonly name: string;
  readonly world: World;
  readonly callers: number;
  readonly policies: readonly string[];
  readonly weeks: number;
  /** Share of live answers that ours aims at; its default unless said. */
  readonly target?: number;
  /** Of `predictive`. */
  readonly goal?: Goal;
  /** When in the day the world changes, hours: what comes after it is looked at apart. */
  readonly changesAt?: number;
}

const SIZES = [1, 2, 5, 10, 25, 50, 100, 500];
const WEEKS = 20;
const WEEKS_500 = 4;

const R1_BUSY: Readonly<Record<number, number>> = {
  1: 69,
  2: 71.5,
  5: 77.5,
  10: 83,
  25: 90,
  50: 93.6,
  100: 96,
  500: 99,
};
const R2_BUSY: Readonly<Record<number, number>> = {
  1: 52.5,
  5: 71.7,
  10: 80.3,
  25: 88.6,
  50: 92.9,
  100: 95.8,
};

/** Where it is shown what learning costs. */
const TOLD = [5, 25, 100];

/** Of 500 callers only ours and progressive; simulate-and-pick costs most, and is left to the sizes people have. */
function policiesFor(callers: number): readonly string[] {
  if (callers >= 500) return ['predictive', 'power'];
  const all = ['predictive', 'power', 'k-times-idle', 'idle-difference', 'idle-difference-free'];
  if (callers <= 25) all.push('simulate-and-pick');
  return TOLD.includes(callers) ? [...all, 'predictive-told'] : all;
}

const cell = (name: string, world: World, callers: number, more: Partial<Cell> = {}): Cell => ({
  name,
  world,
  callers,
  policies: policiesFor(callers),
  weeks: callers >= 500 ? WEEKS_500 : WEEKS,
  ...more,
});

function world(name: string): World {
  const found = worldNamed(name);
  if (found === undefined) throw new Error(`no world ${name}`);
  return found;
}

function goalR(busy: number | undefined, callers: number): { readonly goal: Goal } | undefined {
  if (busy === undefined) return undefined;
  return { goal: { busy, abandoned: callers === 1 ? 3 : 2.9, stretch: callers === 1 } };
}

const ours = { policies: ['predictive', 'power'] };

/** The target by number of callers with which under 1 % of days go over 3 % (PACING E1), tuned on seeds from 910,000. */
const DAY_TARGETS: readonly (readonly [number, number])[] = [
  [5, 0.02],
  [10, 0.023],
  [25, 0.026],
  [100, 0.028],
];

/** Sweeps of E2 at one size: what differs from R1. */
export const SWEPT: readonly string[] = [
  'answer-0.05',
  'answer-0.6',
  'wave',
  'lists',
  'answer-in-8s',
  'answer-in-18s',
  'ring-15s',
  'ring-26s',
  'machines-10',
  'machines-50',
  'talk-30s',
  'talk-60s',
  'talk-300s',
  'talk-cv-0.5',
  'talk-cv-1.5',
  'talk-mixed',
  'wrap-0s',
  'wrap-60s',
  'wrap-timer',
  'grace-0s',
  'grace-5s',
  'impatient',
  'comings-and-goings',
  'unlike-callers',
  'lag-0.2s',
  'lag-1s',
  'loss',
  'carrier-failure',
  'calls-per-second-1',
  'amd',
  'amd-coarse',
];

export const CELLS: readonly Cell[] = [
  ...SIZES.map((n) =>
    // The optimum is simulated too where its table is small: what solving and simulating have in common is tested by it.
    cell(`M-${n}`, world('M'), n, n <= 100 ? { policies: [...policiesFor(n), 'optimum'] } : {}),
  ),
  ...SIZES.map((n) => cell(`R1-${n}`, world('R1'), n, goalR(R1_BUSY[n], n))),
  ...SIZES.filter((n) => n < 500).map((n) => cell(`R2-${n}`, world('R2'), n, goalR(R2_BUSY[n], n))),
  ...[5, 10, 25, 100].map((n) => cell(`R4-${n}`, worldR(0.4, 'R at 0.40'), n)),
  ...[1, 5, 10, 25, 50, 100].map((n) => cell(`R1-1pct-${n}`, world('R1'), n, { ...ours, target: 0.01 })),
  ...DAY_TARGETS.map(([n, target]) =>
    cell(`days-${n}`, world('R1'), n, {
      policies: ['predictive'],
      weeks: 200,
      target,
      goal: { daysOver3: 1 },
    }),
  ),
  ...['step-up', 'step-down', 'stall', 'mass-logout'].flatMap((name) =>
    [5, 25, 100].map((n) =>
      cell(`${name}-${n}`, world(name), n, {
        ...ours,
        changesAt: 4,
        goal: { abandoned: 3, minutesTo90: 10 },
      }),
    ),
  ),
  cell('cold-500', world('R1'), 500, { policies: ['predictive'], goal: { abandoned: 3, minutesTo90: 10 } }),
  cell('cold-500-R2', world('R2'), 500, {
    policies: ['predictive'],
    goal: { abandoned: 3, minutesTo90: 10 },
  }),
  ...SWEPT.map((name) => cell(`${name}-25`, world(name), 25, ours)),
];
