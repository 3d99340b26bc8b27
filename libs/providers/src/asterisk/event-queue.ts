/** What happens, kept until it is read: one reader. */
export class EventQueue<T> {
  private items: T[] = [];
  private over: { readonly error: Error | null } | null = null;
  private wake = (): void => undefined;

  push(item: T): void {
    if (this.over !== null) return;
    this.items.push(item);
    this.wake();
  }

  /** What was pushed before is still read; then the reading ends, or throws. */
  end(error: Error | null): void {
    this.over ??= { error };
    this.wake();
  }

  async *read(): AsyncGenerator<T, void, undefined> {
    for (;;) {
      const items = this.items;
      this.items = [];
      yield* items;
      if (this.items.length > 0) continue;
      if (this.over !== null) {
        if (this.over.error !== null) throw this.over.error;
        return;
      }
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}
