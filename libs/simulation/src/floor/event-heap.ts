/**
 * What happens next, by time and then by the order in which it was planned. Held in typed arrays: an event is a kind and the
 * number of what it happens to, so that millions of them cost no object and no closure.
 */
export class EventHeap {
  /** Of the event that was taken last. */
  time = 0;
  kind = 0;
  subject = 0;

  private times = new Float64Array(1024);
  private orders = new Float64Array(1024);
  private kinds = new Int32Array(1024);
  private subjects = new Int32Array(1024);
  private size = 0;
  private planned = 0;

  /** Time of the next event; Infinity when there is none. */
  get next(): number {
    return this.size === 0 ? Infinity : at(this.times, 0);
  }

  plan(time: number, kind: number, subject: number): void {
    if (this.size === this.times.length) this.grow();
    const { times, orders, kinds, subjects } = this;
    const order = (this.planned += 1);
    let i = this.size;
    this.size += 1;
    while (i > 0) {
      const up = (i - 1) >> 1;
      // What is planned now comes after all else of the same time.
      if (at(times, up) <= time) break;
      times[i] = at(times, up);
      orders[i] = at(orders, up);
      kinds[i] = at(kinds, up);
      subjects[i] = at(subjects, up);
      i = up;
    }
    times[i] = time;
    orders[i] = order;
    kinds[i] = kind;
    subjects[i] = subject;
  }

  /** Takes the next event: its parts are in `time`, `kind` and `subject`. False when there is none. */
  take(): boolean {
    if (this.size === 0) return false;
    const { times, orders, kinds, subjects } = this;
    this.time = at(times, 0);
    this.kind = at(kinds, 0);
    this.subject = at(subjects, 0);
    const last = (this.size -= 1);
    const time = at(times, last);
    const order = at(orders, last);
    let i = 0;
    for (;;) {
      let down = 2 * i + 1;
      if (down >= last) break;
      if (down + 1 < last && this.isBefore(down + 1, at(times, down), at(orders, down))) down += 1;
      if (!this.isBefore(down, time, order)) break;
      times[i] = at(times, down);
      orders[i] = at(orders, down);
      kinds[i] = at(kinds, down);
      subjects[i] = at(subjects, down);
      i = down;
    }
    times[i] = time;
    orders[i] = order;
    kinds[i] = at(kinds, last);
    subjects[i] = at(subjects, last);
    return true;
  }

  private isBefore(index: number, time: number, order: number): boolean {
    const other = at(this.times, index);
    return other < time || (other === time && at(this.orders, index) < order);
  }

  private grow(): void {
    const length = 2 * this.times.length;
    this.times = grown(this.times, new Float64Array(length));
    this.orders = grown(this.orders, new Float64Array(length));
    this.kinds = grown(this.kinds, new Int32Array(length));
    this.subjects = grown(this.subjects, new Int32Array(length));
  }
}

/** An index that is known to be within. */
function at(array: Float64Array | Int32Array, index: number): number {
  return array[index] as number;
}

function grown<T extends Float64Array | Int32Array>(from: T, into: T): T {
  into.set(from);
  return into;
}
