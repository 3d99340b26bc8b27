import type { Estimates, PacingSnapshot } from '../snapshot.js';
import { EXACT_CALLERS, EXACT_LINES, ExactRisk } from './exact.js';
import { GRID, MOST_STEPS, ringTables, stepOf, type RingTables } from './grid.js';
import { atLeastOne } from './normal.js';
import { supplyTables } from './supply.js';

/** What a rate that is none is taken for: pessimistic for dialing. */
const UNKNOWN_RATE = 0.4;
const LEAST_RATE = 0.003;

/** The answer rate as it is believed. */
export function answerRateOf(estimates: Estimates): number {
  const rate = estimates.answerRate;
  return typeof rate === 'number' && rate > 0 && rate <= 1 ? Math.max(LEAST_RATE, rate) : UNKNOWN_RATE;
}

/** Free callers less answers, as a sum of unlike coins: its first three cumulants, at each moment of the grid. */
class Surplus {
  readonly mean = new Float64Array(GRID);
  readonly variance = new Float64Array(GRID);
  readonly third = new Float64Array(GRID);
  /** Answers alone: their mean. */
  readonly answers = new Float64Array(GRID);

  begin(idle: number): void {
    this.mean.fill(idle);
    this.variance.fill(0);
    this.third.fill(0);
    this.answers.fill(0);
  }

  addCaller(row: Float64Array): void {
    for (let i = 0; i < GRID; i += 1) {
      const s = row[i] ?? 0;
      const spread = s * (1 - s);
      this.mean[i] = (this.mean[i] ?? 0) + s;
      this.variance[i] = (this.variance[i] ?? 0) + spread;
      this.third[i] = (this.third[i] ?? 0) + spread * (1 - 2 * s);
    }
  }

  addLines(many: number, row: Float64Array): void {
    for (let i = 0; i < GRID; i += 1) {
      const q = row[i] ?? 0;
      const spread = many * q * (1 - q);
      this.mean[i] = (this.mean[i] ?? 0) - many * q;
      this.variance[i] = (this.variance[i] ?? 0) + spread;
      this.third[i] = (this.third[i] ?? 0) - spread * (1 - 2 * q);
      this.answers[i] = (this.answers[i] ?? 0) + many * q;
    }
  }
}

/**
 * The near future of a floor: who will be free and who will have answered, at the moments at which a line dialed now may be
 * answered. One forecast is drawn over and over: {@link draw} leaves nothing of the one before.
 */
export class Forecast {
  private readonly surplus = new Surplus();
  private readonly exactly = new ExactRisk();
  private readonly byAge = new Float64Array(MOST_STEPS + 1);
  /** P(answered by each moment): of lines of one age, and of a line dialed now. */
  private readonly row = new Float64Array(GRID);
  private readonly fresh = new Float64Array(GRID);
  private exact = false;
  private unsure = 0;

  draw(snapshot: PacingSnapshot, idle: number): void {
    const { estimates, callers, ringingMs } = snapshot;
    const rate = answerRateOf(estimates);
    const ring = ringTables(estimates.answeredBy, estimates.failedBy);
    const atWork = idle + callers.talkingMs.length + callers.wrappingMs.length;
    this.exact = atWork <= EXACT_CALLERS && ringingMs.length <= EXACT_LINES;
    this.unsure = (1 - rate) / (rate * Math.max(1, exposureOf(estimates)));
    this.surplus.begin(idle);
    if (this.exact) this.exactly.begin(idle);
    this.addCallers(snapshot, ring);
    this.addRinging(ringingMs, ring, rate);
    answersOf(ring, 0, rate, this.fresh);
  }

  /** Callers who will be free before the answers of lines dialed now have all come, those idle included. */
  get free(): number {
    const last = GRID - 1;
    return (this.surplus.mean[last] ?? 0) + (this.surplus.answers[last] ?? 0);
  }

  /** Most lines, up to `most`, of which the last one's answer finds nobody free with a risk of at most `threshold`. */
  linesWithin(threshold: number, most: number): number {
    if (this.exact) return this.oneByOne(threshold, most);
    if (most < 1 || this.risk(0) > threshold) return 0;
    let low = 0;
    let high = most;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.risk(middle) <= threshold) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  private oneByOne(threshold: number, most: number): number {
    let lines = 0;
    while (lines < most && lines < EXACT_LINES && this.exactRisk() <= threshold) {
      lines += 1;
      this.surplus.addLines(1, this.fresh);
      this.exactly.addLine(this.fresh);
    }
    return lines;
  }

  /** P(the answer of one more line finds nobody free), over the moments at which it may come. */
  private exactRisk(): number {
    let free = 0;
    for (let i = 0; i < GRID; i += 1) {
      const answers = this.surplus.answers[i] ?? 0;
      free += this.exactly.free(i, answers * answers * this.unsure);
    }
    return 1 - free / GRID;
  }

  /** The same after `more` other lines were dialed now, by the approximation for larger teams. */
  private risk(more: number): number {
    const { mean, variance, third, answers } = this.surplus;
    let free = 0;
    for (let i = 0; i < GRID; i += 1) {
      const q = this.fresh[i] ?? 0;
      const spread = more * q * (1 - q);
      const all = (answers[i] ?? 0) + more * q;
      free += atLeastOne(
        (mean[i] ?? 0) - more * q,
        (variance[i] ?? 0) + spread + all * all * this.unsure,
        (third[i] ?? 0) - spread * (1 - 2 * q),
      );
    }
    return 1 - free / GRID;
  }

  private addCallers({ estimates, callers, ledger }: PacingSnapshot, ring: RingTables): void {
    const { talkBeyond, wrapBeyond } = estimates;
    const supply = supplyTables(talkBeyond, wrapBeyond, ring.steps, ledger.answerWithinMs);
    for (const age of callers.talkingMs) this.addCaller(supply.whenTalking(age));
    for (const age of callers.wrappingMs) this.addCaller(supply.whenWrapping(age));
  }

  private addCaller(row: Float64Array): void {
    this.surplus.addCaller(row);
    if (this.exact) this.exactly.addCaller(row);
  }

  private addRinging(ringingMs: readonly number[], ring: RingTables, rate: number): void {
    const { byAge, row } = this;
    if (this.exact) this.exactly.endCallers();
    byAge.fill(0, 0, ring.last + 1);
    let oldest = 0;
    for (const age of ringingMs) {
      const step = stepOf(age, ring.last);
      byAge[step] = (byAge[step] ?? 0) + 1;
      if (step > oldest) oldest = step;
    }
    for (let step = 0; step <= oldest; step += 1) {
      const many = byAge[step] ?? 0;
      if (many === 0) continue;
      answersOf(ring, step, rate, row);
      this.surplus.addLines(many, row);
      if (this.exact) for (let line = 0; line < many; line += 1) this.exactly.addLine(row);
    }
  }
}

/** P(a line of this age is answered by each moment of the grid), given that it still rings. */
function answersOf(ring: RingTables, step: number, rate: number, row: Float64Array): void {
  const { answered, failed, last, steps } = ring;
  const now = answered[step] ?? 1;
  const rings = rate * (1 - now) + (1 - rate) * (1 - (failed[step] ?? 1));
  const scale = rings > 1e-9 ? rate / rings : 0;
  for (let i = 0; i < GRID; i += 1) {
    const by = answered[Math.min(last, step + (steps[i] ?? 0))] ?? 1;
    row[i] = Math.min(1, scale * (by - now));
  }
}

function exposureOf({ exposure }: Estimates): number {
  return typeof exposure === 'number' && exposure > 0 && Number.isFinite(exposure) ? exposure : 1;
}
