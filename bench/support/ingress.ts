import { ms, perSecond, quantile, type Row } from './figures.ts';

/** Sends at a steady rate, not in a closed loop: in every turn as many as the clock asks for. */
export async function steadily<T>(items: readonly T[], rate: number, send: (item: T) => void): Promise<void> {
  const started = performance.now();
  for (let i = 0; i < items.length;) {
    const due = Math.min(items.length, Math.floor(((performance.now() - started) * rate) / 1000));
    for (; i < due; i++) send(items[i] as T);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** What a benchmark of webhooks reports. `theirs`, `ours`: webhooks a second; `samples`: milliseconds to the browser's socket at `rate`. */
export function ingressRows(theirs: number, ours: number, samples: readonly number[], rate: number): Row[] {
  return [
    { what: 'bare node:http with the same rows in group commits', figure: perSecond(theirs) },
    { what: 'Ringside', figure: perSecond(ours) },
    {
      what: 'Ringside / bare',
      figure: (ours / theirs).toFixed(2),
      goal: '>= 0.5',
      met: ours / theirs >= 0.5,
    },
    {
      what: `POST to the browser's socket at ${rate}/s, p50 / p99`,
      figure: `${ms(quantile(samples, 0.5))} / ${ms(quantile(samples, 0.99))}`,
      goal: 'p99 < 100 ms',
      met: quantile(samples, 0.99) < 100,
    },
  ];
}
