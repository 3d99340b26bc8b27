import type { Page } from 'playwright-core';

/** What the rows of the list of calls show; evaluated in the page, once for each page. */
export interface Watch {
  /** Milliseconds from `act` to the end of the frame in which a screenful of rows is drawn, whose first (or last) began then. */
  until(act: () => void, edge: 'first' | 'last', began: string): Promise<number>;
  /** Whether all rows on the screen are drawn. */
  drawn(): boolean;
  /** When the first and the last row on the screen began, as their titles say it. */
  edges(): { first: string | null; last: string | null };
  /** Index of the first row on the screen, from 0. */
  index(): number;
  /** Notes from now on in every frame how the rows moved. The answer tells what was seen until it is asked. */
  follow(): () => Followed;
}

/** What became of rows from frame to frame. */
export interface Followed {
  readonly frames: number;
  /** Frames in which rows that stayed on the screen moved further than a turned wheel takes them, or apart from each other. */
  readonly jumps: number;
  /** Frames with a row on the screen that was not drawn. */
  readonly blanks: number;
  /** How often other rows were laid out. */
  readonly laidOutAnew: number;
  /** Indexes of the first row, lowest and highest. */
  readonly from: number;
  readonly to: number;
}

export async function watchRows(page: Page): Promise<void> {
  await page.evaluate(install);
}

/** Presses a key on the list; milliseconds until the rows are drawn where it leads. */
export async function pressed(
  page: Page,
  key: string,
  edge: 'first' | 'last',
  began: string,
): Promise<number> {
  await page.locator('cdk-virtual-scroll-viewport').focus();
  await page.evaluate(
    ([name, side, title]) => {
      const { rowsWatch } = globalThis as unknown as { rowsWatch: Watch };
      const drawn = new Promise<number>((resolve) => {
        const onKey = (event: KeyboardEvent): void => {
          if (event.key !== name) return;
          removeEventListener('keydown', onKey, true);
          void rowsWatch.until(() => undefined, side as 'first' | 'last', title).then(resolve);
        };
        addEventListener('keydown', onKey, true);
      });
      Object.assign(globalThis, { afterKey: drawn });
    },
    [key, edge, began] as const,
  );
  await page.keyboard.press(key);
  return page.evaluate(() => (globalThis as unknown as { afterKey: Promise<number> }).afterKey);
}

/** Runs in the page. */
function install(): void {
  const list = (): HTMLElement | null => document.querySelector('cdk-virtual-scroll-viewport');
  const visible = (): HTMLElement[] => {
    const grid = list();
    if (!grid) return [];
    const { top, bottom } = grid.getBoundingClientRect();
    return [...grid.querySelectorAll<HTMLElement>('[role=row]')].filter((row) => {
      const box = row.getBoundingClientRect();
      return box.top >= top - 1 && box.bottom <= bottom + 1;
    });
  };
  const beganOf = (row: HTMLElement | undefined): string | null =>
    row?.querySelector('.began')?.getAttribute('title') ?? null;
  const idOf = (row: HTMLElement): string =>
    `${beganOf(row)} ${row.querySelector('.to')?.textContent ?? ''} ${row.querySelector('.from')?.textContent ?? ''}`;
  const watch: Watch = {
    drawn: () => visible().length > 0 && visible().every((row) => beganOf(row) !== null),
    edges: () => ({ first: beganOf(visible()[0]), last: beganOf(visible().at(-1)) }),
    index: () => Number(visible()[0]?.getAttribute('aria-rowindex')) - 2,
    until(act, edge, began) {
      const since = performance.now();
      act();
      return new Promise((resolve) => {
        const look = (): void => {
          if (watch.drawn() && watch.edges()[edge] === began) {
            // The task after the frame: it has been painted.
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => resolve(performance.now() - since);
            port2.postMessage(0);
          } else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      });
    },
    follow() {
      const seen = { frames: 0, jumps: 0, blanks: 0, laidOutAnew: 0, from: Infinity, to: -Infinity };
      let before = new Map<string, number>();
      let top = list()?.scrollTop ?? 0;
      const look = (): void => {
        const rows = visible();
        const now = new Map(rows.map((row) => [idOf(row), row.getBoundingClientRect().top]));
        const moves = [...now].flatMap(([id, y]) => {
          const was = before.get(id);
          return was === undefined ? [] : [y - was];
        });
        seen.frames++;
        if (rows.some((row) => beganOf(row) === null)) seen.blanks++;
        const apart = Math.max(...moves) - Math.min(...moves);
        if (before.size > 0 && (moves.length === 0 || apart > 2 || Math.abs(moves[0] ?? 0) > 480))
          seen.jumps++;
        const scrolled = list()?.scrollTop ?? 0;
        if (Math.abs(scrolled - top) > 10_000) seen.laidOutAnew++;
        [before, top] = [now, scrolled];
        seen.from = Math.min(seen.from, watch.index());
        seen.to = Math.max(seen.to, watch.index());
        // What was drawn in this frame, after all that others do in it.
        requestAnimationFrame(() => setTimeout(look));
      };
      look();
      return () => seen;
    },
  };
  Object.assign(globalThis, { rowsWatch: watch });
}
