// What `npm run simulate` found, as one page that needs nothing else: tables and drawings, light and dark.
import { drawing } from '../svg-plot.mjs';

/**
 * `sizes`: [{ callers, limit, results: [{ policy, report }] }]; `law`: the share of live answers that may
 * be abandoned; `curve`: the optimum by callers, [callers, share or null].
 */
export function page({ title, words, sizes, law, curve }) {
  const parts = [
    `<h1>${escape(title)}</h1><p>${escape(words)}</p>`,
    `<figure>${drawing([sizePanel(sizes, curve)], { words: 'Busy share against the number of callers, with the limit' })}</figure>`,
    ...sizes.flatMap((size) => [
      `<h2>${callersOf(size)}</h2>${table(size.results, size.limit, law)}`,
      `<h3>Over the day</h3><figure>${drawing(dayPanels(size, law), { words: `The day of work of ${callersOf(size)}, minute by minute, means over all days` })}</figure>`,
    ]),
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${escape(title)}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1f2328;background:#fff}table{border-collapse:collapse;width:100%;font-size:14px}th,td{text-align:right;padding:.3rem .6rem;border-bottom:1px solid #d1d9e0;font-variant-numeric:tabular-nums}th:first-child,td:first-child{text-align:left;font-weight:400}figure{margin:1.5rem 0}svg{max-width:100%;height:auto}.wide,figure{overflow-x:auto}
@media(max-width:700px){body{margin:1rem auto}svg{min-width:640px;max-width:none}}
@media print{figure,table{break-inside:avoid}h2,h3{break-after:avoid}}
@media(prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}th,td{border-color:#3d444d}}</style></head>
<body>
${parts.join('\n')}
</body></html>
`;
}

export const callersOf = ({ callers }) => (callers === 1 ? '1 caller' : `${callers} callers`);
const percent = (share) => (Number.isFinite(share) ? `${(100 * share).toFixed(1)} %` : '–');
const mean = ({ mean: x, half }, digits = 1) =>
  `${x.toFixed(digits)}${Number.isFinite(half) ? ` ±${half.toFixed(digits)}` : ''}`;
const of100 = ({ mean: x, half }) => `${mean({ mean: 100 * x, half: 100 * half })} %`;

/** Figures of E3, by name: how each is read from a report. */
export const FIGURES = [
  ['busy (talk and wrap-up)', (r) => of100(r.busyShare)],
  ['talk, minutes an hour', (r) => mean(r.talkMinutesPerHour)],
  ['abandoned, of live answers', (r) => of100(r.abandonRate)],
  ['worst 24 hours', (r) => percent(r.worst24h)],
  ['95 % of days are below', (r) => percent(r.dayP95)],
  ['days above 3 %', (r) => percent(r.daysOver3)],
  ['worst ten minutes of the day', (r) => percent(r.worstTenMinutes)],
  [
    'idle before a call: mean, 9 in 10 below',
    (r) => `${r.idleMeanS.toFixed(0)} s, ${r.idleP90S.toFixed(0)} s`,
  ],
  [
    'answer to caller: half below, 99 in 100 below',
    (r) => `${r.delayP50Ms.toFixed(0)} ms, ${r.delayP99Ms.toFixed(0)} ms`,
  ],
  ['dials per caller and hour', (r) => mean(r.dialsPerCallerHour)],
  ['dials per conversation', (r) => mean(r.dialsPerConversation, 2)],
  ['lines, mean and most', (r) => `${r.linesMean.toFixed(1)}, ${r.linesPeak}`],
  ['most dials in a second', (r) => String(r.dialsPerSecondPeak)],
  ['minutes to 90 % of steady state', (r) => (r.minutesTo90 === null ? 'never' : String(r.minutesTo90))],
];

function table(results, limit, law) {
  const head = results.map(({ policy }) => `<th>${escape(policy)}</th>`).join('');
  const rows = FIGURES.map(
    ([name, read]) =>
      `<tr><td>${name}</td>${results.map(({ report }) => `<td>${read(report)}</td>`).join('')}</tr>`,
  );
  const best =
    limit === null
      ? ''
      : `<p>In the nearest world that can be reckoned exactly (world M), the optimum at ${100 * law} % is ${percent(limit)} busy.</p>`;
  return `<div class="wide"><table><tr><th></th>${head}</tr>${rows.join('')}</table></div>${best}`;
}

const TICKS = [1, 2, 5, 10, 25, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

function sizePanel(sizes, curve) {
  const policies = sizes[0].results.map(({ policy }) => policy);
  const lines = policies.map((name, colour) => ({
    name,
    colour: colour % 4,
    dots: true,
    points: sizes.map(({ callers, results }) => [callers, 100 * results[colour].report.busyShare.mean]),
  }));
  const best = curve.flatMap(([callers, share]) => (share === null ? [] : [[callers, 100 * share]]));
  if (best.length > 0) lines.push({ name: 'optimum of M', colour: 4, dashed: true, points: best });
  const shown = [...sizes.map(({ callers }) => callers), ...best.map(([callers]) => callers)];
  return {
    title: 'Busy share by number of callers, %',
    x: {
      from: Math.min(...shown),
      to: Math.max(...shown),
      log: true,
      ticks: TICKS.filter((callers) => callers <= Math.max(...shown) && callers >= Math.min(...shown)),
      label: 'callers',
    },
    y: { from: 0, to: 100, ticks: [0, 20, 40, 60, 80, 100] },
    lines,
  };
}

function dayPanels({ results, limit }, law) {
  const minutes = results[0].report.series.busyShare.length;
  const hours = Array.from({ length: Math.floor(minutes / 60) + 1 }, (_, hour) => 60 * hour);
  const x = {
    from: 0,
    to: Math.max(1, minutes - 1),
    ticks: hours,
    words: (minute) => String(minute / 60),
    label: 'hours of work',
  };
  const lines = (read) =>
    results.map(({ policy, report }, colour) => ({
      name: policy,
      colour: colour % 4,
      points: everyFew(read(report.series)),
    }));
  const straight = (name, value) => ({
    name,
    colour: 4,
    dashed: true,
    points: [
      [0, value],
      [x.to, value],
    ],
  });
  const shares = { from: 0, to: 100, ticks: [0, 20, 40, 60, 80, 100] };
  const abandoned = lines((series) => series.abandonRate.map((rate) => 100 * (rate ?? 0)));
  const inFlight = lines((series) => series.lines);
  const balance = lines((series) => series.balance);
  return [
    {
      title: 'Busy, % of paid time',
      x,
      y: shares,
      lines: [
        ...lines((series) => series.busyShare.map((share) => 100 * share)),
        ...(limit === null ? [] : [straight('optimum of M', 100 * limit)]),
      ],
    },
    {
      title: 'Abandoned in the last ten minutes, % of live answers',
      x,
      y: law < 1 ? axis(abandoned, 100 * law) : axis(abandoned),
      lines: law < 1 ? [...abandoned, straight(`${100 * law} %`, 100 * law)] : abandoned,
    },
    { title: 'Lines in flight', x, y: axis(inFlight), lines: inFlight },
    {
      title: 'Abandonments that can still be afforded',
      x,
      y: axis(balance),
      lines: balance,
    },
  ];
}

/** Means of a quarter of an hour: finer lines show the noise and not the day. */
function everyFew(values) {
  const points = [];
  for (let i = 0; i < values.length; i += 15) {
    const few = values.slice(i, i + 15);
    points.push([Math.min(i + 7, values.length - 1), few.reduce((sum, v) => sum + v, 0) / few.length]);
  }
  return points.length > 0 ? points : [[0, 0]];
}

function axis(lines, least = 0) {
  const values = lines.flatMap(({ points }) => points.map(([, y]) => y));
  const low = Math.min(0, ...values);
  const high = Math.max(least, ...values);
  const raw = Math.max(1e-9, high - low) / 5;
  const unit = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((m) => m * unit).find((s) => s >= raw) ?? raw;
  const ticks = [];
  for (let tick = Math.floor(low / step) * step; tick < high + step; tick += step)
    ticks.push(Number(tick.toPrecision(6)));
  return { from: ticks[0], to: ticks.at(-1), ticks };
}

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
