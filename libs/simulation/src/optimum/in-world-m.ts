import {
  CURVE_STEP_MS,
  RING_STEP_MS,
  type Estimates,
  type LedgerReading,
  type LedgerWindow,
  type PacingPolicy,
  type PacingSnapshot,
} from '@ringside/pacing';
import { evaluate, type Targets } from './target-policy.js';
import { checkWorld, type WorldM } from './world-m.js';

/** What a policy that knows world M comes to there, reckoned and not simulated. */
export interface SteadyState {
  /** Share of paid time that is conversation. */
  readonly busy: number;
  /** Abandonments over live answers. */
  readonly abandonRate: number;
  /** Lines it lets ring, by idle callers. */
  readonly targets: Targets;
}

/**
 * A policy in world M while its ledger stands as given: it is asked what it would do with each number of idle callers, and that
 * is evaluated exactly. In world M ages say nothing, so a policy that looks at no more than a snapshot is nothing but such a
 * table; that it is told the world's own curves and answer rate leaves out what learning costs.
 */
export function steadyState(policy: PacingPolicy, world: WorldM, ledger: LedgerReading): SteadyState {
  checkWorld(world);
  const estimates = estimatesOf(world);
  let levels = Math.min(world.callers, Math.ceil(8 + 3 * Math.sqrt(world.callers))) + 1;
  for (;;) {
    const targets = Array.from({ length: levels }, (_, idle) => {
      let ringing = 0;
      for (;;) {
        const { dial } = policy(snapshotOf(world, { idle, ringing, estimates, ledger }));
        if (dial <= 0) return ringing;
        ringing += dial;
        if (ringing > MOST_RINGING) throw new RangeError(`lines without end with ${String(idle)} idle`);
      }
    });
    const { served, abandoned, edge } = evaluate(world, targets).rates;
    if (levels > world.callers || edge < NEGLIGIBLE) {
      return {
        busy: (served * world.handleSeconds) / world.callers,
        abandonRate: abandoned / (served + abandoned),
        targets,
      };
    }
    levels = Math.min(world.callers + 1, levels * 2);
  }
}

/**
 * A policy whose ledger holds it to `limit`: the two neighbouring states of the ledger between which it goes to and fro, by
 * shares of time with which abandonments are the limit exactly. Below the limit where even a full ledger does not lead it there.
 */
export function heldToLimit(policy: PacingPolicy, world: WorldM, limit: number): SteadyState {
  const at = (units: number): SteadyState => steadyState(policy, world, ledgerAt(limit, units));
  let [low, high] = [-LARGEST_BALANCE, LARGEST_BALANCE];
  let [careful, bold] = [at(low), at(high)];
  if (bold.abandonRate <= limit) return bold;
  for (let halving = 0; halving < 18; halving += 1) {
    const middle = (low + high) / 2;
    const found = at(middle);
    if (found.abandonRate <= limit) [low, careful] = [middle, found];
    else [high, bold] = [middle, found];
  }
  // Shares are of answers: served is proportional to busy, answers to busy / (1 - rate).
  const excess = ({ busy, abandonRate }: SteadyState): number =>
    (busy / (1 - abandonRate)) * (abandonRate - limit);
  const share = excess(careful) / (excess(careful) - excess(bold));
  return {
    busy: (1 - share) * careful.busy + share * bold.busy,
    abandonRate: limit,
    targets: careful.targets,
  };
}

/** A ledger whose balance is so many standard deviations of what chance alone would make it. */
function ledgerAt(limit: number, units: number): LedgerReading {
  const answers = 10_000;
  const abandoned = Math.max(0, limit * answers - units * Math.sqrt(limit * answers));
  const window: LedgerWindow = { answers, abandoned };
  return { day: window, legal: window, limit: 1, target: limit, answerWithinMs: 0 };
}

function estimatesOf({ answerRate, handleSeconds, ringSeconds }: WorldM): Estimates {
  const beyond = (stepMs: number, meanSeconds: number): number[] =>
    Array.from({ length: Math.ceil((12 * meanSeconds * 1000) / stepMs) }, (_, step) =>
      Math.exp((-step * stepMs) / (meanSeconds * 1000)),
    );
  const ended = beyond(RING_STEP_MS, ringSeconds).map((share) => 1 - share);
  return {
    answerRate,
    exposure: 1e9,
    answeredBy: [...ended, 1],
    failedBy: [...ended, 1],
    talkBeyond: [...beyond(CURVE_STEP_MS, handleSeconds), 0],
    wrapBeyond: [0],
  };
}

function snapshotOf(
  world: WorldM,
  now: {
    readonly idle: number;
    readonly ringing: number;
    readonly estimates: Estimates;
    readonly ledger: LedgerReading;
  },
): PacingSnapshot {
  const zeros = (length: number): number[] => Array.from({ length }, () => 0);
  return {
    now: 0,
    callers: {
      idle: now.idle,
      talkingMs: zeros(world.callers - now.idle),
      wrappingMs: [],
      leaving: 0,
      requested: 0,
    },
    ringingMs: zeros(now.ringing),
    waiting: 0,
    estimates: now.estimates,
    ledger: now.ledger,
    limits: { maxLines: null, placeable: null, reserve: 0 },
    health: { eventLagMs: 0, rebuilding: false },
  };
}

/** Standard deviations of the ledger's balance beyond which no policy changes its mind. */
const LARGEST_BALANCE = 8;
const MOST_RINGING = 100_000;
/** Share of time with more callers idle than were looked at that is as good as none. */
const NEGLIGIBLE = 1e-7;
