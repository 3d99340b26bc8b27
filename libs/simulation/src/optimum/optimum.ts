import { evaluate, worth, type Rates, type Targets } from './target-policy.js';
import { checkWorld, type WorldM } from './world-m.js';

/** The best that any way of pacing reaches in world M. */
export interface Optimum {
  readonly world: WorldM;
  /** Most abandonments as a share of live answers. */
  readonly abandonLimit: number;
  /** Share of paid time that is conversation. */
  readonly busy: number;
  readonly dialsPerCallerHour: number;
  /** Lines that ring by idle callers, of the policy just inside the limit and of the one just outside. */
  readonly careful: Targets;
  readonly bold: Targets;
  /** Share of time of the bold one, with which abandonments are the limit exactly. */
  readonly boldShare: number;
  /** Conversations that one more abandonment would buy. */
  readonly price: number;
  /** Share of time at the end of the picture; the result is as exact as this is small. */
  readonly edge: number;
}

interface Vertex {
  readonly targets: Targets;
  readonly rates: Rates;
}

/**
 * Maximises the rate of conversations while at most `abandonLimit` of the live answers are abandoned: a constrained Markov
 * decision process. Its solutions are the best policies for some price of an abandonment, and shares of time of two of them.
 * The two are closed in on from both sides: the best policy at the price at which both are worth the same replaces one of them,
 * until there is none better.
 *
 * @throws RangeError for a world or a limit that cannot be, and for a world that is too large: hundreds of callers with
 * conversations much shorter than the ringing.
 */
export function optimum(world: WorldM, abandonLimit: number): Optimum {
  checkWorld(world);
  if (!(abandonLimit > 0 && abandonLimit < 1)) {
    throw new RangeError(`an abandon limit of ${String(abandonLimit)}`);
  }
  let levels = Math.min(world.callers, Math.ceil(6 + 2.5 * Math.sqrt(world.callers))) + 1;
  for (;;) {
    const found = withLevels(world, abandonLimit, levels);
    if (found.edge < NEGLIGIBLE || levels > world.callers) return found;
    levels = Math.min(world.callers + 1, Math.ceil(levels * 1.5));
  }
}

/** The best policy when a conversation earns 1 and an abandonment costs `price`, by policy iteration. */
export function bestAtPrice(world: WorldM, price: number, start: Targets): Vertex {
  const most = mostRinging(world, start.length);
  let targets = start;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const evaluation = evaluate(world, targets);
    const value = worth(world, targets, evaluation, { price, most });
    let changed = false;
    const improved = targets.map((target, idle) => {
      let best = target;
      for (let ringing = idle; ringing <= most; ringing += 1) {
        if (value.get(idle, ringing) > value.get(idle, best) + TIE) best = ringing;
      }
      changed ||= best !== target;
      return best;
    });
    if (!changed) return { targets, rates: evaluation.rates };
    targets = improved;
  }
  throw new Error('policy iteration did not end');
}

/** One line for each idle caller: nobody is ever abandoned. */
export function progressiveTargets(levels: number): Targets {
  return Array.from({ length: levels }, (_, idle) => idle);
}

/** More lines than any policy that is worth considering lets ring with so many levels of idle callers. */
export function mostRinging(world: WorldM, levels: number): number {
  const freedWhileRinging = (world.callers * world.ringSeconds) / world.handleSeconds;
  return 20 + Math.ceil((1.5 * (levels + freedWhileRinging)) / world.answerRate);
}

function withLevels(world: WorldM, limit: number, levels: number): Optimum {
  if (levels * mostRinging(world, levels) > MOST_STATES) {
    throw new RangeError('so many lines would ring that the optimum takes minutes');
  }
  const excess = ({ rates }: Vertex): number => rates.abandoned - limit * (rates.abandoned + rates.served);
  const start = progressiveTargets(levels);
  let careful: Vertex = { targets: start, rates: evaluate(world, start).rates };
  let price = 1;
  let bold = bestAtPrice(world, price, start);
  while (excess(bold) <= 0) {
    careful = bold;
    price /= 2;
    bold = bestAtPrice(world, price, bold.targets);
  }
  for (;;) {
    price = (bold.rates.served - careful.rates.served) / (bold.rates.abandoned - careful.rates.abandoned);
    const worthOf = ({ rates }: Vertex): number => rates.served - price * rates.abandoned;
    const better = bestAtPrice(world, price, careful.targets);
    if (worthOf(better) <= worthOf(careful) * (1 + TIE)) break;
    if (excess(better) <= 0) careful = better;
    else bold = better;
  }
  const boldShare = excess(careful) / (excess(careful) - excess(bold));
  const mixed = (of: keyof Rates): number => (1 - boldShare) * careful.rates[of] + boldShare * bold.rates[of];
  const answers = mixed('served') + mixed('abandoned');
  return {
    world,
    abandonLimit: limit,
    busy: (mixed('served') * world.handleSeconds) / world.callers,
    dialsPerCallerHour: (answers / world.answerRate / world.callers) * 3600,
    careful: careful.targets,
    bold: bold.targets,
    boldShare,
    price,
    edge: levels > world.callers ? 0 : mixed('edge'),
  };
}

/** Differences of worth below this are rounding. */
const TIE = 1e-10;
/** Share of time at the end of the picture that is as good as none. */
const NEGLIGIBLE = 1e-7;
const MOST_ROUNDS = 1000;
/** Numbers of idle callers x ringing lines. */
const MOST_STATES = 1e6;
