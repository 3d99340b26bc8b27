import { isWaitingForRetry, type Flight } from './flight.js';

interface Entry {
  readonly at: number;
  readonly flight: Flight;
}

/**
 * Which deadline passes next. A heap with about one entry a call: a deadline that moves later leaves
 * its entry where it is, which is put right when it reaches the top. So a signal costs nothing here, and
 * the entries of ended calls go when their time comes.
 */
export class DeadlineQueue {
  private readonly heap: Entry[] = [];

  /** Sees to it that the flight is looked at by its `deadlineAt`. */
  watch(flight: Flight): void {
    const at = flight.call.deadlineAt;
    if (at === null || at >= flight.queuedAt) return;
    flight.queuedAt = at;
    this.push({ at, flight });
  }

  /** Time of the earliest deadline, or null. */
  next(): number | null {
    for (let top = this.heap[0]; top !== undefined; top = this.heap[0]) {
      if (isTrue(top)) return top.at;
      this.pop();
      if (top.at !== top.flight.queuedAt) continue;
      top.flight.queuedAt = Infinity;
      if (!isWaitingForRetry(top.flight.call)) this.watch(top.flight);
    }
    return null;
  }

  /** A flight whose deadline has passed, earliest first, or null. The caller moves its deadline or ends it. */
  takeDue(now: number): Flight | null {
    const at = this.next();
    if (at === null || at > now) return null;
    const entry = this.pop();
    if (entry === undefined) return null;
    entry.flight.queuedAt = Infinity;
    return entry.flight;
  }

  private push(entry: Entry): void {
    const { heap } = this;
    let i = heap.length;
    heap.push(entry);
    while (i > 0) {
      const up = (i - 1) >> 1;
      const parent = heap[up];
      if (parent === undefined || parent.at <= entry.at) break;
      heap[i] = parent;
      i = up;
    }
    heap[i] = entry;
  }

  private pop(): Entry | undefined {
    const { heap } = this;
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    let i = 0;
    for (;;) {
      let down = 2 * i + 1;
      let child = heap[down];
      const right = heap[down + 1];
      if (child === undefined) break;
      if (right !== undefined && right.at < child.at) {
        child = right;
        down += 1;
      }
      if (last.at <= child.at) break;
      heap[i] = child;
      i = down;
    }
    heap[i] = last;
    return top;
  }
}

function isTrue({ at, flight }: Entry): boolean {
  return at === flight.queuedAt && at === flight.call.deadlineAt && !isWaitingForRetry(flight.call);
}
