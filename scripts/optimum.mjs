// `npm run optimum`: the best that any way of pacing can reach in world M, where it can be reckoned exactly; `--help` tells the rest.
import './node-version.mjs';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { buildIfStale } from './build.mjs';
import { root } from './lock.mjs';
import { numberOf, readOptions, wholeOf } from './options.mjs';
import { run, step } from './say.mjs';

const RING_SECONDS = 20;
const CALLERS = [...Array.from({ length: 100 }, (_, i) => i + 1), 150, 200, 300, 500];
/** Answer rate, seconds of conversation, limit of abandonment. */
const CASES = [
  [0.1, 135, 0.01],
  [0.1, 135, 0.03],
  [0.1, 135, 0.05],
  [0.25, 135, 0.01],
  [0.25, 135, 0.03],
  [0.25, 135, 0.05],
  [0.4, 135, 0.01],
  [0.4, 135, 0.03],
  [0.4, 135, 0.05],
  [0.25, 60, 0.03],
  [0.25, 300, 0.03],
];

const HELP = `npm run optimum -- [options]: the best that any way of pacing can reach where it can be reckoned
exactly: talk and ringing last exponentially long, and who answers while nobody is idle is lost

  --callers 25        how many callers (25)
  --answer-rate 0.25  share of dials that a person answers (0.25)
  --handle 135        mean seconds of talk and wrap-up (135)
  --ring 20           mean seconds until a dial is decided (20)
  --limit 0.03        share of answers that may be abandoned (0.03)
  --write             reckons libs/simulation/optimum.json again, about a minute
`;

const OPTIONS = {
  write: { type: 'boolean', default: false },
  callers: { type: 'string', default: '25' },
  'answer-rate': { type: 'string', default: '0.25' },
  handle: { type: 'string', default: '135' },
  ring: { type: 'string', default: String(RING_SECONDS) },
  limit: { type: 'string', default: '0.03' },
  help: { type: 'boolean', short: 'h', default: false },
};

await run(async () => {
  const values = readOptions(OPTIONS);
  if (values.help) return console.log(HELP);
  const world = {
    callers: wholeOf('callers', values.callers, 1, 500),
    answerRate: numberOf('answer-rate', values['answer-rate'], 0.01, 1),
    handleSeconds: numberOf('handle', values.handle, 1, 36_000),
    ringSeconds: numberOf('ring', values.ring, 1, 3600),
  };
  const limit = numberOf('limit', values.limit, 0.001, 0.5);
  await buildIfStale();
  const { heldToLimit, optimum } = await import('@ringside/simulation');
  const { POLICIES } = await import('@ringside/pacing');
  if (values.write) return write(optimum);
  print(optimum(world, limit));
  for (const name of ['power', 'predictive']) {
    const { busy, abandonRate } = heldToLimit(POLICIES[name], world, limit);
    console.log(
      `${name.padEnd(23)} ${(busy * 100).toFixed(2)} %, ${(abandonRate * 100).toFixed(2)} % abandoned`,
    );
  }
});

function print(best) {
  const minutes = (best.busy * 60).toFixed(1);
  console.log(`busy                    ${(best.busy * 100).toFixed(2)} %, ${minutes} minutes an hour`);
  console.log(`dials per caller, hour  ${best.dialsPerCallerHour.toFixed(1)}`);
  console.log(`ringing by idle         ${best.careful.join(' ')}`);
  console.log(`  and ${(best.boldShare * 100).toFixed(1).padStart(4)} % of time    ${best.bold.join(' ')}`);
}

async function write(optimum) {
  const progress = step('The optimum');
  const cases = [];
  for (const [answerRate, handleSeconds, limit] of CASES) {
    const bests = CALLERS.map((callers) =>
      optimum({ callers, answerRate, handleSeconds, ringSeconds: RING_SECONDS }, limit),
    );
    cases.push({
      answer_rate: answerRate,
      handle_seconds: handleSeconds,
      abandon_limit: limit,
      busy_percent: bests.map((best) => Number((best.busy * 100).toFixed(2))),
      dials_per_caller_hour: bests.map((best) => Number(best.dialsPerCallerHour.toFixed(1))),
    });
    progress.note(`${cases.length} of ${CASES.length}`);
  }
  const table = {
    command: 'npm run optimum -- --write',
    ring_seconds: RING_SECONDS,
    callers: CALLERS,
    cases,
  };
  const file = join(root, 'libs', 'simulation', 'optimum.json');
  writeFileSync(file, await format(JSON.stringify(table), { parser: 'json', printWidth: 110 }));
  progress.end();
}
