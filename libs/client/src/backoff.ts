/** How long to wait before what failed is tried again: twice as long each time, up to ten times the first wait. */
export class Backoff {
  #failures = 0;

  constructor(private readonly firstMs: number) {}

  /** It failed once more; answers the wait, milliseconds. */
  failed(): number {
    return this.firstMs * Math.min(10, 2 ** this.#failures++);
  }

  worked(): void {
    this.#failures = 0;
  }
}
