import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CampaignResource } from '@ringside/contracts';
import type { Locator } from 'playwright-core';
import { until } from './patience.js';
import { campaignIdOf, paste, screenEqualsStore, seenRows, shownRows, watchRows } from './board.js';
import { closeBrowser, openStage, stopStages, type Screen, type Size, type Stage } from './stage.js';

/** The first seed, by eye: a list, three at a time, every status live in every open browser. */
let stage: Stage;
beforeEach(async () => {
  // Every state lasts long enough to be drawn by a slow machine too.
  stage = await openStage({ mock: { seed: 5, behaviour: { people: 'answer', speed: 4 } } });
});
afterEach(stopStages);
afterAll(closeBrowser);

const LIST = [
  '+1 301 555 0100',
  '+1 301 555 0101',
  '+1 301 555 0102',
  '+1 301 555 0100',
  '+1 301 555 0103',
  '+1 301 555 0104',
  '+1 301 555 0105',
  '+1 301 555 0106',
];
const MARKER = 'the page that was opened';

/** Opens the new-list screen by a click, pastes a list with a slip in it, mends it, and uses it. */
async function makeList({ page }: Screen): Promise<string> {
  await page.getByRole('link', { name: 'New list' }).first().click();
  const field = page.getByLabel('Numbers, one a line');
  await field.click();
  await paste(page, [...LIST.slice(0, 2), '+1 301 55S 0199', ...LIST.slice(2)].join('\n'));
  const check = page.getByRole('status').filter({ hasText: 'numbers' });
  await check.filter({ hasText: '1 line needs mending' }).waitFor();
  const slip = page.getByRole('listitem').filter({ hasText: 'Line 3' });
  expect(await slip.textContent()).toContain('“+1 301 55S 0199” is not a phone number');
  const use = page.getByRole('button', { name: 'Use this list' });
  expect(await use.isDisabled()).toBe(true);

  // The problem leads to its line, selected: typing replaces it.
  await slip.getByRole('button').click();
  await page.keyboard.press('Delete');
  await check.filter({ hasText: 'every line can be dialed' }).waitFor();
  expect(await check.textContent()).toContain('8 numbers');
  await use.click();
  await page.waitForURL(/\/campaigns\//);
  return campaignIdOf(page);
}

/** How much of the progress bar is drawn as completed, 0 to 1. */
function doneShare(progress: Locator): Promise<number> {
  return progress.locator('rs-progress-bar').evaluate((bar) => {
    const done = bar.querySelector('.f-completed')?.getBoundingClientRect().width ?? 0;
    return done / bar.getBoundingClientRect().width;
  });
}

describe.each<Size>(['desktop', 'phone'])('three at a time, on a %s', (size) => {
  it('paste, Call, and watch: every status comes by itself, here and in another browser', async () => {
    const mine = await stage.open(size);
    const { page } = mine;
    await page.evaluate((marker) => Object.assign(globalThis, { marker }), MARKER);
    const id = await makeList(mine);
    await until(
      () => shownRows(page),
      (rows) => rows.length === LIST.length,
    );
    expect((await shownRows(page)).map((row) => row.phone)).toEqual(LIST);
    expect((await shownRows(page)).every((row) => row.status === 'Idle')).toBe(true);
    await page.getByRole('banner').getByText('Not started').waitFor();

    const other = await stage.open(size);
    await other.page.waitForURL(`**/campaigns/${id}`);
    await until(
      () => shownRows(other.page),
      (rows) => rows.length === LIST.length,
    );
    for (const screen of [mine, other]) await watchRows(screen.page);
    await page.getByRole('button', { name: 'Call', exact: true }).click();

    for (const screen of [mine, other]) await screen.page.getByRole('banner').getByText('Running').waitFor();
    for (const screen of [mine, other]) {
      await screen.page.getByRole('banner').getByText('Completed').waitFor();
      await until(
        () => shownRows(screen.page),
        (rows) => rows.length === LIST.length && rows.every((row) => row.status === 'Completed'),
      );
      const seen = await seenRows(screen.page);
      expect(seen?.most).toBe(3);
      for (const statuses of Object.values(seen?.statuses ?? {})) {
        const order = ['Idle', 'Dialing', 'Ringing', 'Answered', 'Completed'];
        const ranks = statuses.map((status) => order.indexOf(status));
        expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
        expect([statuses.at(0), statuses.at(-1)]).toEqual(['Idle', 'Completed']);
      }
      // A slow machine may draw one row too late for one of its states, but not all of them.
      const drawn = new Set(Object.values(seen?.statuses ?? {}).flat());
      expect([...drawn]).toEqual(expect.arrayContaining(['Idle', 'Ringing', 'Answered', 'Completed']));
      await screenEqualsStore(screen.page, stage.api, id);
      await screen.page.getByRole('button', { name: 'Dial again' }).waitFor();
      const progress = screen.page.getByRole('region', { name: 'Progress' });
      await progress.getByRole('button', { name: `Completed ${LIST.length}` }).waitFor();
      await until(
        () => doneShare(progress),
        (share) => share > 0.99,
      );
      expect(screen.complaints).toEqual([]);
    }
    // The same page all the way: nothing was loaded anew.
    expect(await page.evaluate(() => (globalThis as unknown as { marker?: string }).marker)).toBe(MARKER);
    expect(stage.api.mock.stats().maxInFlight).toBe(3);
    const stored = await stage.api.get<CampaignResource>(`/v1/campaigns/${id}`);
    expect([stored.state, stored.counts.completed]).toEqual(['completed', LIST.length]);
  });
});
