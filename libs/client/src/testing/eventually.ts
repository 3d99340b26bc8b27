/** Waits until `check` stops throwing, at most `within` ms; then lets its last error through. */
export async function eventually(check: () => void, within = 25_000): Promise<void> {
  const until = Date.now() + within;
  for (;;) {
    try {
      check();
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
