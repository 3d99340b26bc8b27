import type { CallView } from '@ringside/contracts';
import { isAbove, type CallsReading } from './calls-reading.js';

/** New calls that are counted one by one; beyond it there are just many. */
const MAX_COUNTED = 10_000;

/** Calls that are not in the list although they belong into it, because it does not stand at its top. */
export class NewerCalls {
  /** By id, the frame that told of it. */
  readonly #told = new Map<string, number>();
  /** The newest call that ever stood in the list. */
  #topmost: CallView | null = null;

  get count(): number {
    return this.#told.size;
  }
  /** Whether it began after all that the list ever held. */
  isNew(call: CallView): boolean {
    return this.#topmost === null || isAbove(call, this.#topmost);
  }
  add(id: string, seq: number): void {
    if (this.#told.size < MAX_COUNTED) this.#told.set(id, seq);
  }
  delete(id: string): void {
    this.#told.delete(id);
  }

  /** Another run of the service counts frames from the beginning. */
  countAnew(): void {
    for (const id of this.#told.keys()) this.#told.set(id, -1);
  }

  /** The list has been read from its top: what it holds is not missing any more. */
  readFromTop(reading: CallsReading): void {
    for (const [id, seq] of this.#told) {
      if (seq <= reading.asOf || reading.get(id)) this.#told.delete(id);
    }
    this.#topmost = null;
  }

  note({ prev, first }: CallsReading): void {
    if (prev === null && first) this.#topmost = first;
  }
}
