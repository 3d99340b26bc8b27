import type { CallPage, CallView } from '@ringside/contracts';

/** A row as it was last told. */
export interface ReadCall {
  call: CallView;
  /** Frames up to this one are in it. */
  seq: number;
}

interface ReadPage {
  /** Where it was read, and can be read again. */
  readonly address: string;
  rows: ReadCall[];
  readonly next: string | null;
  readonly prev: string | null;
}

/** Whether `a` stands above `b` in the list: newer first, then by id. */
export function isAbove(a: CallView, b: CallView): boolean {
  const apart = Date.parse(a.created_at) - Date.parse(b.created_at);
  return apart === 0 ? a.id > b.id : apart > 0;
}

/** A stretch of the list of calls as it was read: whole pages, one after the other. Only holds; asks nobody. */
export class CallsReading {
  readonly #pages: ReadPage[] = [];
  readonly #byId = new Map<string, ReadCall>();
  #asOf = Infinity;

  /** `offset`: index of its first row in the list. */
  constructor(public offset: number) {}

  get length(): number {
    return this.#byId.size;
  }
  get end(): number {
    return this.offset + this.length;
  }
  /** Whether anything was read, be it nothing. */
  get begun(): boolean {
    return this.#pages.length > 0;
  }
  /** Every page has what frames up to this one told. */
  get asOf(): number {
    return this.#asOf;
  }
  /** Where the list goes on below; null at its end. */
  get next(): string | null {
    return this.#pages.at(-1)?.next ?? null;
  }
  /** Where it goes on above; null at its top. */
  get prev(): string | null {
    return this.#pages[0]?.prev ?? null;
  }
  get first(): CallView | undefined {
    return this.#pages.find((page) => page.rows.length > 0)?.rows[0]?.call;
  }
  get last(): CallView | undefined {
    return this.#pages.findLast((page) => page.rows.length > 0)?.rows.at(-1)?.call;
  }

  get(id: string): ReadCall | undefined {
    return this.#byId.get(id);
  }

  append(address: string, page: CallPage): void {
    this.#pages.push(this.#page(address, page));
  }

  /** Answers how many rows it brought; the offset is left to the caller. */
  prepend(address: string, page: CallPage): number {
    const added = this.#page(address, page);
    this.#pages.unshift(added);
    return added.rows.length;
  }

  /** Puts a call where it belongs between those that are there; answers its index. */
  insert(call: CallView, seq: number): number {
    const row: ReadCall = { call, seq };
    this.#byId.set(call.id, row);
    let index = this.offset;
    for (const page of this.#pages) {
      const at = page.rows.findIndex((each) => isAbove(call, each.call));
      if (at >= 0) {
        page.rows.splice(at, 0, row);
        return index + at;
      }
      index += page.rows.length;
    }
    this.#pages.at(-1)?.rows.push(row);
    return index;
  }

  remove(id: string): void {
    if (!this.#byId.delete(id)) return;
    for (const page of this.#pages) {
      const at = page.rows.findIndex((each) => each.call.id === id);
      if (at < 0) continue;
      page.rows.splice(at, 1);
      return;
    }
  }

  /** Index of a call, or null when it is not here. */
  indexOf(id: string): number | null {
    if (!this.#byId.has(id)) return null;
    let index = this.offset;
    for (const page of this.#pages) {
      const at = page.rows.findIndex((each) => each.call.id === id);
      if (at >= 0) return index + at;
      index += page.rows.length;
    }
    return null;
  }

  /** Rows from `start` to before `end`, as far as they are here. */
  *rows(start: number, end: number): Generator<[number, CallView]> {
    let index = this.offset;
    for (const page of this.#pages) {
      if (index >= end) return;
      if (index + page.rows.length > start) {
        for (const [at, row] of page.rows.entries()) {
          if (index + at >= start && index + at < end) yield [index + at, row.call];
        }
      }
      index += page.rows.length;
    }
  }

  /** The page that holds this row, or the nearest one: where it begins, and where it is read again. */
  pageAt(index: number): { readonly start: number; readonly address: string; readonly top: boolean } | null {
    let start = this.offset;
    for (const [i, page] of this.#pages.entries()) {
      if (index < start + page.rows.length || i === this.#pages.length - 1) {
        return { start, address: page.address, top: page.prev === null };
      }
      start += page.rows.length;
    }
    return null;
  }

  /** Forgets whole pages that end before `index`. */
  dropBefore(index: number): void {
    for (;;) {
      const [page, following] = this.#pages;
      if (!page || !following || this.offset + page.rows.length > index) return;
      this.#pages.shift();
      this.offset += page.rows.length;
      this.#forget(page);
    }
  }

  /** Forgets whole pages that begin at or after `index`. */
  dropAfter(index: number): void {
    for (;;) {
      const page = this.#pages.at(-1);
      if (!page || this.#pages.length === 1 || this.end - page.rows.length < index) return;
      this.#pages.pop();
      this.#forget(page);
    }
  }

  #page(address: string, page: CallPage): ReadPage {
    this.#asOf = Math.min(this.#asOf, page.as_of.seq);
    const rows: ReadCall[] = [];
    for (const call of page.items) {
      // A row may have moved between the reading of two pages.
      if (this.#byId.has(call.id)) continue;
      const row: ReadCall = { call, seq: page.as_of.seq };
      this.#byId.set(call.id, row);
      rows.push(row);
    }
    return { address, rows, next: page.next_page, prev: page.prev_page };
  }

  #forget(page: ReadPage): void {
    for (const row of page.rows) this.#byId.delete(row.call.id);
  }
}
