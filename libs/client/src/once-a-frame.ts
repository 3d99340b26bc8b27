/** Runs `work` at most once a screen frame, however often it is asked for. */
export function onceAFrame(work: () => void): { ask(): void; cancel(): void } {
  let cancelPending: (() => void) | null = null;
  return {
    ask() {
      if (cancelPending) return;
      const run = (): void => {
        cancelPending = null;
        work();
      };
      // A hidden page draws no frames, but what it holds should still be right when it is looked at.
      if (typeof requestAnimationFrame === 'function' && globalThis.document?.visibilityState === 'visible') {
        const handle = requestAnimationFrame(run);
        cancelPending = () => cancelAnimationFrame(handle);
      } else {
        const handle = setTimeout(run, 16);
        cancelPending = () => clearTimeout(handle);
      }
    },
    cancel() {
      cancelPending?.();
      cancelPending = null;
    },
  };
}
