// What learning costs: a policy that need not learn. It is told the answer rate, the ringing and the talk of its world (not, who talks longer than others).
import { CURVE_STEP_MS, RING_STEP_MS } from '@ringside/pacing';
import { fixedTime, Random, samplerOf } from '@ringside/simulation';

const DRAWS = 200_000;
const RING_STEPS = 512;
/** Dials' worth of evidence: more than a campaign ever has. */
const SURE = 1e9;
const NOBODY = 1e-4;

/** `policy`, in a world whose answer rate does not change, with the truth in place of what was learned. */
export function told(policy, world) {
  const estimates = truthOf(world);
  return (snapshot) => policy({ ...snapshot, estimates });
}

function truthOf(world) {
  const random = new Random(1);
  const drawn = (distribution) => sorted(samplerOf(distribution, random));
  const answers = drawn(world.answerAfter);
  const failures = drawnFailures(world, random);
  const talk = drawn(world.talk);
  const wrap = drawn(world.wrap ?? fixedTime(1000));
  return {
    answerRate: world.answerRate.base,
    exposure: SURE,
    answeredBy: by(answers, RING_STEPS, RING_STEP_MS),
    failedBy: by(failures, RING_STEPS, RING_STEP_MS),
    talkBeyond: beyond(talk),
    wrapBeyond: beyond(wrap),
  };
}

function drawnFailures({ unanswered, ringTimeoutMs }, random) {
  const ways = unanswered.map(({ share, after }) => ({
    share,
    draw: after === null ? () => ringTimeoutMs : samplerOf(after, random),
  }));
  return sorted(() => {
    let x = random.next();
    const way = ways.find(({ share }) => (x -= share) < 0) ?? ways.at(-1);
    return Math.min(way.draw(), ringTimeoutMs);
  });
}

const sorted = (draw) => Float64Array.from({ length: DRAWS }, draw).sort();

/** Part of them that are over by each step. */
function by(times, steps, stepMs) {
  let over = 0;
  return Array.from({ length: steps + 1 }, (_, step) => {
    while (over < times.length && times[over] <= step * stepMs) over += 1;
    return step === steps ? 1 : over / times.length;
  });
}

/** Part of them that go on after each step, as far as anybody is left. */
function beyond(times) {
  const steps = Math.ceil(times.at(-1) / CURVE_STEP_MS) + 1;
  const shares = by(times, steps, CURVE_STEP_MS).map((share) => 1 - share);
  return [...shares.filter((share, step) => step === 0 || share > NOBODY), NOBODY];
}
