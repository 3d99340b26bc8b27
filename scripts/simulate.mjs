// `npm run simulate -- --callers 5 --answer-rate 0.25`: what a floor would come to under one or more ways of pacing. Prints a table
// and writes a page with drawings; `--help` tells the rest.
import './node-version.mjs';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { buildIfStale } from './build.mjs';
import { buildDir, root } from './lock.mjs';
import { numberOf, oneOf, readOptions, wholeOf } from './options.mjs';
import { Problem, run, step } from './say.mjs';

const OPTIONS = {
  callers: { type: 'string', default: '5' },
  policy: { type: 'string', default: 'predictive,power' },
  world: { type: 'string', default: 'R1' },
  'answer-rate': { type: 'string' },
  talk: { type: 'string' },
  wrap: { type: 'string' },
  hours: { type: 'string', default: '8' },
  days: { type: 'string', default: '1' },
  weeks: { type: 'string', default: '3' },
  seed: { type: 'string', default: '1' },
  profile: { type: 'string', default: 'us' },
  target: { type: 'string' },
  out: { type: 'string', default: join(buildDir, 'simulation.html') },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
};

/** Team sizes at which the best is drawn beside what was simulated. */
const SIZES = [1, 2, 3, 4, 5, 7, 10, 14, 20, 25, 35, 50, 70, 100];

await run(async () => {
  const values = readOptions(OPTIONS);
  await buildIfStale();
  const library = await import('@ringside/simulation');
  const { PROFILES } = await import('@ringside/pacing');
  const { POLICY_NAMES, policyOf } = await import('./floor/policies.mjs');
  const { FIGURES, callersOf, page } = await import('./floor/page.mjs');
  const { simulateAll } = await import('./floor/weeks.mjs');
  if (values.help) return console.log(help(library.WORLDS, POLICY_NAMES));

  const world = worldOf(values, library);
  const sizes = [...new Set(values.callers.split(','))].map((text) => wholeOf('callers', text, 1, 10_000));
  const policies = [...new Set(values.policy.split(','))];
  for (const name of policies)
    if (policyOf(name, { seed: 1, callers: 1, world }) === undefined)
      throw new Problem(`no way of pacing "${name}"; there are ${POLICY_NAMES.join(', ')}`);
  const profile = oneOf('profile', values.profile, ['us', 'uk', 'ca', 'none']);
  const settings = {
    world,
    profile,
    hours: numberOf('hours', values.hours, 0.1, 16),
    days: wholeOf('days', values.days, 1, 60),
    ...(values.target === undefined ? {} : { target: numberOf('target', values.target, 0, 100) / 100 }),
  };
  const out = values.json ? null : placeFor(values.out);
  const weeks = wholeOf('weeks', values.weeks, 1, 1000);
  const first = wholeOf('seed', values.seed, 0, 4_000_000_000);

  const jobs = sizes.flatMap((callers) =>
    policies.flatMap((policy) =>
      Array.from({ length: weeks }, (_, week) => ({ ...settings, callers, policy, seed: first + week })),
    ),
  );
  const progress = step('Simulating');
  const runs = await simulateAll(jobs, {
    onProgress: (share) => progress.note(`${Math.floor(100 * share)} %`),
  }).catch((error) => {
    if (error instanceof RangeError) throw new Problem(error.message);
    throw error;
  });
  progress.end();
  const law = PROFILES[profile].limit;
  const best = (callers) => limitOf(callers, world, law, library);
  const results = sizes.map((callers, size) => ({
    callers,
    limit: best(callers),
    results: policies.map((policy, index) => {
      const from = (size * policies.length + index) * weeks;
      return { policy, report: library.reportOf(runs.slice(from, from + weeks)) };
    }),
  }));

  if (values.json) return console.log(JSON.stringify(results, null, 1));
  for (const one of results) print(one, { figures: FIGURES, words: callersOf(one), law });
  const title = `Simulated: ${listed(sizes)} ${sizes.length === 1 && sizes[0] === 1 ? 'caller' : 'callers'} in world ${world.name}`;
  const answered = Number((100 * world.answerRate.base).toFixed(1));
  const words = `${counted(weeks, 'independent run')} of ${counted(settings.days, 'day')} of ${counted(settings.hours, 'hour')} each, ${answered} % of dials answered by a person; ± is the 95 % interval. npm run simulate -- ${process.argv.slice(2).join(' ')}`;
  writeFileSync(
    out,
    page({ title, words, sizes: results, law, curve: SIZES.map((callers) => [callers, best(callers)]) }),
  );
  console.log(`\nDrawings: ${relative(process.cwd(), out) || out}`);
});

function counted(n, one) {
  return `${n} ${one}${n === 1 ? '' : 's'}`;
}

function listed(all) {
  return all.length === 1 ? `${all[0]}` : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}

function worldOf(values, { lognormal, worldM, worldNamed, worldR }) {
  const named = worldNamed(values.world);
  if (named === undefined)
    throw new Problem(`no world "${values.world}"; npm run simulate -- --help tells their names`);
  const rate = values['answer-rate'];
  let world = named;
  if (rate !== undefined) {
    const base = numberOf('answer-rate', rate, 0.001, 1);
    if (named.name === 'M') world = worldM(base);
    else world = { ...named, unanswered: worldR(base).unanswered, answerRate: { ...named.answerRate, base } };
  }
  if (values.talk !== undefined)
    world = { ...world, talk: lognormal(1000 * numberOf('talk', values.talk, 1, 3600), 1) };
  if (values.wrap !== undefined) {
    const wrap = numberOf('wrap', values.wrap, 0, 3600);
    world = { ...world, wrap: wrap === 0 ? null : lognormal(1000 * wrap, 0.5) };
  }
  return world;
}

/** The optimum of world M with the same answer rate, conversation and ringing; null where that takes long, or no law is. */
function limitOf(callers, world, law, { meanOf, optimum }) {
  if (callers > 100 || law >= 1) return null;
  const answerRate = world.answerRate.base;
  const handleMs = meanOf(world.talk) + (world.wrap === null ? 0 : meanOf(world.wrap));
  const unansweredMs = world.unanswered.reduce(
    (sum, { share, after }) => sum + share * (after === null ? world.ringTimeoutMs : meanOf(after)),
    0,
  );
  const ringMs = answerRate * meanOf(world.answerAfter) + (1 - answerRate) * unansweredMs;
  return optimum({ callers, answerRate, handleSeconds: handleMs / 1000, ringSeconds: ringMs / 1000 }, law)
    .busy;
}

function print({ limit, results }, { figures, words, law }) {
  const rows = [
    [words, ...results.map(({ policy }) => policy)],
    ...figures.map(([name, read]) => [name, ...results.map(({ report }) => read(report))]),
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('   ');
  console.log(`\n${rows.map(line).join('\n')}`);
  if (limit !== null)
    console.log(
      `Best possible in the nearest world that can be reckoned (M, where who answers does not wait; ${100 * law} %): ${(100 * limit).toFixed(1)} % busy`,
    );
}

/** Where the drawings go; what cannot be written is told before minutes of work. */
function placeFor(path) {
  const out = resolve(path);
  if (statSync(out, { throwIfNoEntry: false })?.isDirectory())
    throw new Problem(`--out must be a file; "${path}" is a folder`);
  mkdirSync(dirname(out), { recursive: true });
  return out;
}

function help(worlds, policies) {
  return `npm run simulate -- [options]: what a calling floor would come to, in virtual time

  --callers 5,10      how many callers; each number is simulated (5)
  --policy a,b        ways of pacing to compare (predictive,power), of
${wrapped(policies)};
                      a number goes behind a colon: k-times-idle:2.5
  --world R1          what is dialed into (R1: near to life, one dial in four
                      answered; R2: one in ten; M: where the optimum is known),
                      others are one of them with one thing changed:
${wrapped(worlds.map(({ name }) => name))}
  --answer-rate 0.25  share of dials that a person answers
  --talk 120          mean seconds of talk
  --wrap 15           mean seconds of wrap-up
  --hours 8           paid hours of a day (8)
  --days 1            days of one campaign (1)
  --weeks 3           independent runs; intervals are over them (3)
  --profile us        whose law: us, uk, ca, none (us)
  --target 2.8        percent of live answers aimed at to be abandoned at most
  --seed 1            the same seeds meet the same luck (1)
  --out page.html     where the drawings go (${relative(root, OPTIONS.out.default)})
  --json              figures and curves as JSON instead
`;
}

function wrapped(names) {
  const lines = [''];
  for (const name of names) {
    if (lines.at(-1).length + name.length > 78) lines.push('');
    lines[lines.length - 1] += `${lines.at(-1) === '' ? ' '.repeat(22) : ', '}${name}`;
  }
  return lines.join(',\n');
}
