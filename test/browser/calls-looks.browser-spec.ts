import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { callsEqualStore, shownCalls } from './call-rows.js';
import { looksRight } from './looks.js';
import { until } from './patience.js';
import {
  callOf,
  found,
  openCalls,
  openPbxStage,
  SECOND,
  stopPbxStages,
  story,
  syncButton,
} from './pbx-stage.js';
import { closeBrowser, openStage, type Size } from './stage.js';

/** What the calls look like, in every state. */
afterEach(stopPbxStages);
afterAll(closeBrowser);

describe.each<Size>(['desktop', 'phone'])('the looks of calls, on a %s', (size) => {
  const named = (state: string): string => (size === 'desktop' ? state : `phone-${state}`);

  it('before the first call', async () => {
    const alone = await openStage();
    const bare = await openCalls(alone, size);
    await bare.page.getByText('No PBX is connected.').waitFor();
    await looksRight(bare.page, named('calls-no-pbx'));
    await alone.stop();
    const { stage } = await openPbxStage();
    const { page } = await openCalls(stage, size);
    await page.getByText('No calls yet').waitFor();
    await looksRight(page, named('calls-empty'));
  });

  it('live, a story, filters, dialogs, a failure, minutes', async () => {
    const { pbx: system, stage, tell } = await openPbxStage();
    system.records = Array.from({ length: 60 }, (_, i) => {
      const answered = i % 3 === 0 ? undefined : 4 + (i % 9);
      return {
        ...callOf(`old-${i}`, { ...(answered && { answered }), ended: 20 + ((i * 37) % 300) }, 4 + i * i * 3),
        ...(i === 4 && { duration: -3 }),
        ...(i % 7 === 2 && { direction: 'inbound', caller_name: 'Ada Lovelace' }),
      };
    });
    const created = await stage.api.post('/v1/call', {
      dialer_type: 'Fixed',
      name: 'Spring renewals',
      phone_number: ['+1 301 555 0100', '+1 984 555 0111', '+1 551 555 0102'],
    });
    expect(created.status).toBeLessThan(300);
    const { page, complaints } = await openCalls(stage, size);
    await syncButton(page).click();
    await found(page, '60 new').waitFor();
    await tell(callOf('ringing', {}, 1));
    await tell(callOf('talking', { answered: 3 }, 2));
    await tell({ ...callOf('inbound', { answered: 3 }, 3), direction: 'inbound' });
    await until(
      () => shownCalls(page),
      (calls) => calls.some(({ state }) => state === 'Ringing') && calls.length > 8,
    );
    await callsEqualStore(page, stage.api);
    await looksRight(page, named('calls-live'));

    await page.getByRole('row').filter({ hasText: 'PBX' }).filter({ hasText: 'below zero' }).click();
    await story(page).getByText('What was sent').first().click();
    await looksRight(page, named('calls-story'));
    await page.getByRole('button', { name: 'Close the story' }).click();

    await page.getByRole('button', { name: /^Filter/ }).click();
    await page.getByLabel('State').selectOption('Completed');
    await page.getByLabel('Direction').selectOption('Outbound');
    await looksRight(page, named('calls-filter'));
    await page.getByRole('button', { name: /^Filter/ }).click();
    await page.getByRole('button', { name: 'Clear all' }).click();

    await page.getByRole('button', { name: 'Webhook address' }).click();
    await page.getByText('The address is a secret').waitFor();
    await looksRight(page, named('calls-address'));
    await page.keyboard.press('Escape');

    await tell(callOf('theirs', {}, 1), SECOND);
    system.instead = (response) => void response.writeHead(500).end('<html>');
    await syncButton(page).click();
    await page.getByText('nothing of it was applied').waitFor();
    await page.getByText('are held aside').waitFor();
    await looksRight(page, named('calls-failed'));
    await page.getByRole('button', { name: 'Syncs' }).click();
    await page.getByRole('dialog', { name: 'Syncs' }).getByText('by hand').first().waitFor();
    await looksRight(page, named('calls-syncs'));
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Adopt' }).click();
    await page.getByRole('alertdialog').waitFor();
    await looksRight(page, named('calls-adopt'));
    await page.keyboard.press('Escape');

    await page.getByRole('link', { name: 'Minutes' }).click();
    await page.getByRole('table').waitFor();
    await looksRight(page, named('calls-minutes'));
    expect(complaints).toEqual([]);
  });
});
