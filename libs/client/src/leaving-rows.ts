/** A row that no longer fits its filter stays this long, so that one sees what became of it. Milliseconds. */
const BREATH_MS = 3000;

/** Rows that no longer fit, each for a breath. */
export class LeavingRows {
  /** When each goes, local epoch milliseconds; the first to go first. */
  readonly #until = new Map<string, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `wake` is called when the first of them is due. */
  constructor(
    private readonly wake: () => void,
    private readonly breathMs = BREATH_MS,
  ) {}

  leave(id: string): void {
    if (this.#until.has(id)) return;
    this.#until.set(id, Date.now() + this.breathMs);
    this.#timer ??= setTimeout(() => this.#onTime(), this.breathMs);
  }

  stay(id: string): void {
    this.#until.delete(id);
  }

  /** Forgets those that are gone already. */
  keep(held: (id: string) => boolean): void {
    for (const id of this.#until.keys()) if (!held(id)) this.#until.delete(id);
  }

  /** Takes those whose time is over. */
  due(): readonly string[] {
    const now = Date.now();
    const over = [...this.#until].filter(([, at]) => at <= now).map(([id]) => id);
    for (const id of over) this.#until.delete(id);
    const [next] = this.#until.values();
    if (next !== undefined) this.#timer ??= setTimeout(() => this.#onTime(), next - now);
    return over;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#until.clear();
  }

  #onTime(): void {
    this.#timer = undefined;
    this.wake();
  }
}
