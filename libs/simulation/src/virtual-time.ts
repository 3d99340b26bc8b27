interface Planned {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/** A clock that jumps to the next thing that happens; things of the same time happen in the order they were planned. */
export class VirtualTime {
  private readonly heap: Planned[] = [];
  private planned = 0;

  constructor(public now: number) {}

  /** Runs it `ms` from now. */
  after(ms: number, run: () => void): void {
    this.push({ at: this.now + Math.max(0, ms), order: (this.planned += 1), run });
  }

  /** Goes on until nothing is planned, `done` says so, or the time is up; answers whether it ended by itself. */
  run(until: number, done: () => boolean): boolean {
    for (let next = this.heap[0]; next !== undefined; next = this.heap[0]) {
      if (done()) return true;
      if (next.at > until) return false;
      this.pop();
      this.now = next.at;
      next.run();
    }
    return done();
  }

  private push(item: Planned): void {
    const { heap } = this;
    let i = heap.length;
    while (i > 0) {
      const up = (i - 1) >> 1;
      const parent = heap[up];
      if (parent === undefined || !isBefore(item, parent)) break;
      heap[i] = parent;
      i = up;
    }
    heap[i] = item;
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let i = 0;
    for (;;) {
      let down = 2 * i + 1;
      let child = heap[down];
      const right = heap[down + 1];
      if (child === undefined) break;
      if (right !== undefined && isBefore(right, child)) {
        child = right;
        down += 1;
      }
      if (!isBefore(child, last)) break;
      heap[i] = child;
      i = down;
    }
    heap[i] = last;
  }
}

function isBefore(a: Planned, b: Planned): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
