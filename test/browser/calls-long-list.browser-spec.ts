import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { callsEqualStore, shownCalls } from './call-rows.js';
import { looksRight } from './looks.js';
import { until } from './patience.js';
import { callOf, found, openCalls, openPbxStage, stopPbxStages, syncButton } from './pbx-stage.js';
import { closeBrowser, type Size } from './stage.js';

/** Thousands of calls: one goes through them, and what one looks at stays. */
afterEach(stopPbxStages);
afterAll(closeBrowser);

/** The rows that are wholly on the screen: when each began, and its index as it is read out. */
interface CallsInView {
  readonly began: readonly (string | null)[];
  readonly indexes: readonly number[];
}
/** Runs in the page. */
function callsInView(grid: Element): CallsInView {
  const { top, bottom } = grid.getBoundingClientRect();
  const rows = [...grid.querySelectorAll('[role=row]')].filter((row) => {
    const box = row.getBoundingClientRect();
    return box.top >= top - 0.5 && box.bottom <= bottom + 0.5;
  });
  return {
    began: rows.map((row) => row.querySelector('.began')?.getAttribute('title') ?? null),
    indexes: rows.map((row) => Number(row.getAttribute('aria-rowindex'))),
  };
}

describe('a long list of calls', () => {
  it('are many: one goes through thousands of them, and what one looks at stays', async () => {
    const { pbx: system, stage, tell } = await openPbxStage();
    system.records = Array.from({ length: 6000 }, (_, i) =>
      callOf(`old-${i}`, { answered: 2, ended: 9 }, 10 + i),
    );
    const { page, complaints } = await openCalls(stage, 'desktop');
    await syncButton(page).click();
    await found(page, '6,000 new').waitFor();
    await callsEqualStore(page, stage.api);
    const list = page.getByRole('grid', { name: 'Calls, newest first' });
    const scroll = (to: number): Promise<void> => list.evaluate((grid, top) => grid.scrollTo({ top }), to);
    const top = (): Promise<string | null> =>
      list.evaluate((grid) => {
        const { top: edge } = grid.getBoundingClientRect();
        const rows = [...grid.querySelectorAll('[role=row]')];
        const first = rows.find((row) => row.getBoundingClientRect().top >= edge);
        return first?.querySelector('.began')?.getAttribute('title') || null;
      });
    const began = (i: number): string => String(system.records[i]?.call_start);
    const exact = new Intl.DateTimeFormat('en-US', {
      dateStyle: 'medium',
      timeStyle: 'long',
      timeZone: 'UTC',
    });
    for (let i = 200; i < 6000 - 60; i += 200) {
      await scroll(i * 32);
      await until(top, (title) => title === exact.format(Date.parse(began(i))));
    }
    // New calls are counted, and move nothing.
    const before = await top();
    await tell(callOf('new-1', {}, 0));
    await tell(callOf('new-2', {}, 0));
    const chip = page.getByRole('button', { name: '2 new calls' });
    await chip.waitFor();
    expect(await top()).toBe(before);
    // Back to the middle at once, and to the top.
    await scroll(3000 * 32);
    await until(top, (title) => title === exact.format(Date.parse(began(3000))));
    await chip.click();
    await until(
      () => shownCalls(page),
      ([first, second]) => first?.state === 'Ringing' && second?.state === 'Ringing',
    );
    await chip.waitFor({ state: 'detached' });
    await callsEqualStore(page, stage.api);
    expect(complaints).toEqual([]);
  });

  it.each<Size>(['desktop', 'phone'])(
    'begin and end somewhere, and what lies between stands still, on a %s',
    async (size) => {
      const MANY = 16_000;
      const height = size === 'desktop' ? 32 : 52;
      const { pbx: system, stage, tell } = await openPbxStage();
      system.records = Array.from({ length: MANY }, (_, i) =>
        callOf(`old-${i}`, { answered: 2, ended: 9 }, 10 + i),
      );
      const { page, complaints } = await openCalls(stage, size);
      await syncButton(page).click();
      await found(page, '16,000 new').waitFor();
      const list = page.getByRole('grid', { name: 'Calls, newest first' });
      const place = (): Promise<CallsInView> => list.evaluate(callsInView);
      /** Waits until the rows on the screen are those of the PBX from the call `first` on, and follow one another. */
      const shows = (first: number): Promise<CallsInView> =>
        until(
          place,
          ({ began, indexes }) =>
            began.length > 5 &&
            began.every(
              (at, i) => at === exact.format(Date.parse(String(system.records[first + i]?.call_start))),
            ) &&
            indexes.every((index, i) => index === (indexes[0] ?? 0) + i),
        );
      const exact = new Intl.DateTimeFormat('en-US', {
        dateStyle: 'medium',
        timeStyle: 'long',
        timeZone: 'UTC',
      });
      const newest = (): Promise<unknown> =>
        until(
          () => shownCalls(page),
          ([first]) => first?.state === 'Ringing',
        );
      await shows(0);
      const rows = (await place()).began.length;

      await list.focus();
      await page.keyboard.press('End');
      const last = MANY - rows;
      const { indexes } = await shows(last);
      expect(indexes[0]).toBeGreaterThan(5000);
      // Upwards, past the edge of what is laid out at a time, to the very top.
      let first = last;
      while (first > 0) {
        const by = Math.min(first, 180);
        first -= by;
        await list.evaluate((grid, top) => grid.scrollBy({ top }), -by * height);
        await shows(first);
      }
      expect((await place()).indexes[0]).toBe(2);

      // Down again, over the same edge: as far as it is known that there are rows, and then on.
      for (let i = 1; i <= 60; i++) {
        await until(
          async () => {
            const [at = 0] = (await place()).indexes;
            await list.evaluate((grid, top) => grid.scrollBy({ top }), (i * 180 + 2 - at) * height);
            return at;
          },
          (at) => at === i * 180 + 2,
        );
        await shows(i * 180);
      }
      const middle = await place();
      expect(middle.indexes[0]).toBe(60 * 180 + 2);
      await tell(callOf('new-1', {}, 0));
      await page.getByRole('button', { name: '1 new call' }).waitFor();
      expect((await place()).began).toEqual(middle.began);

      await page.getByRole('button', { name: 'Oldest' }).click();
      await shows(last);
      await looksRight(page, size === 'desktop' ? 'calls-end' : 'phone-calls-end');
      await page.getByTitle('To the newest call').click();
      await newest();
      await list.focus();
      await page.keyboard.press('End');
      await shows(last);
      await page.keyboard.press('PageUp');
      await page.keyboard.press('Home');
      await newest();
      expect(complaints).toEqual([]);
    },
  );
});
