import { GRID } from './grid.js';

/** Most callers and lines for which the distributions are reckoned exactly. */
export const EXACT_CALLERS = 30;
export const EXACT_LINES = 240;

const WIDTH = EXACT_CALLERS + 2;

/**
 * Small teams: at each moment of the grid the exact distribution of answers so far and of callers free by then, both sums
 * of unlike coins (Poisson-binomial). One more line is one more step of convolution. {@link begin} clears it.
 */
export class ExactRisk {
  /** P(d answers so far), d < width, by moment. */
  private readonly demand = new Float64Array(GRID * WIDTH);
  /** P(as many callers come free), then summed to P(at least f). */
  private readonly supply = new Float64Array(GRID * WIDTH);
  private idle = 0;
  private busy = 0;
  private asked = 0;

  begin(idle: number): void {
    this.idle = idle;
    this.busy = 0;
    this.asked = 0;
    this.demand.fill(0);
    this.supply.fill(0);
    for (let i = 0; i < GRID; i += 1) {
      this.demand[i * WIDTH] = 1;
      this.supply[i * WIDTH] = 1;
    }
  }

  /** A busy caller who is free by each moment with these probabilities. */
  addCaller(row: Float64Array): void {
    this.busy += 1;
    for (let i = 0; i < GRID; i += 1) step(this.supply, i * WIDTH, this.busy, row[i] ?? 0);
  }

  /** All callers are in. */
  endCallers(): void {
    const { supply, busy } = this;
    for (let i = 0; i < GRID; i += 1) {
      for (let f = busy - 1; f >= 0; f -= 1) {
        const at = i * WIDTH + f;
        supply[at] = (supply[at] ?? 0) + (supply[at + 1] ?? 0);
      }
    }
  }

  /** A line that is answered by each moment with these probabilities. */
  addLine(row: Float64Array): void {
    this.asked += 1;
    const most = Math.min(this.asked, this.idle + this.busy);
    for (let i = 0; i < GRID; i += 1) step(this.demand, i * WIDTH, most, row[i] ?? 0);
  }

  /** P(somebody is free for one more answer at moment i), with the demand's variance raised by `extra`. */
  free(i: number, extra: number): number {
    const { demand, supply, idle, busy, asked } = this;
    const base = i * WIDTH;
    let sum = 0;
    let before = 0;
    const most = Math.min(asked, idle + busy - 1);
    for (let d = 0; d <= most; d += 1) {
      // d answers leave somebody free if at least d + 1 - idle callers came free.
      const enough = d < idle ? 1 : (supply[base + d + 1 - idle] ?? 0);
      const here = demand[base + d] ?? 0;
      const next = demand[base + d + 1] ?? 0;
      // What is not known of the answer rate widens the demand: second difference of its distribution.
      sum += enough * (here + 0.5 * extra * (next - 2 * here + before));
      before = here;
    }
    return Math.min(1, Math.max(0, sum));
  }
}

/** Adds one coin to a distribution over 0 .. most. What is beyond is not kept. */
function step(into: Float64Array, base: number, most: number, chance: number): void {
  const not = 1 - chance;
  for (let d = base + most; d > base; d -= 1) {
    into[d] = (into[d] ?? 0) * not + (into[d - 1] ?? 0) * chance;
  }
  into[base] = (into[base] ?? 0) * not;
}
