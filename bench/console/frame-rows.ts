import { ms, quantile, type Row } from '../support/figures.ts';
import type { LongFrame, Scrolled } from './frames.ts';

const SLOW_MS = 50;

/** What a long frame was spent on, for the most part. */
function blame({ duration, script, rendering }: LongFrame): 'script' | 'rendering' | 'neither' {
  if (script >= duration / 2) return 'script';
  return script + rendering >= duration / 2 ? 'rendering' : 'neither';
}

/** What is reported of a stretch of scrolling. `goal`: whether slow frames count against it. */
export function frameRows(what: string, { gaps, long, tasks }: Scrolled, goal: boolean): Row[] {
  const slow = gaps.filter((gap) => gap > SLOW_MS).length;
  const blamed = (on: ReturnType<typeof blame>): number => long.filter((frame) => blame(frame) === on).length;
  const cpu = tasks.map((task) => task.cpu);
  return [
    {
      what: `${what}: frames, p50 / p99 / longest`,
      figure: `${ms(quantile(gaps, 0.5))} / ${ms(quantile(gaps, 0.99))} / ${ms(Math.max(...gaps))}`,
    },
    {
      what: `${what}: frames over ${SLOW_MS} ms`,
      figure: `${slow} of ${gaps.length}`,
      ...(goal && { goal: 'none', met: slow === 0 }),
    },
    {
      what: `${what}: long frames by what they were spent on`,
      figure: `script ${blamed('script')}, rendering ${blamed('rendering')}, neither ${blamed('neither')}`,
    },
    {
      what: `${what}: longest task of the page, on the wall / on the processor`,
      figure: `${ms(Math.max(...tasks.map((task) => task.wall)))} / ${ms(Math.max(...cpu))}`,
    },
    {
      what: `${what}: tasks that needed over ${SLOW_MS} ms of the processor`,
      figure: `${cpu.filter((task) => task > SLOW_MS).length} of ${cpu.length}`,
    },
  ];
}
