import type { PacingDecision, PacingPolicy, PacingRail } from '../decision.js';
import { exactRisk, EXACT_CALLERS, EXACT_LINES } from '../predictive/exact.js';
import { GRID, ringTables, stepOf, type RingTables } from '../predictive/grid.js';
import { atLeastOne } from '../predictive/normal.js';
import { supplyTables } from '../predictive/supply.js';
import { allowance } from '../predictive/threshold.js';
import type { Estimates, PacingSnapshot } from '../snapshot.js';
import { count, freeze, pictureOf, withinLimits, type Picture } from './picture.js';

/** What may be set of {@link predictive}. */
export interface PredictiveSettings {
  /** Risk that is accepted for one more line while the ledger is even. */
  readonly theta: number;
  readonly gain: number;
  readonly least: number;
  readonly most: number;
  readonly exactCallers: number;
  readonly slope: number;
  readonly highest: number;
  readonly alone: number;
}

export const PREDICTIVE_DEFAULTS: PredictiveSettings = {
  theta: 0.01,
  gain: 2,
  least: 0.05,
  most: 8,
  exactCallers: EXACT_CALLERS,
  slope: 0.008,
  highest: 0.035,
  alone: 1.5,
};

/** Workspace of every decision; nothing of one decision is left for the next. */
const LINES = new Float64Array(4097);
const Q = new Float64Array(GRID);
const MEAN = new Float64Array(GRID);
const SPREAD = new Float64Array(GRID);
const THIRD = new Float64Array(GRID);
const ASKED = new Float64Array(GRID);

export function predictive(settings: Partial<PredictiveSettings> = {}): PacingPolicy {
  const set = { ...PREDICTIVE_DEFAULTS, ...settings };
  return (snapshot) => decide(snapshot, set);
}

function decide(snapshot: PacingSnapshot, set: PredictiveSettings): PacingDecision {
  const picture = pictureOf(snapshot);
  const { idle, ringing, waiting } = picture;
  const p = rateOf(snapshot.estimates);
  const allowed = allowance(snapshot.ledger, set);
  const nobody = idle + picture.talking + picture.wrapping === 0;
  const frozen: PacingRail | null = nobody ? 'no_callers' : freeze(snapshot);
  const progressive = Math.max(0, idle - ringing - waiting);
  const team = Math.max(1, idle + picture.talking + picture.wrapping);
  const threshold = Math.min(
    0.5,
    allowed.factor *
      (1 + set.alone / team) *
      Math.min(set.highest, set.theta + (set.slope * idle) / Math.sqrt(team)),
  );
  let wanted = 0;
  let cap = Infinity;
  if (frozen === null) {
    const law = lines(snapshot, picture, p, threshold, set);
    wanted = Math.max(progressive, law.wanted);
    cap = Math.max(progressive, law.cap);
  }
  const stop: PacingRail | null = frozen ?? (waiting > 0 ? 'person_waiting' : null);
  let dial = wanted;
  let bound: PacingRail | null = null;
  if (stop !== null) {
    dial = 0;
    bound = stop;
  } else {
    if (allowed.stop && dial > progressive) {
      dial = progressive;
      bound = 'ledger_stop';
    } else if (dial > cap) {
      dial = cap;
      bound = 'in_flight_cap';
    }
    const limited = withinLimits(dial, picture);
    if (limited.bound !== null) {
      dial = limited.dial;
      bound = limited.bound;
    }
  }
  return {
    dial,
    reasons: {
      policy: 'predictive',
      idle,
      ringing,
      waiting,
      answerRate: p,
      threshold,
      balance: allowed.balance,
      wanted,
      bound,
    },
  };
}

function rateOf(estimates: Estimates): number {
  const rate = estimates.answerRate;
  return typeof rate === 'number' && rate > 0 && rate <= 1 ? Math.max(0.003, rate) : 0.4;
}

function lines(
  snapshot: PacingSnapshot,
  picture: Picture,
  p: number,
  threshold: number,
  set: PredictiveSettings,
): { wanted: number; cap: number } {
  const { estimates, callers } = snapshot;
  const ring = ringTables(estimates.answeredBy, estimates.failedBy);
  const supply = supplyTables(
    estimates.talkBeyond,
    estimates.wrapBeyond,
    ring.steps,
    count(snapshot.ledger.answerWithinMs),
  );
  const busy = picture.talking + picture.wrapping;
  const exact = picture.idle + busy <= set.exactCallers && picture.ringing <= EXACT_LINES;
  MEAN.fill(picture.idle);
  SPREAD.fill(0);
  THIRD.fill(0);
  ASKED.fill(0);
  if (exact) exactRisk.begin(picture.idle);
  for (const age of callers.talkingMs) {
    const row = supply.whenTalking(age);
    addSupply(row);
    if (exact) exactRisk.addCaller(row);
  }
  for (const age of callers.wrappingMs) {
    const row = supply.whenWrapping(age);
    addSupply(row);
    if (exact) exactRisk.addCaller(row);
  }
  if (exact) exactRisk.endCallers();
  const { last } = ring;
  LINES.fill(0, 0, last + 1);
  for (const age of snapshot.ringingMs) {
    const k = stepOf(age, last);
    LINES[k] = (LINES[k] ?? 0) + 1;
  }
  const expected = MEAN[GRID - 1] ?? 0;
  const cap = Math.max(0, Math.floor((1.3 * expected) / p + 3 - picture.ringing));
  for (let k = 0; k <= last; k += 1) {
    const many = LINES[k] ?? 0;
    if (many === 0) continue;
    demandOf(ring, k, p);
    addDemand(many);
    if (exact) for (let j = 0; j < many; j += 1) exactRisk.addLine(Q, 0);
  }
  demandOf(ring, 0, p);
  const unsure = (1 - p) / (p * Math.max(1, count(estimates.exposure)));
  const most = Math.min(cap, picture.freeLines, picture.placeable) + 1;
  if (exact) {
    let wanted = 0;
    while (wanted < most && riskExact(unsure) <= threshold) {
      wanted += 1;
      addDemand(1);
      exactRisk.addLine(Q, 0);
    }
    return { wanted, cap };
  }
  if (riskNormal(0, unsure) > threshold) return { wanted: 0, cap };
  let low = 0;
  let high = most;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (riskNormal(middle, unsure) <= threshold) low = middle;
    else high = middle;
  }
  return { wanted: low + 1, cap };
}

/** Q: P(a line of this age is answered by each moment of the grid). */
function demandOf(ring: RingTables, k: number, p: number): void {
  const { answered, failed, last, steps } = ring;
  const now = answered[k] ?? 1;
  const alive = p * (1 - now) + (1 - p) * (1 - (failed[k] ?? 1));
  if (alive < 1e-9) {
    Q.fill(0);
    return;
  }
  const scale = p / alive;
  for (let i = 0; i < GRID; i += 1) {
    const by = answered[Math.min(last, k + (steps[i] ?? 0))] ?? 1;
    Q[i] = Math.min(1, scale * (by - now));
  }
}

function addDemand(many: number): void {
  for (let i = 0; i < GRID; i += 1) {
    const q = Q[i] ?? 0;
    const spread = q * (1 - q);
    MEAN[i] = (MEAN[i] ?? 0) - many * q;
    SPREAD[i] = (SPREAD[i] ?? 0) + many * spread;
    THIRD[i] = (THIRD[i] ?? 0) - many * spread * (1 - 2 * q);
    ASKED[i] = (ASKED[i] ?? 0) + many * q;
  }
}

function addSupply(row: Float64Array): void {
  for (let i = 0; i < GRID; i += 1) {
    const s = row[i] ?? 0;
    const spread = s * (1 - s);
    MEAN[i] = (MEAN[i] ?? 0) + s;
    SPREAD[i] = (SPREAD[i] ?? 0) + spread;
    THIRD[i] = (THIRD[i] ?? 0) + spread * (1 - 2 * s);
  }
}

/** P(the answer of one more line finds nobody free), over the moments at which it may come. */
function riskExact(unsure: number): number {
  let free = 0;
  for (let i = 0; i < GRID; i += 1) {
    const asked = ASKED[i] ?? 0;
    free += exactRisk.free(i, asked * asked * unsure);
  }
  return 1 - free / GRID;
}

function riskNormal(more: number, unsure: number): number {
  let free = 0;
  for (let i = 0; i < GRID; i += 1) {
    const q = Q[i] ?? 0;
    const spread = q * (1 - q);
    const asked = (ASKED[i] ?? 0) + more * q;
    free += atLeastOne(
      (MEAN[i] ?? 0) - more * q,
      (SPREAD[i] ?? 0) + more * spread + asked * asked * unsure,
      (THIRD[i] ?? 0) - more * spread * (1 - 2 * q),
    );
  }
  return 1 - free / GRID;
}
