// `npm run optimum`: the best that any way of pacing can reach in world M, where it can be reckoned exactly.
//   npm run optimum -- --callers 25 --answer-rate 0.25 --handle 135 --ring 20 --limit 0.03
//   npm run optimum -- --write    reckons libs/simulation/optimum.json again: about a minute
import './node-version.mjs';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { format } from 'prettier';
import { buildIfStale } from './build.mjs';
import { root } from './lock.mjs';
import { Problem, run, step } from './say.mjs';

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

await run(async () => {
  const { values } = parseArgs({
    options: {
      write: { type: 'boolean', default: false },
      callers: { type: 'string', default: '25' },
      'answer-rate': { type: 'string', default: '0.25' },
      handle: { type: 'string', default: '135' },
      ring: { type: 'string', default: String(RING_SECONDS) },
      limit: { type: 'string', default: '0.03' },
    },
  });
  await buildIfStale();
  const { heldToLimit, optimum } = await import('@ringside/simulation');
  const { POLICIES } = await import('@ringside/pacing');
  if (values.write) return write(optimum);
  const number = (name) => {
    const value = Number(values[name]);
    if (!Number.isFinite(value)) throw new Problem(`--${name} takes one number, not "${values[name]}"`);
    return value;
  };
  const world = {
    callers: number('callers'),
    answerRate: number('answer-rate'),
    handleSeconds: number('handle'),
    ringSeconds: number('ring'),
  };
  const limit = number('limit');
  try {
    print(optimum(world, limit));
    for (const name of ['power', 'predictive']) {
      const { busy, abandonRate } = heldToLimit(POLICIES[name], world, limit);
      console.log(
        `${name.padEnd(23)} ${(busy * 100).toFixed(2)} %, ${(abandonRate * 100).toFixed(2)} % abandoned`,
      );
    }
  } catch (error) {
    throw error instanceof RangeError ? new Problem(error.message) : error;
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
