/** What happens, kept until it is read: one reader. */
export class EventQueue<T> {
  private items: T[] = [];
  private ended: { readonly error: Error | null } | null = null;
  private wake = (): void => undefined;

  push(item: T): void {
    if (this.ended !== null) return;
    this.items.push(item);
    this.wake();
  }

  /** What was pushed before is still read; then the reading ends, or throws. */
  end(error: Error | null): void {
    this.ended ??= { error };
    this.wake();
  }

  async *read(): AsyncGenerator<T, void, undefined> {
    for (;;) {
      const items = this.items;
      this.items = [];
      yield* items;
      if (this.items.length > 0) continue;
      if (this.ended !== null) {
        if (this.ended.error !== null) throw this.ended.error;
        return;
      }
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}
