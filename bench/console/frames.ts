import type { Browser, Page } from 'playwright-core';

/** One frame that took long, as the browser itself accounts for it; milliseconds. */
export interface LongFrame {
  readonly duration: number;
  /** In scripts of the page. */
  readonly script: number;
  /** In style, layout and paint after the scripts. */
  readonly rendering: number;
  /** Where most of the script time went. */
  readonly where: string;
}

/** A stretch of scrolling. */
export interface Scrolled {
  /** Milliseconds between frames. */
  readonly gaps: readonly number[];
  readonly long: readonly LongFrame[];
  /** Tasks of the page's main thread: time on the wall, and time that the processor worked on them. */
  readonly tasks: readonly { readonly wall: number; readonly cpu: number }[];
  /** Pixels. */
  readonly distance: number;
}

/** A turn of the wheel by one notch, pixels. */
export const NOTCH = 120;
/** Time between two notches, milliseconds: a fast but human hand. */
export const BETWEEN = 40;

/**
 * Turns the wheel over `target` for so many seconds, down and up again, and notes every frame. The page is traced
 * meanwhile: on a busy machine a frame may be late because others had the processor, and only the trace tells.
 */
export async function scroll(
  browser: Browser,
  page: Page,
  target: string,
  seconds: number,
): Promise<Scrolled> {
  const box = await page.locator(target).boundingBox();
  if (!box) throw new Error(`nothing to scroll: ${target}`);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await browser.startTracing(page, { categories: ['toplevel'] });
  await page.evaluate(record, target);
  const started = performance.now();
  for (let now = started; now - started < seconds * 1000; now = performance.now()) {
    // Four seconds down, three up: new rows all the time, and those that are being called again and again.
    const down = ((now - started) / 1000) % 7 < 4;
    await page.mouse.wheel(0, down ? NOTCH : -NOTCH);
    await new Promise((resolve) => setTimeout(resolve, BETWEEN));
  }
  const recorded = await page.evaluate(stopRecording);
  const trace = JSON.parse((await browser.stopTracing()).toString()) as {
    readonly traceEvents: readonly TraceEvent[];
  };
  return { ...recorded, tasks: mainThreadTasks(trace.traceEvents) };
}

type Recorded = Omit<Scrolled, 'tasks'>;

/** Runs in the page. */
function record(target: string): void {
  const gaps: number[] = [];
  const long: LongFrame[] = [];
  let distance = 0;
  let top = -1;
  let last = -1;
  let going = true;
  const list = document.querySelector(target);
  const tick = (at: number): void => {
    if (last >= 0) gaps.push(at - last);
    last = at;
    const now = list?.scrollTop ?? 0;
    if (top >= 0) distance += Math.abs(now - top);
    top = now;
    if (going) requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
  const observer = new PerformanceObserver((entries) => {
    for (const entry of entries.getEntries() as (PerformanceEntry & {
      readonly styleAndLayoutStart: number;
      readonly scripts: readonly {
        readonly duration: number;
        readonly invoker: string;
        readonly sourceURL: string;
        readonly sourceFunctionName: string;
      }[];
    })[]) {
      const script = entry.scripts.reduce((sum, { duration }) => sum + duration, 0);
      const end = entry.startTime + entry.duration;
      const [most] = entry.scripts.toSorted((a, b) => b.duration - a.duration);
      long.push({
        duration: entry.duration,
        script,
        rendering: entry.styleAndLayoutStart > 0 ? end - entry.styleAndLayoutStart : 0,
        where: most ? `${most.invoker} ${most.sourceURL.split('/').at(-1)} ${most.sourceFunctionName}` : '',
      });
    }
  });
  observer.observe({ type: 'long-animation-frame' });
  Object.assign(globalThis, {
    ringsideFrames: (): Recorded => {
      going = false;
      observer.disconnect();
      return { gaps, long, distance };
    },
  });
}

/** Runs in the page. */
function stopRecording(): Recorded {
  return (globalThis as unknown as { ringsideFrames(): Recorded }).ringsideFrames();
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Tasks of the renderers' main threads. */
function mainThreadTasks(events: readonly TraceEvent[]): Scrolled['tasks'] {
  const main = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  return events
    .filter(({ ph, name, pid, tid }) => ph === 'X' && /RunTask$/.test(name) && main.has(`${pid} ${tid}`))
    .map(({ dur = 0, tdur = 0 }) => ({ wall: dur / 1000, cpu: tdur / 1000 }));
}
