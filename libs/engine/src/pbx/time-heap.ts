/** Something that has a time at which it is to be looked at. `slot` is the heap's own: where it stands there, -1 when it does not. */
export interface Timed {
  lookAt: number;
  slot: number;
}

/** Things in order of their time. Unlike the queue of the dialing it can drop one in the middle: ended calls keep no memory. */
export class TimeHeap<T extends Timed> {
  private readonly heap: T[] = [];

  get first(): T | undefined {
    return this.heap[0];
  }

  /** Puts it in, or to its place when its time has changed. */
  place(item: T): void {
    if (item.slot < 0) {
      item.slot = this.heap.length;
      this.heap.push(item);
    }
    this.rise(item);
    this.sink(item);
  }

  drop(item: T): void {
    const { slot } = item;
    if (slot < 0) return;
    item.slot = -1;
    const last = this.heap.pop();
    if (last === undefined || last === item) return;
    this.put(last, slot);
    this.place(last);
  }

  private rise(item: T): void {
    while (item.slot > 0) {
      const up = this.heap[(item.slot - 1) >> 1];
      if (up === undefined || up.lookAt <= item.lookAt) return;
      this.swap(up, item);
    }
  }

  private sink(item: T): void {
    for (;;) {
      const left = this.heap[2 * item.slot + 1];
      const right = this.heap[2 * item.slot + 2];
      const child = left !== undefined && right !== undefined && right.lookAt < left.lookAt ? right : left;
      if (child === undefined || item.lookAt <= child.lookAt) return;
      this.swap(item, child);
    }
  }

  private swap(a: T, b: T): void {
    const { slot } = a;
    this.put(a, b.slot);
    this.put(b, slot);
  }

  private put(item: T, slot: number): void {
    this.heap[slot] = item;
    item.slot = slot;
  }
}
