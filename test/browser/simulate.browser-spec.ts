import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import type { CampaignResource, Page as PageOf, SimulationResource } from '@ringside/contracts';
import type { Locator, Page } from 'playwright-core';
import { until } from './patience.js';
import { looksRight } from './looks.js';
import { closeBrowser, openStage, stopStages, type Size, type Stage } from './stage.js';

/** What tonight would look like, by eye: from past calls, running, done, canceled, failed. */
let stage: Stage;
afterEach(stopStages);
afterAll(closeBrowser);

async function withCalls(): Promise<void> {
  stage = await openStage({ mock: { seed: 4, behaviour: { speed: 20 } } });
  const numbers = Array.from({ length: 40 }, (_, i) => `1202555${1000 + i}`);
  const made = await stage.api.post('/v1/call', {
    dialer_type: 'Fixed',
    name: 'Spring renewals',
    lines: 40,
    phone_number: numbers,
  });
  const campaign = (await made.json()) as CampaignResource;
  await until(
    () => stage.api.get<CampaignResource>(campaign.uri),
    ({ state }) => state === 'completed',
  );
}

const field = (page: Page, name: string): Locator => page.getByRole('spinbutton', { name });
const state = (page: Page, text: string): Locator =>
  page.getByRole('status').filter({ hasText: text }).first();
const newest = async (): Promise<SimulationResource | undefined> =>
  (await stage.api.get<PageOf<SimulationResource>>('/v1/simulations')).items[0];

/** Half an hour of two days. */
async function beShort(page: Page): Promise<void> {
  await page.getByText('More: hours, days, law, limits').click();
  await field(page, 'Hours a day').fill('0.5');
  await field(page, 'Days to reckon').fill('2');
}
/** Minutes of work, if nobody cancels it. */
async function beLong(page: Page): Promise<void> {
  await field(page, 'Callers').fill('100');
  await field(page, 'Talk, seconds').fill('120');
  await field(page, 'Hours a day').fill('8');
  await field(page, 'Days to reckon').fill('10');
}

describe.each<Size>(['desktop', 'phone'])('simulate, on a %s', (size) => {
  it('is filled from past calls, runs, and shows what it comes to; another is canceled', async () => {
    await withCalls();
    const { page, complaints } = await stage.open(size);
    if (size === 'phone') await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('link', { name: 'Simulate' }).first().click();
    await page.getByText('Nothing simulated yet').waitFor();

    await page.getByRole('combobox', { name: 'From past calls' }).selectOption({ label: 'Spring renewals' });
    await page.getByRole('button', { name: 'Fill in' }).click();
    await page.getByText(/^ ?40 calls (on|from)/).waitFor();
    const answered = await field(page, 'Answered, %').inputValue();
    expect(Number(answered)).toBeGreaterThan(1);
    expect(Number(answered)).toBeLessThanOrEqual(95);

    await field(page, 'Callers').fill('3');
    await beShort(page);
    await page.getByRole('button', { name: 'Run' }).click();
    await state(page, 'Done').waitFor();
    const done = await newest();
    expect(done?.settings).toMatchObject({ callers: 3, hours: 0.5, days: 2, jurisdiction: 'US' });
    expect(done?.settings.answer_rate).toBeCloseTo(Number(answered) / 100, 4);
    const busy = Math.round((done?.results[0]?.busy_share.mean ?? NaN) * 100);
    await page.getByText(`Of 100 paid minutes ${busy} are spent in talk and wrap-up`).first().waitFor();
    await page.getByText('Nobody who answers is left without a caller.').waitFor();
    await page.getByRole('rowheader', { name: 'Abandoned on the worst day, %' }).waitFor();

    await beLong(page);
    await page.getByRole('button', { name: 'Run' }).click();
    await state(page, 'Reckoning 10 days').waitFor();
    const progress = page.getByRole('progressbar', { name: 'How much is reckoned' });
    await until(
      () => progress.evaluate((bar: HTMLProgressElement) => bar.value),
      (value) => value > 0,
    );
    // It is left, and found again.
    await page.goto(`${stage.api.url}/simulate`);
    await state(page, 'Reckoning 10 days').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await state(page, 'Canceled').waitFor();
    expect(await newest()).toMatchObject({ state: 'canceled' });

    await page.getByRole('combobox', { name: 'Which simulation' }).selectOption(done?.id ?? '');
    await state(page, 'Done').waitFor();
    await page.waitForURL(`**/simulate?simulation=${done?.id ?? ''}`);
    expect(complaints).toEqual([]);
  });
});

describe('simulate', () => {
  it('is used by keyboard alone', async () => {
    stage = await openStage();
    const { page, complaints } = await stage.open('desktop');
    await page.getByRole('banner').getByText('Live').first().waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('i');
    await page.getByText('Nothing simulated yet').waitFor();
    await beShort(page);
    await field(page, 'Callers').focus();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('600');
    await page.getByText('A whole number from 1 to 500.').waitFor();
    // In the middle of a number that is none yet: what was typed stays.
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('1e1');
    expect(await field(page, 'Callers').inputValue()).toBe('1e1');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('2');
    await page.getByRole('button', { name: 'Run', disabled: false }).waitFor();
    await page.keyboard.press('Enter');
    await state(page, 'Done').waitFor();
    expect((await newest())?.settings.callers).toBe(2);

    // Whatever goes away, the focus stays where something is.
    const focused = (name: string): Locator => page.locator(':focus').filter({ hasText: name });
    await page.getByRole('button', { name: 'Fill in' }).press('Enter');
    await page.getByText('There are no calls yet that are over').waitFor();
    await focused('Fill in').waitFor();
    await beLong(page);
    await page.getByRole('button', { name: 'Run' }).press('Enter');
    await focused('100 callers, 25 % answered').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).press('Enter');
    await state(page, 'Canceled').waitFor();
    await focused('100 callers, 25 % answered').waitFor();
    // And it can be run again at once.
    await page.keyboard.press('Space');
    await state(page, 'Reckoning 10 days').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).press('Enter');
    await state(page, 'Canceled').waitFor();
    expect(complaints).toEqual([]);
  });
});

describe.each<Size>(['desktop', 'phone'])('the looks of simulate, on a %s', (size) => {
  const named = (name: string): string => (size === 'desktop' ? name : `phone-${name}`);

  it('empty, from past calls, running, done, canceled, failed, refused', async () => {
    await withCalls();
    const { page } = await stage.open(size);
    await page.goto(`${stage.api.url}/simulate`);
    await page.getByText('Nothing simulated yet').waitFor();
    await looksRight(page, named('simulate-empty'));

    await page.getByRole('button', { name: 'Fill in' }).click();
    await page.getByText(/^ ?40 calls (on|from)/).waitFor();
    await beShort(page);
    await looksRight(page, named('simulate-filled'));

    // As it is without past calls: those of the mock are twenty times too short.
    await page.reload();
    await beShort(page);
    await field(page, 'Callers').fill('10');
    await field(page, 'Hours a day').fill('4');
    await page.getByRole('button', { name: 'Run' }).click();
    await state(page, 'Done').waitFor();
    await page.getByRole('heading', { name: 'In words' }).scrollIntoViewIfNeeded();
    await looksRight(page, named('simulate-done'));
    await page.getByRole('heading', { name: 'Over the day' }).scrollIntoViewIfNeeded();
    await page.getByRole('rowheader', { name: 'Lines in use' }).scrollIntoViewIfNeeded();
    await looksRight(page, named('simulate-done-below'));

    await beLong(page);
    await page.getByRole('button', { name: 'Run' }).click();
    await state(page, 'Reckoning 10 days').waitFor();
    await looksRight(page, named('simulate-running'));
    await page.getByRole('button', { name: 'Cancel' }).click();
    await state(page, 'Canceled').waitFor();
    await looksRight(page, named('simulate-canceled'));

    const failed = { ...(await newest()), state: 'failed', error: 'It was not done in 10 minutes.' };
    await page.route('**/v1/simulations/*', (route) => route.fulfill({ json: failed }));
    await page.reload();
    await page.getByText('It was not done in 10 minutes.').waitFor();
    await looksRight(page, named('simulate-failed'));
    await page.unroute('**/v1/simulations/*');

    await page.getByText('More: hours, days, law, limits').click();
    await field(page, 'Callers').fill('500');
    await field(page, 'Days to reckon').fill('50');
    await page.getByRole('button', { name: 'Run' }).click();
    await page
      .getByRole('alert')
      .filter({ hasText: /ask for at most \d+ days/ })
      .waitFor();
    await looksRight(page, named('simulate-refused'));
    await page.goto(`${stage.api.url}/simulate?simulation=01890000-0000-7000-8000-000000000000`);
    await page.getByText('This simulation is gone').waitFor();
    await looksRight(page, named('simulate-unknown'));
  });
});
