import { PlaceMarks } from './place-marks.js';

/** A stretch of the list that was read, as far as its place is concerned. */
export interface Stretch {
  offset: number;
  readonly end: number;
  /** Where the list goes on above, and below; null where it does not. */
  readonly prev: string | null;
  readonly next: string | null;
}

/** Pages of room above what was read from the end: less is made more, so that nobody scrolls faster than it is read. */
const LEAST_ROOM = 5;
const ROOM = 50;

/**
 * Indexes of a list that nobody has counted. Read from its top they are true; a stretch that was read from its end stands at a
 * guess, with room above, until reading upwards from it arrives at the top.
 */
export class ListIndexes {
  readonly #marks: PlaceMarks;
  #shift = 0;
  /** How far the list has been read at most, and whether it goes on there. */
  #furthest = 0;
  #goesOn = false;
  #guessed = false;

  /** `page`: rows of a page. */
  constructor(private readonly page: number) {
    this.#marks = new PlaceMarks(page);
  }

  /** Rows that came in above since the beginning, less those that went. */
  get shift(): number {
    return this.#shift;
  }
  /** Rows known of, and room for a page more where there are any. */
  get total(): number {
    return this.#furthest + (this.#goesOn ? this.page : 0);
  }
  get goesOn(): boolean {
    return this.#goesOn;
  }
  get guessed(): boolean {
    return this.#guessed;
  }

  shiftBy(rows: number): void {
    this.#shift += rows;
    this.#furthest += rows;
  }

  /** A page that begins at this row is read here. */
  mark(index: number, address: string): void {
    this.#marks.set(index - this.#shift, address);
  }
  /** Where to read so as to come to a row, from the nearest mark on. */
  markAbove(index: number): { readonly index: number; readonly address: string } | null {
    const mark = this.#marks.above(index - this.#shift);
    return mark && { index: Math.max(0, mark.index + this.#shift), address: mark.address };
  }

  /** Notes how far the list goes, as this stretch tells. */
  note({ end, next }: Stretch): void {
    if (next !== null && end < this.#furthest) return;
    [this.#furthest, this.#goesOn] = [end, next !== null];
  }

  /** Where the last page of the list is put: where it is thought to begin, or well below all that was read. */
  guessLastPage(): number {
    this.#guessed = true;
    return Math.max(0, this.#furthest + (this.#goesOn ? ROOM : -1) * this.page);
  }

  /**
   * The top of the list has the index 0, and above what is not the top there is room. Answers by how many rows the stretch, and
   * all that stands in relation to it, had to be moved.
   */
  settle(stretch: Stretch): number {
    const [least, room] = this.#guessed ? [LEAST_ROOM * this.page, ROOM * this.page] : [this.page, this.page];
    const to = stretch.prev === null ? 0 : stretch.offset < least ? room : stretch.offset;
    const by = to - stretch.offset;
    if (stretch.prev === null) this.#guessed = false;
    if (by === 0) return 0;
    // How far those above are is not known any more.
    this.#marks.clearAbove(stretch.offset - this.#shift);
    stretch.offset = to;
    this.shiftBy(by);
    return by;
  }

  /** The list is read from its top again. */
  startAnew(): void {
    this.#marks.clear();
    [this.#furthest, this.#goesOn, this.#guessed] = [0, false, false];
  }
}
