import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AccountResource, CampaignResource } from '@ringside/contracts';
import type { Page } from 'playwright-core';
import { until } from './patience.js';
import { campaignIdOf, shownRows } from './board.js';
import { closeBrowser, openStage, stopStages, type Stage } from './stage.js';

/** The whole first campaign by somebody who has no mouse. */
let stage: Stage;
beforeEach(async () => {
  // As slow as life: the campaign outlasts whoever presses these keys.
  stage = await openStage({ mock: { seed: 9, behaviour: { people: 'answer', speed: 1 } } });
});
afterEach(stopStages);
afterAll(closeBrowser);

/** Presses Tab until what has the focus is called so. Somebody who needs more than 30 presses has given up. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const focused = page.locator(':focus');
  const passed: string[] = [];
  for (let presses = 0; presses < 30; presses++) {
    await page.keyboard.press('Tab');
    // What has the focus may go away while it is looked at: then nothing has it, and the next Tab goes on from there.
    const snapshot =
      (await focused.count()) > 0 ? await focused.ariaSnapshot({ timeout: 5000 }).catch(() => '') : '';
    const found = typeof name === 'string' ? snapshot.includes(`"${name}"`) : name.test(snapshot);
    if (found) return;
    passed.push(snapshot.split('\n')[0] ?? '');
  }
  throw new Error(`Tab does not lead to ${String(name)}; it passed ${passed.join(', ')}`);
}

const heading = (page: Page, name: string): Promise<void> =>
  page.getByRole('banner').getByRole('heading', { name }).waitFor();

describe('by keyboard alone', () => {
  it('makes a list, calls it, pauses, searches, finds its way, and stops', async () => {
    const { page, complaints } = await stage.open('desktop');
    const press = (key: string): Promise<void> => page.keyboard.press(key);
    await heading(page, 'Sample numbers');

    await press('n');
    await heading(page, 'New list');
    await tabTo(page, 'Numbers, one a line');
    await press('ControlOrMeta+a');
    const numbers = Array.from({ length: 12 }, (_, i) => `+1 30${i % 10} 555 0100`);
    await page.keyboard.type(numbers.join('\n'));
    await tabTo(page, 'Name');
    await page.keyboard.type('No mouse');
    await tabTo(page, /Use this list/);
    await press('Enter');
    await heading(page, 'No mouse');
    const id = campaignIdOf(page);
    const state = (): Promise<string> =>
      stage.api.get<CampaignResource>(`/v1/campaigns/${id}`).then((campaign) => campaign.state);

    // Nothing is called before the key is pressed.
    expect(await state()).toBe('idle');
    await press('Space');
    await page.getByRole('banner').getByText('Running').waitFor();
    await press('Space');
    await page.getByRole('banner').getByText('Paused').waitFor();
    expect(await state()).toBe('paused');
    await press('Space');
    await page.getByRole('banner').getByText('Running').waitFor();

    await press('?');
    const keys = page.getByRole('dialog', { name: 'Keys' });
    await keys.waitFor();
    // A dialog keeps the keys to itself: this would pause.
    await press('Escape');
    await keys.waitFor({ state: 'detached' });
    expect(await state()).toBe('running');

    await press('/');
    await page.keyboard.type('305');
    await until(
      () => shownRows(page),
      (rows) => rows.length === 1 && rows[0]?.phone === '+1 305 555 0100',
    );
    await press('Escape');
    await until(
      () => shownRows(page),
      (rows) => rows.length === numbers.length,
    );

    // A row's story, by arrows; Enter opens it, and closes it again.
    await tabTo(page, /grid "Numbers in the order they are dialed"/);
    await press('Home');
    await press('Enter');
    const story = page.getByRole('complementary', { name: 'Story of the call' });
    await story.getByText('+1 300 555 0100').waitFor();
    await press('Enter');
    await story.waitFor({ state: 'detached' });

    await press('g');
    await press('c');
    await heading(page, 'Campaigns');
    await page.getByRole('link', { name: 'No mouse' }).waitFor();
    await press('g');
    await press('b');
    await heading(page, 'No mouse');

    // Stop asks; the answer that has the focus is the harmless one.
    await tabTo(page, 'Stop');
    await press('Enter');
    const stop = page.getByRole('alertdialog', { name: 'Stop this campaign?' });
    await stop.waitFor();
    await press('Enter');
    await stop.waitFor({ state: 'detached' });
    expect(await state()).toBe('running');
    await page.locator(':focus').getByText('Stop', { exact: true }).waitFor();
    await press('Enter');
    await stop.waitFor();
    await tabTo(page, 'Stop the campaign');
    await press('Enter');
    await page.getByRole('banner').getByText('Stopped', { exact: true }).waitFor();
    expect(await state()).toBe('stopped');
    expect(complaints).toEqual([]);
  });

  it('stops everything with one key and one answer, and allows it again', async () => {
    const { page, complaints } = await stage.open('desktop');
    const press = (key: string): Promise<void> => page.keyboard.press(key);
    await heading(page, 'Sample numbers');
    await press('Space');
    await page.getByRole('banner').getByText('Running').waitFor();

    await press('Shift+S');
    const dialog = page.getByRole('alertdialog', { name: 'Stop all dialing?' });
    await dialog.waitFor();
    await press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('banner').getByText('Running').waitFor();

    await press('Shift+S');
    await dialog.waitFor();
    await tabTo(page, 'Stop all dialing');
    await press('Enter');
    await page.getByRole('alert').getByText('Dialing is stopped.').waitFor();
    await page.getByRole('banner').getByText('Stopped', { exact: true }).waitFor();
    const calls = stage.api.mock.calls().length;
    // The keys that call are dead as long as the brake is on.
    await press('Space');
    expect(await page.getByRole('alertdialog').count()).toBe(0);

    await tabTo(page, 'Allow dialing again');
    await press('Enter');
    await page.getByRole('alert').waitFor({ state: 'detached' });
    const account = await stage.api.get<AccountResource>('/v1/account');
    expect(account.dialing_stopped_at).toBeNull();
    expect(stage.api.mock.calls().length).toBe(calls);
    expect(complaints).toEqual([]);
  });
});
