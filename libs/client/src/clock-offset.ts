/** Estimates how far the server's clock is ahead of ours from the times it stamps on its beats. */
export interface ClockOffset {
  /** One observation, milliseconds: server's stamp minus our clock at arrival. */
  sample(ms: number): void;
  /** Milliseconds to add to the local clock; 0 before the first sample. */
  readonly value: () => number;
}

const SAMPLES = 16;

/** Travel time only ever makes an observation smaller, so the largest of the last ones is the nearest to true. */
export function createClockOffset(): ClockOffset {
  const samples: number[] = [];
  return {
    sample(ms) {
      if (!Number.isFinite(ms)) return;
      samples.push(ms);
      if (samples.length > SAMPLES) samples.shift();
    },
    value: () => (samples.length === 0 ? 0 : Math.max(...samples)),
  };
}
