/** The rows of a list that are looked at, and whether it is looked at from its top. */
export class Eye {
  #start = 0;
  #end = 0;
  #top = true;

  get start(): number {
    return this.#start;
  }
  /** After the last of them. */
  get end(): number {
    return this.#end;
  }
  get atTop(): boolean {
    return this.#top;
  }

  /** Answers whether it came to the top with that. */
  lookAt(start: number, end: number, top: boolean): boolean {
    const arrived = top && !this.#top;
    [this.#start, this.#end, this.#top] = [Math.max(0, start), Math.max(start, end), top];
    return arrived;
  }

  toTop(): void {
    [this.#start, this.#end, this.#top] = [0, this.#end - this.#start, true];
  }

  /** To the last rows of a list that ends here. */
  toEnd(end: number): void {
    const rows = this.#end - this.#start;
    [this.#start, this.#end, this.#top] = [Math.max(0, end - rows), end, end <= rows];
  }

  /** The rows that are looked at have other indexes now; the top stays the top. */
  moveBy(rows: number): void {
    if (this.#top) return;
    this.#start = Math.max(0, this.#start + rows);
    this.#end = Math.max(0, this.#end + rows);
  }
}
