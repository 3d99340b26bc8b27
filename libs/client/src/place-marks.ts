/** Where pages of a long list begin, so that one can go back to any of them without reading what lies between. */
export class PlaceMarks {
  readonly #marks = new Map<number, { readonly index: number; readonly address: string }>();
  #least = 0;

  /** One mark is kept for about this many rows. */
  constructor(private readonly rowsApart: number) {}

  set(index: number, address: string): void {
    const key = Math.floor(index / this.rowsApart);
    if (this.#marks.has(key)) return;
    this.#marks.set(key, { index, address });
    this.#least = Math.min(this.#least, key);
  }

  /** The nearest mark at or above a row. */
  above(index: number): { readonly index: number; readonly address: string } | null {
    for (let key = Math.floor(index / this.rowsApart); key >= this.#least; key--) {
      const mark = this.#marks.get(key);
      if (mark && mark.index <= index) return mark;
    }
    return null;
  }

  /** Forgets those above a row. */
  clearAbove(index: number): void {
    for (const [key, mark] of this.#marks) if (mark.index < index) this.#marks.delete(key);
    this.#least = Math.floor(index / this.rowsApart);
  }

  clear(): void {
    this.#marks.clear();
    this.#least = 0;
  }
}
