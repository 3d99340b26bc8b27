import { Grid, solveLinear, visits } from './linear.js';
import type { WorldM } from './world-m.js';

/**
 * A policy of world M: as many lines ring as `targets[idle]` says, or more when they were already ringing. More idle callers than
 * there are entries do not occur: the one who would be next stays busy (how rarely, `Rates.edge` says).
 */
export type Targets = readonly number[];

/** What a policy comes to in the long run. */
export interface Rates {
  /** Conversations begun a second. */
  readonly served: number;
  /** Answers a second that found nobody idle. */
  readonly abandoned: number;
  /** Share of time with as many idle callers as `targets` knows, where the picture ends. */
  readonly edge: number;
}

/**
 * The rates of a policy, exactly. Between two moments of dialing the floor only moves one way: lines become fewer, and with as
 * many lines more callers become idle. So each state is worth a sum over the states that dialing leads to, `(i, targets[i])`;
 * what is left to solve is a chain with one state per number of idle callers.
 */
export function evaluate(world: WorldM, targets: Targets): Evaluation {
  const levels = targets.length;
  const top = Math.max(...targets);
  const width = levels + COLUMNS;
  const chain = new Grid(levels, width);
  let below = new Grid(levels, width);
  let here = new Grid(levels, width);
  for (let ringing = 0; ringing <= top; ringing += 1) {
    here.data.fill(0);
    for (let idle = levels - 1; idle >= 0; idle -= 1) {
      const target = targetAt(targets, idle);
      if (ringing < target) continue;
      const { free, answered, failed, total } = movesFrom(world, idle, ringing, levels);
      if (total === 0) throw new RangeError(`nothing is dialed with ${String(idle)} idle`);
      const follow = (rate: number, grid: Grid, toIdle: number, toRinging: number): void => {
        if (rate === 0) return;
        if (toRinging < targetAt(targets, toIdle)) here.add(idle, toIdle, rate / total);
        else here.addRow(idle, rate / total, grid, toIdle);
      };
      follow(free, here, idle + 1, ringing);
      follow(answered, below, idle > 0 ? idle - 1 : 0, ringing - 1);
      follow(failed, below, idle, ringing - 1);
      here.add(idle, levels + TIME, 1 / total);
      here.add(idle, levels + SERVED, (idle > 0 ? answered : 0) / total);
      here.add(idle, levels + ABANDONED, (idle > 0 ? 0 : answered) / total);
      here.add(idle, levels + EDGE, (idle === levels - 1 ? 1 : 0) / total);
      if (ringing === target) {
        chain.addRow(idle, 1, here, idle);
        here.data.fill(0, idle * width, (idle + 1) * width);
        here.set(idle, idle, 1);
      }
    }
    [below, here] = [here, below];
  }
  const share = visits(chain);
  const sum = (column: number): number =>
    share.reduce((all, one, idle) => all + one * chain.get(idle, levels + column), 0);
  const time = sum(TIME);
  const rates: Rates = {
    served: sum(SERVED) / time,
    abandoned: sum(ABANDONED) / time,
    edge: sum(EDGE) / time,
  };
  return { rates, chain, share };
}

/** The rates of a policy, with the chain they come from. */
export interface Evaluation {
  readonly rates: Rates;
  /** A row for each number of idle callers: where dialing next happens, then what comes until then. */
  readonly chain: Grid;
  readonly share: Float64Array;
}

/**
 * What each state is worth, beside the others, when a conversation earns 1 and an abandonment costs `price`: a row for each
 * number of idle callers, a column for each number of ringing lines up to `most`. Below its target a state is worth what it
 * would be if nothing were dialed there now and the policy followed afterwards.
 */
export function worth(
  world: WorldM,
  targets: Targets,
  { rates, chain, share }: Evaluation,
  { price, most }: { readonly price: number; readonly most: number },
): Grid {
  const levels = targets.length;
  const gain = rates.served - price * rates.abandoned;
  // The value of one state is free. The one that is seen most is the best conditioned.
  const reference = share.indexOf(Math.max(...share));
  const system = new Grid(levels, levels);
  const right = new Float64Array(levels);
  for (let i = 0; i < levels; i += 1) {
    system.set(i, i, 1);
    if (i === reference) continue;
    for (let j = 0; j < levels; j += 1) system.add(i, j, -chain.get(i, j));
    right[i] =
      chain.get(i, levels + SERVED) -
      price * chain.get(i, levels + ABANDONED) -
      gain * chain.get(i, levels + TIME);
  }
  const dialed = solveLinear(system, right);
  const value = new Grid(levels, most + 1);
  const next = (rate: number, idle: number, ringing: number): number => {
    if (rate === 0) return 0;
    return rate * (ringing < targetAt(targets, idle) ? (dialed[idle] ?? NaN) : value.get(idle, ringing));
  };
  for (let ringing = 0; ringing <= most; ringing += 1) {
    for (let idle = levels - 1; idle >= 0; idle -= 1) {
      const { free, answered, failed, total } = movesFrom(world, idle, ringing, levels);
      const earned = idle > 0 ? answered : -price * answered;
      const onward =
        next(free, idle + 1, ringing) +
        next(answered, idle > 0 ? idle - 1 : 0, ringing - 1) +
        next(failed, idle, ringing - 1);
      value.set(idle, ringing, total === 0 ? -Infinity : (earned - gain + onward) / total);
    }
  }
  return value;
}

/** Lines that ring, at least, with so many idle callers. */
export function targetAt(targets: Targets, idle: number): number {
  return targets[idle] ?? targets.at(-1) ?? 0;
}

interface Moves {
  /** Rates a second: a caller becomes idle; a line is answered; a line ends without. */
  readonly free: number;
  readonly answered: number;
  readonly failed: number;
  readonly total: number;
}

function movesFrom(world: WorldM, idle: number, ringing: number, levels: number): Moves {
  const free = idle === levels - 1 ? 0 : (world.callers - idle) / world.handleSeconds;
  const answered = (ringing * world.answerRate) / world.ringSeconds;
  const failed = (ringing * (1 - world.answerRate)) / world.ringSeconds;
  return { free, answered, failed, total: free + answered + failed };
}

// Columns of the chain after its transitions: what comes until the next moment of dialing.
const TIME = 0;
const SERVED = 1;
const ABANDONED = 2;
const EDGE = 3;
const COLUMNS = 4;
