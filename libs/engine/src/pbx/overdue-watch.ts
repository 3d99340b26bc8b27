import type { Followed } from './call-memory.js';
import { OVERDUE_MS } from './ports.js';
import { TimeHeap } from './time-heap.js';

/**
 * Which open call is to be looked at next: at its deadline, and when it has been overdue for {@link OVERDUE_MS}. That time
 * runs from the report, not from the deadline, so that after a stall a sync still has the chance to tell the end.
 */
export class OverdueWatch {
  private readonly heap = new TimeHeap<Followed>();
  private graceUntil = -Infinity;

  /** Its deadline has been set, or moved, or it has ended. */
  heard(followed: Followed): void {
    followed.overdueAt = null;
    const due = this.due(followed);
    if (due === Infinity) this.heap.drop(followed);
    // One that moved later stays where it is until it comes to the top: webhooks cost nothing here.
    else if (followed.slot < 0 || due < followed.lookAt) this.move(followed, due);
  }

  reported(followed: Followed, now: number): void {
    followed.overdueAt = now;
    this.move(followed, this.due(followed));
  }

  /** The one to be looked at first, at its `lookAt`. */
  first(): Followed | undefined {
    for (let top = this.heap.first; top !== undefined; top = this.heap.first) {
      const due = this.due(top);
      if (due <= top.lookAt) return top;
      this.move(top, due);
    }
    return undefined;
  }

  /** Whether its deadline has passed. */
  hasPassed({ call }: Followed, now: number): boolean {
    return call.deadlineAt !== null && Math.max(call.deadlineAt, this.graceUntil) <= now;
  }

  grace(until: number): void {
    this.graceUntil = Math.max(this.graceUntil, until);
  }

  private due({ call, overdueAt }: Followed): number {
    if (call.deadlineAt === null) return Infinity;
    return Math.max(overdueAt === null ? call.deadlineAt : overdueAt + OVERDUE_MS, this.graceUntil);
  }

  private move(followed: Followed, at: number): void {
    followed.lookAt = at;
    this.heap.place(followed);
  }
}
