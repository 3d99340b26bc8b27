import type { NumberedFrame } from './followed-stream.js';

/** Rows kept for patching windows that are being loaded. */
const MAX_ROWS = 20_000;

/**
 * The latest frames without a hole, so that a page read from the database as of some event number
 * can be brought up to now.
 */
export class RecentFrames<F extends NumberedFrame> {
  #frames: F[] = [];
  #rows = 0;
  /** Everything after this event is held. */
  #after: number | null = null;
  #last = 0;

  /** `rowsIn`: how many rows a frame carries. */
  constructor(
    private readonly rowsIn: (frame: F) => number,
    private readonly maxRows = MAX_ROWS,
  ) {}

  /** The stream begins anew at `seq`: what came before is not held. */
  reset(seq: number): void {
    this.#frames = [];
    this.#rows = 0;
    this.#after = seq;
    this.#last = seq;
  }

  add(frame: F): void {
    this.#after ??= frame.from - 1;
    this.#frames.push(frame);
    this.#rows += this.rowsIn(frame);
    this.#last = frame.to;
    while (this.#rows > this.maxRows) {
      const dropped = this.#frames.shift();
      if (!dropped) break;
      this.#rows -= this.rowsIn(dropped);
      this.#after = dropped.to;
    }
  }

  /** The frames that tell what happened after `seq`, or null when some of them are not held. */
  since(seq: number): readonly F[] | null {
    if (seq >= this.#last) return [];
    if (this.#after === null || seq < this.#after) return null;
    return this.#frames.filter((frame) => frame.to > seq);
  }
}
