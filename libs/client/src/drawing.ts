/** Draws at most once a screen frame, and at most once each `calmMs` when nobody waits for it. */
export interface Drawing {
  /** With the next frame: somebody looks at other rows. */
  soon(): void;
  /** With the next frame, or some time after the last drawing: rows changed by themselves. */
  calmly(): void;
  cancel(): void;
}

export function drawing(draw: () => void, calmMs: number): Drawing {
  let cancelFrame: (() => void) | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let drawnAt = -Infinity;

  const cancel = (): void => {
    cancelFrame?.();
    cancelFrame = null;
    clearTimeout(timer);
    timer = undefined;
  };
  const run = (): void => {
    cancel();
    drawnAt = Date.now();
    draw();
  };
  const soon = (): void => {
    if (!cancelFrame) cancelFrame = nextFrame(run);
  };
  return {
    soon,
    calmly() {
      if (cancelFrame || timer !== undefined) return;
      const wait = drawnAt + calmMs - Date.now();
      if (wait <= 0) soon();
      else timer = setTimeout(soon, wait);
    },
    cancel,
  };
}

/** A hidden page draws no frames, but what it holds should still be right when it is looked at. */
function nextFrame(run: () => void): () => void {
  if (typeof requestAnimationFrame === 'function' && globalThis.document?.visibilityState === 'visible') {
    const handle = requestAnimationFrame(run);
    return () => cancelAnimationFrame(handle);
  }
  const handle = setTimeout(run, 16);
  return () => clearTimeout(handle);
}
