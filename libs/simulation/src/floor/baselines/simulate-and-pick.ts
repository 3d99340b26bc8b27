import {
  CURVE_STEP_MS,
  RING_STEP_MS,
  type Estimates,
  type PacingPolicy,
  type PacingSnapshot,
} from '@ringside/pacing';
import { Random } from '../../random.js';
import { decided, isPossible } from './decided.js';

export interface SimulateAndPickSettings {
  readonly seed: number;
  /** Lines that ring for each free caller, to choose from; in rising order. */
  readonly levels: readonly number[];
  /** Short simulations of each level. */
  readonly tries: number;
}

const PICK_MS = 15_000;
const STEP_S = 1;
const HORIZON_S = 60;
/** What a try's person may wait, in steps. */
const GRACE_STEPS = 2;
const LEVELS = [1, 1.5, 2, 2.5, 3, 4, 5, 6.5, 8];

/**
 * Tries some levels in short simulations of what is there now, and takes the one with the fewest free callers whose abandonments
 * keep to the target: our own writing of that idea, as a baseline. It remembers: one for each run.
 */
export function simulateAndPick(settings: Partial<SimulateAndPickSettings> = {}): PacingPolicy {
  const { seed, levels, tries } = { seed: 1, levels: LEVELS, tries: 6, ...settings };
  const random = new Random(seed);
  let level = levels[0] ?? 1;
  let pickedAt = -Infinity;
  return (snapshot) => {
    if (!isPossible(snapshot)) return decided('simulate-and-pick', snapshot, 0);
    const { callers, ringingMs, waiting } = snapshot;
    if (snapshot.now >= pickedAt + PICK_MS && callers.idle + callers.talkingMs.length > 0) {
      pickedAt = snapshot.now;
      level = pick(snapshot, levels, tries, random);
    }
    const wanted = waiting > 0 ? 0 : Math.round(level * callers.idle) - ringingMs.length;
    return decided('simulate-and-pick', snapshot, wanted);
  };
}

/** The highest level whose tries keep to the target, with those below it. */
function pick(snapshot: PacingSnapshot, levels: readonly number[], tries: number, random: Random): number {
  let best = levels[0] ?? 1;
  for (const level of levels) {
    let answers = 0;
    let abandoned = 0;
    for (let i = 0; i < tries; i += 1) {
      const end = tryLevel(snapshot, level, random);
      answers += end.answers;
      abandoned += end.abandoned;
    }
    if (abandoned > snapshot.ledger.target * answers) return best;
    best = level;
  }
  return best;
}

/** The next minute in steps of a second, under one level. */
function tryLevel(
  { callers, estimates, ringingMs, waiting }: PacingSnapshot,
  level: number,
  random: Random,
): { readonly answers: number; readonly abandoned: number } {
  const steps = HORIZON_S / STEP_S;
  // By step: how many become free, and how many answers and ends come.
  const freed = new Int32Array(steps + 1);
  const answering = new Int32Array(steps + 1);
  const failing = new Int32Array(steps + 1);
  const at = (array: Int32Array, step: number): void => {
    if (step <= steps) array[step] = (array[step] ?? 0) + 1;
  };
  const wrap = (from: number): void => at(freed, from + Math.max(1, lasts(estimates.wrapBeyond, 0, random)));
  for (const ms of callers.talkingMs) {
    const left = lasts(estimates.talkBeyond, ms, random);
    if (left <= steps) wrap(left);
  }
  for (const ms of callers.wrappingMs) at(freed, Math.max(1, lasts(estimates.wrapBeyond, ms, random)));
  const dial = (from: number, age: number): void => {
    const { answered, after } = fate(estimates, age, random);
    at(answered ? answering : failing, from + Math.max(1, after));
  };
  for (const ms of ringingMs) dial(0, ms);

  let idle = callers.idle;
  let ringing = ringingMs.length;
  let answers = 0;
  let abandoned = 0;
  let queue: number[] = new Array<number>(waiting).fill(0);
  for (let step = 0; step <= steps; step += 1) {
    idle += freed[step] ?? 0;
    const answered = answering[step] ?? 0;
    ringing -= answered + (failing[step] ?? 0);
    answers += answered;
    for (let i = 0; i < answered; i += 1) queue.push(step);
    while (idle > 0 && queue.length > 0) {
      queue.shift();
      idle -= 1;
      const left = lasts(estimates.talkBeyond, 0, random);
      if (step + left <= steps) wrap(step + left);
    }
    const before = queue.length;
    queue = queue.filter((since) => step - since < GRACE_STEPS);
    abandoned += before - queue.length;
    if (queue.length > 0) continue;
    for (; ringing < Math.round(level * idle); ringing += 1) dial(step, 0);
  }
  return { answers, abandoned };
}

/** How many more steps something goes on that has gone on so long: drawn from its curve. */
function lasts(beyond: readonly number[], ms: number, random: Random): number {
  const from = Math.min(beyond.length - 1, Math.floor(ms / CURVE_STEP_MS));
  const level = (beyond[from] ?? 0) * random.next();
  let low = from;
  let high = beyond.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((beyond[middle] ?? 0) > level) low = middle + 1;
    else high = middle;
  }
  return low - from;
}

/** Whether a line that has rung so long will be answered, and in how many steps it is decided. */
function fate(
  { answerRate, answeredBy, failedBy }: Estimates,
  ms: number,
  random: Random,
): { readonly answered: boolean; readonly after: number } {
  const from = Math.floor(ms / RING_STEP_MS);
  const open = answerRate * (1 - valueAt(answeredBy, from));
  const failing = (1 - answerRate) * (1 - valueAt(failedBy, from));
  const answered = random.next() * (open + failing) < open;
  const curve = answered ? answeredBy : failedBy;
  const reached = valueAt(curve, from);
  const level = reached + (1 - reached) * random.next();
  let step = from;
  while (step < curve.length && valueAt(curve, step) < level) step += 1;
  return { answered, after: Math.ceil(((step - from) * RING_STEP_MS) / (STEP_S * 1000)) };
}

function valueAt(curve: readonly number[], index: number): number {
  return curve[Math.min(index, curve.length - 1)] ?? 1;
}
