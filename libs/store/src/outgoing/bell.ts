/** Tells one listener that there is something to do. */
export class Bell {
  private listener: (() => void) | null = null;

  set(listener: () => void): void {
    this.listener = listener;
  }

  ring(): void {
    this.listener?.();
  }
}
