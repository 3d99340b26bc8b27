// `node scripts/pacing-plots.mjs`: draws docs/guides/pacing/*.svg from the stored optimum, the solver, the stored results of bench/pacing and a simulated day.
import './node-version.mjs';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfStale } from './build.mjs';
import { root } from './lock.mjs';
import { run, step } from './say.mjs';
import { drawing } from './svg-plot.mjs';

const folder = join(root, 'docs', 'guides', 'pacing');
const WORLD = { answerRate: 0.25, handleSeconds: 135, ringSeconds: 20 };
/** Numbers of callers that are measured. */
const SIZES = [1, 2, 5, 10, 25, 50, 100, 500];
/** Most that a way of pacing may have abandoned to be shown beside the others. */
const KEPT = 0.031;
const BUSY = { from: 0, to: 100, ticks: [0, 20, 40, 60, 80, 100] };

await run(async () => {
  await buildIfStale();
  const library = await import('@ringside/simulation');
  const { predictive } = await import('@ringside/pacing');
  mkdirSync(folder, { recursive: true });
  const drawings = { limit, targets, price, measured, day: (all) => day(all, predictive()) };
  for (const [name, draw] of Object.entries(drawings)) {
    const progress = step(`${name}.svg`);
    writeFileSync(join(folder, `${name}.svg`), draw(library));
    progress.end();
  }
});

/** Share of time busy against callers: what is possible, and the two floors. */
function limit({ openLoopShare, progressiveShare }) {
  const stored = JSON.parse(readFileSync(join(root, 'libs', 'simulation', 'optimum.json'), 'utf8'));
  const optimum = (abandonLimit) => {
    const found = stored.cases.find(
      (one) =>
        one.answer_rate === WORLD.answerRate &&
        one.handle_seconds === WORLD.handleSeconds &&
        one.abandon_limit === abandonLimit,
    );
    return stored.callers.map((callers, index) => [callers, found.busy_percent[index]]);
  };
  const progressive = 100 * progressiveShare({ ...WORLD, answerSeconds: 20, failSeconds: 20 });
  return drawing(
    [
      {
        title: 'Share of paid time in conversation, %',
        x: { from: 1, to: 500, log: true, ticks: SIZES, label: 'callers' },
        y: BUSY,
        lines: [
          { name: 'optimum at 5 %', colour: 3, points: optimum(0.05) },
          { name: 'optimum at 3 %', colour: 0, points: optimum(0.03) },
          { name: 'optimum at 1 %', colour: 2, points: optimum(0.01) },
          { name: 'Power', colour: 1, points: stored.callers.map((callers) => [callers, progressive]) },
          {
            name: 'blind, at 3 %',
            colour: 4,
            dashed: true,
            points: stored.callers.map((callers) => [callers, 100 * openLoopShare(callers, 0.03)]),
          },
        ],
      },
    ],
    {
      words:
        'What is possible by number of callers: the optimum at 1, 3 and 5 % abandoned, Power, blind dialing',
    },
  );
}

/** Lines that should ring, by idle callers. */
function targets({ optimum }) {
  const lines = [100, 25, 5].map((callers, index) => {
    const { careful } = optimum({ callers, ...WORLD }, 0.03);
    const points = careful.slice(0, 11).map((target, idle) => [idle, target]);
    return { name: `${callers} callers`, colour: [0, 2, 3][index], points, dots: true };
  });
  const power = { name: 'Power', colour: 1, points: [...Array(11).keys()].map((idle) => [idle, idle]) };
  return drawing(
    [
      {
        title: 'Lines that ring under the best policy at 3 %',
        x: { from: 0, to: 10, ticks: [0, 2, 4, 6, 8, 10], label: 'idle callers' },
        y: { from: 0, to: 100, ticks: [0, 20, 40, 60, 80, 100] },
        lines: [...lines, power],
      },
    ],
    { words: 'Lines that should ring by idle callers, for 5, 25 and 100 callers, and one for one' },
  );
}

/** What the limit costs: the optimum against the share of answers that may be abandoned. */
function price({ optimum, progressiveShare }) {
  const limits = [0.0002, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.015, 0.02, 0.025, 0.03, 0.04, 0.05, 0.06];
  const start = [0, 100 * progressiveShare({ ...WORLD, answerSeconds: 20, failSeconds: 20 })];
  return drawing(
    [
      {
        title: 'Share of paid time in conversation, %: the optimum',
        x: { from: 0, to: 6, ticks: [0, 1, 2, 3, 4, 5, 6], label: '% of live answers abandoned' },
        y: { from: 60, to: 100, ticks: [60, 70, 80, 90, 100] },
        lines: [100, 25, 10, 5, 1].map((callers, colour) => ({
          name: callers === 1 ? '1 caller' : `${callers} callers`,
          colour,
          points: [
            start,
            ...limits.map((most) => [100 * most, 100 * optimum({ callers, ...WORLD }, most).busy]),
          ],
        })),
      },
    ],
    { words: 'The optimum against the limit of abandonment, for 1 to 100 callers' },
  );
}

/** Ways of pacing beside each other, as measured: busy share by callers, one dial in four and one in ten answered. */
function measured() {
  const ways = [
    { name: 'Predictive', policy: 'predictive', colour: 0 },
    { name: 'k times idle', policy: 'k-times-idle', colour: 3 },
    { name: 'idle difference', policy: 'idle-difference-free', colour: 2 },
    { name: 'Power', policy: 'power', colour: 1 },
  ];
  const panel = (world, title) => ({
    title,
    x: { from: 1, to: 500, log: true, ticks: SIZES, label: 'callers' },
    y: { from: 30, to: 100, ticks: [40, 60, 80, 100] },
    lines: ways
      .map(({ policy, ...line }) => ({
        ...line,
        points: SIZES.flatMap((callers) => {
          const path = join(root, 'bench', 'pacing', 'results', `${world}-${callers}.${policy}.json`);
          if (!existsSync(path)) return [];
          const { busyShare, abandonRate } = JSON.parse(readFileSync(path, 'utf8')).report;
          return abandonRate.mean > KEPT ? [] : [[callers, 100 * busyShare.mean]];
        }),
      }))
      .filter(({ points }) => points.length > 1),
  });
  return drawing(
    [
      panel('R1', 'One dial in four answered: share of paid time in conversation, %'),
      panel('R2', 'One dial in ten answered'),
    ],
    { words: 'Predictive, k times idle, idle difference and Power by number of callers' },
  );
}

/** A day on which the answer rate doubles at noon, simulated with the production engine and pacing. */
function day({ reportOf, simulateFloor, worldNamed }, policy) {
  const one = simulateFloor({ world: worldNamed('step-up'), callers: 25, policy, seed: 2026 });
  const { series } = reportOf([one]);
  const x = {
    from: 0,
    to: 480,
    ticks: [0, 60, 120, 180, 240, 300, 360, 420, 480],
    words: (minute) => minute / 60,
    label: 'hours; at 4 twice as many answer',
  };
  const smooth = (values, minutes) =>
    values.map((_, index) => {
      const last = values.slice(Math.max(0, index + 1 - minutes), index + 1);
      return [index + 1, last.reduce((sum, value) => sum + value, 0) / last.length];
    });
  const abandoned = series.abandonRate.map((rate, index) => [index + 1, 100 * (rate ?? 0)]);
  const balance = series.balance.map((value, index) => [index + 1, value]);
  const lines = smooth(series.lines, 5);
  return drawing(
    [
      {
        title: 'Busy, % of paid time (ten minutes)',
        x,
        y: { from: 60, to: 100, ticks: [60, 80, 100] },
        lines: [
          {
            name: 'Predictive',
            colour: 0,
            points: smooth(
              series.busyShare.map((share) => 100 * share),
              10,
            ),
          },
        ],
      },
      {
        title: 'Lines in flight, talk included (five minutes)',
        x,
        y: axisOver(lines, 20),
        lines: [{ name: 'lines', colour: 2, points: lines }],
      },
      {
        title: 'Abandoned, % of live answers (ten minutes)',
        x,
        y: axisOver(abandoned, 2),
        lines: [
          { name: 'abandoned', colour: 1, points: abandoned },
          {
            name: 'the limit',
            colour: 4,
            dashed: true,
            points: [
              [0, 3],
              [480, 3],
            ],
          },
        ],
      },
      {
        title: 'Ledger: abandonments that can still be afforded at 3 %',
        x,
        y: axisOver(balance, 5),
        lines: [{ name: 'balance', colour: 3, points: balance }],
      },
    ],
    {
      height: 200,
      words:
        'A simulated day with 25 callers: share busy, lines in flight, abandonment and the ledger, as the answer rate doubles at noon',
    },
  );
}

function axisOver(points, every) {
  const values = points.map(([, value]) => value);
  const from = Math.floor(Math.min(0, ...values) / every) * every;
  const to = Math.ceil(Math.max(...values) / every) * every;
  const stride = every * Math.ceil((to - from) / every / 5);
  const ticks = [];
  for (let tick = Math.ceil(from / stride) * stride; tick <= to; tick += stride) ticks.push(tick);
  return { from, to, ticks };
}
