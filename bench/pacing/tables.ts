import { optimumOfM } from './goals.ts';
import type { Stored } from './store.ts';

/** What there is of a cell and a policy. */
export type Results = (cell: string, policy: string) => Stored | null;

const SIZES = [1, 2, 5, 10, 25, 50, 100, 500];
const NONE = '';

const percent = (share: number, digits = 2): string => (100 * share).toFixed(digits);
const whole = (value: number): string => Math.round(value).toLocaleString('en');
const busyOf = (found: Stored | null): string =>
  found === null ? NONE : percent(found.report.busyShare.mean);
const withAbandoned = (found: Stored | null): string =>
  found === null ? NONE : `${busyOf(found)} @ ${percent(found.report.abandonRate.mean)}`;
const worstWeek = (found: Stored): number => Math.max(...found.weeks.abandoned);

/** A markdown table; rows without any figure are left out. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const filled = rows.filter(([, ...cells]) => cells.some((cell) => cell !== NONE));
  return [line(heads), line(heads.map((_, i) => (i === 0 ? '---' : '---:'))), ...filled.map(line)].join('\n');
}

/** Everything that was run, side by side: what the issue and PACING E3 ask to be published. */
export function tables(results: Results, sweeps: readonly string[]): string {
  return [
    '### Ways of pacing side by side',
    'Busy share of paid time @ share of live answers abandoned, in percent. The number of _k times idle_ and the level of _idle difference, tuned_ are those that keep 3 % in two weeks of other seeds; _idle difference_ steers that level by itself.',
    ...[
      ['M', 'World M: exponential times, who finds nobody idle is lost, one dial in four answered'],
      [
        'R1',
        'R1: people answer after 12 s, talk 120 s with a long tail, 2 s of grace, one dial in four answered',
      ],
      ['R2', 'R2: as R1, one dial in ten answered'],
      ['R4', 'R4: as R1, four dials in ten answered'],
    ].flatMap(([world = '', title = '']) => [`**${title}**`, sideBySide(results, world)]),
    '### What else Predictive comes to',
    figures(results),
    '### A tighter target',
    tighter(results),
    '### What learning costs',
    'The same law, told the answer rate and the shapes of its world from the first dial, against the one that learns them.',
    learning(results),
    '### Sweeps: R1 with 25 callers, one thing changed',
    swept(results, sweeps),
  ].join('\n\n');
}

function sideBySide(results: Results, world: string): string {
  const others = [
    ['Power', 'power'],
    ['k times idle, tuned', 'k-times-idle'],
    ['idle difference', 'idle-difference'],
    ['idle difference, tuned', 'idle-difference-free'],
    ['simulate and pick', 'simulate-and-pick'],
  ] as const;
  const heads = ['callers', ...others.map(([name]) => name), '**Predictive**'];
  const ofM = ['optimum simulated', 'optimum solved', 'share of the possible gain'];
  return table(
    world === 'M' ? [...heads, ...ofM] : heads,
    SIZES.map((callers) => {
      const of = (policy: string): Stored | null => results(`${world}-${callers}`, policy);
      const row = [
        String(callers),
        ...others.map(([, policy]) => {
          const found = of(policy);
          const [, number] = found?.as.split(':') ?? [];
          return `${withAbandoned(found)}${number === undefined ? '' : ` (${number})`}`;
        }),
        withAbandoned(of('predictive')),
      ];
      return world === 'M' ? [...row, withAbandoned(of('optimum')), ...possible(of, callers)] : row;
    }),
  );
}

function possible(of: (policy: string) => Stored | null, callers: number): string[] {
  const [ours, power] = [of('predictive'), of('power')];
  if (ours === null || power === null) return [NONE, NONE];
  const best = optimumOfM(callers);
  const least = 100 * power.report.busyShare.mean;
  const gained = (100 * ours.report.busyShare.mean - least) / (best - least);
  return [best.toFixed(2), `${(100 * gained).toFixed(0)} %`];
}

function figures(results: Results): string {
  return table(
    [
      'cell',
      'talk min/h',
      'more than Power',
      'worst week %',
      'worst 24 h %',
      'day P95 %',
      'days over 3 %',
      'idle s, mean (P90)',
      'answer to caller ms, P50 (P99)',
      'dials/h',
      'dials per conversation',
      'lines per caller, mean (peak)',
      'most dials in 1 s',
    ],
    ['M', 'R1', 'R2', 'R4'].flatMap((world) =>
      SIZES.map((callers) => {
        const name = `${world}-${callers}`;
        const [ours, power] = [results(name, 'predictive'), results(name, 'power')];
        if (ours === null) return [name];
        const { report } = ours;
        const minutes = report.talkMinutesPerHour.mean;
        return [
          name,
          minutes.toFixed(1),
          power === null ? NONE : `+${(minutes - power.report.talkMinutesPerHour.mean).toFixed(1)}`,
          percent(worstWeek(ours)),
          percent(report.worst24h, 1),
          percent(report.dayP95, 1),
          `${percent(report.daysOver3, 0)} % of ${report.days}`,
          `${report.idleMeanS.toFixed(0)} (${report.idleP90S.toFixed(0)})`,
          `${whole(report.delayP50Ms)} (${whole(report.delayP99Ms)})`,
          whole(report.dialsPerCallerHour.mean),
          report.dialsPerConversation.mean.toFixed(1),
          `${(report.linesMean / callers).toFixed(1)} (${(report.linesPeak / callers).toFixed(1)})`,
          whole(report.dialsPerSecondPeak),
        ];
      }),
    ),
  );
}

function tighter(results: Results): string {
  return table(
    [
      'R1, callers',
      'at 2.9 %',
      'at 1 %',
      'with a target by number of callers',
      'days over 3 %',
      'costs, points',
    ],
    SIZES.map((callers) => {
      const usual = results(`R1-${callers}`, 'predictive');
      const strict = results(`R1-1pct-${callers}`, 'predictive');
      const days = results(`days-${callers}`, 'predictive');
      if (strict === null && days === null) return [String(callers)];
      return [
        String(callers),
        withAbandoned(usual),
        withAbandoned(strict),
        days === null ? NONE : `${withAbandoned(days)} (${percent(days.target ?? 0, 1)})`,
        days === null ? NONE : `${percent(days.report.daysOver3, 1)} % of ${whole(days.report.days)}`,
        days === null || usual === null
          ? NONE
          : percent(usual.report.busyShare.mean - days.report.busyShare.mean),
      ];
    }),
  );
}

function learning(results: Results): string {
  return table(
    ['cell', 'learning', 'told', 'learning costs, points'],
    ['M', 'R1', 'R2', 'R4'].flatMap((world) =>
      SIZES.map((callers) => {
        const name = `${world}-${callers}`;
        const [learns, told] = [results(name, 'predictive'), results(name, 'predictive-told')];
        if (learns === null || told === null) return [name];
        const lost = told.report.busyShare.mean - learns.report.busyShare.mean;
        return [name, withAbandoned(learns), withAbandoned(told), percent(lost)];
      }),
    ),
  );
}

function swept(results: Results, sweeps: readonly string[]): string {
  return table(
    ['what is changed', 'Power', '**Predictive**', 'worst week %', 'talk min/h', 'more than Power'],
    ['R1', ...sweeps].map((name) => {
      const [ours, power] = [results(`${name}-25`, 'predictive'), results(`${name}-25`, 'power')];
      const minutes = ours?.report.talkMinutesPerHour.mean ?? 0;
      return [
        name === 'R1' ? 'nothing' : name,
        withAbandoned(power),
        withAbandoned(ours),
        ours === null ? NONE : percent(worstWeek(ours)),
        ours === null ? NONE : minutes.toFixed(1),
        ours === null || power === null
          ? NONE
          : `+${(minutes - power.report.talkMinutesPerHour.mean).toFixed(1)}`,
      ];
    }),
  );
}

/** For the guide: busy shares only, one digit. */
export function reached(results: Results): string {
  const one = (found: Stored | null): string =>
    found === null ? NONE : percent(found.report.busyShare.mean, 1);
  return table(
    [
      'callers',
      'simple world: optimum',
      'Predictive',
      'one in four: Power',
      'Predictive',
      'one in ten: Power',
      'Predictive',
    ],
    SIZES.map((callers) => [
      String(callers),
      optimumOfM(callers).toFixed(1),
      one(results(`M-${callers}`, 'predictive')),
      one(results(`R1-${callers}`, 'power')),
      one(results(`R1-${callers}`, 'predictive')),
      one(results(`R2-${callers}`, 'power')),
      one(results(`R2-${callers}`, 'predictive')),
    ]),
  );
}
