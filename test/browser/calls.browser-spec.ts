import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import type { FeedResource, Page as ListPage } from '@ringside/contracts';
import { callsEqualStore, seenCalls, shownCalls, watchCalls } from './call-rows.js';
import { until } from './patience.js';
import {
  callOf,
  found,
  light,
  openCalls,
  openPbxStage,
  SECOND,
  stopPbxStages,
  story,
  syncButton,
} from './pbx-stage.js';
import { closeBrowser, openStage, type Size } from './stage.js';

/** The second seed, by eye: a PBX's own calls as they happen, and a sync that makes both agree. */
afterEach(stopPbxStages);
afterAll(closeBrowser);

const ownWords = /ERR_INTERNET_DISCONNECTED|WebSocket connection to .* failed/;

describe.each<Size>(['desktop', 'phone'])('calls of a PBX, on a %s', (size) => {
  it('Sync, and they are there; a webhook, and they change before the eyes', async () => {
    const stage = await openStage({
      followsMock: true,
      mock: { seed: 3, behaviour: { people: 'answer', speed: 5, neverHangup: 0, lostRecords: 0 } },
    });
    const { page, complaints } = await stage.open(size);
    await page.getByRole('link', { name: 'Calls' }).first().click();
    await page.getByText('No calls yet').waitFor();
    await watchCalls(page);

    await syncButton(page).click();
    await page.getByText('Synced').waitFor();
    await found(page, '5 new').waitFor();
    await callsEqualStore(page, stage.api);
    expect(await shownCalls(page)).toHaveLength(5);

    stage.api.mock.trigger({ pbxCalls: 3 });
    await until(
      () => shownCalls(page),
      (calls) => calls.length === 8,
    );
    await until(
      () => shownCalls(page),
      (calls) => calls.every(({ state }) => ['Completed', 'No answer'].includes(state)),
    );
    await callsEqualStore(page, stage.api);
    // Seen on the way, on the page that was opened; and never backwards.
    const seen = Object.values((await seenCalls(page)) ?? {}).filter((states) => states.length > 1);
    expect(seen.length).toBeGreaterThanOrEqual(3);
    for (const states of seen) {
      const ranks = states.map((state) => ['Dialing', 'Ringing', 'Answered', 'Completed'].indexOf(state));
      expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
    }
    expect(complaints).toEqual([]);
  });

  it('a story with what was sent, and a call whose end the sync brings', async () => {
    const { pbx: system, stage, tell } = await openPbxStage();
    await tell(callOf('one', { answered: 2 }));
    const { page, complaints } = await openCalls(stage, size);
    await page.getByRole('row').filter({ hasText: 'Answered' }).click();
    await story(page).getByText('What was sent').first().click();
    await story(page).getByText('"uuid":"one"').waitFor();

    system.records = [{ ...callOf('one', { answered: 2, ended: 40 }), duration: -3 }, { uuid: '' }];
    if (size === 'phone') await page.getByRole('button', { name: 'Close the story' }).click();
    await syncButton(page).click();
    await found(page, '1 completed by the sync').waitFor();
    if (size === 'phone') await page.getByRole('row').filter({ hasText: 'Completed' }).click();
    await story(page).getByText("the phone system's own record").waitFor();
    await story(page).getByText('the duration given is below zero').waitFor();
    await page.getByRole('button', { name: 'Close the story' }).click();

    await page.getByRole('button', { name: /1\s+refused/ }).click();
    const refused = page.getByRole('dialog', { name: 'Refused by the sync' });
    await refused.getByText(/^uuid/).waitFor();
    await refused.getByText('{"uuid":""}').waitFor();
    await page.keyboard.press('Escape');

    // Twice changes nothing.
    await page.keyboard.press('s');
    await found(page, '1 already known').waitFor();
    await page.getByRole('button', { name: 'Syncs' }).click();
    await page.getByRole('dialog', { name: 'Syncs' }).getByText('by hand').nth(1).waitFor();
    expect(complaints).toEqual([]);
  });
});

describe('calls', () => {
  it('keep their filter over a reload, and say when none fits', async () => {
    const { stage, tell } = await openPbxStage();
    for (const [uuid, how] of [
      ['a', {}],
      ['b', { answered: 2 }],
      ['c', { answered: 2, ended: 9 }],
    ] as const) {
      await tell(callOf(uuid, how));
    }
    const { page, complaints } = await openCalls(stage, 'desktop');
    await callsEqualStore(page, stage.api);
    await page.getByRole('button', { name: /^Filter/ }).click();
    await page.getByLabel('State').selectOption('In flight');
    await until(
      () => shownCalls(page),
      (calls) => calls.length === 2,
    );
    await page.reload();
    await light(page, /Live/);
    await callsEqualStore(page, stage.api, 'state=in_flight');
    expect(await shownCalls(page)).toHaveLength(2);
    // A call that ends leaves, after one has seen what became of it; one that begins comes.
    await tell({ ...callOf('b', { answered: 2, ended: 9 }) });
    await until(
      () => shownCalls(page),
      (calls) => calls.some(({ state }) => state === 'Completed'),
    );
    await until(
      () => shownCalls(page),
      (calls) => calls.length === 1,
    );
    await tell(callOf('d', {}, 0));
    await callsEqualStore(page, stage.api, 'state=in_flight');

    await page.getByLabel(/Calls from or to a number/).fill('99999');
    await page.getByText('No call fits.').waitFor();
    expect(new URL(page.url()).searchParams.get('number')).toBe('99999');
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await until(
      () => shownCalls(page),
      (calls) => calls.length === 4,
    );
    expect(new URL(page.url()).search).toBe('');
    expect(complaints).toEqual([]);
  });

  it('of another tenant are held aside until they are adopted', async () => {
    const { stage, tell } = await openPbxStage();
    await tell(callOf('mine'));
    await tell(callOf('theirs', { answered: 1 }), SECOND);
    const { page, complaints } = await openCalls(stage, 'desktop');
    await page.getByText('are held aside').waitFor();
    await until(
      () => shownCalls(page),
      (calls) => calls.length === 1,
    );
    await tell(callOf('theirs', { answered: 1, ended: 4 }), SECOND);
    await page.getByText('2 webhooks').waitFor();
    await page.getByRole('button', { name: 'Adopt' }).click();
    const dialog = page.getByRole('alertdialog', { name: 'Take the calls of this tenant?' });
    // The harmless answer has the focus.
    await dialog.waitFor();
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('are held aside').waitFor();
    await page.getByRole('button', { name: 'Adopt' }).click();
    await page.getByRole('button', { name: 'Adopt the tenant' }).click();
    await page.getByText('are held aside').waitFor({ state: 'detached' });
    await until(
      () => shownCalls(page),
      (calls) => calls.length === 2,
    );
    await page.getByRole('columnheader', { name: 'Tenant' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('say that they are not live, and are right again by themselves, also after a restart', async () => {
    const { stage, tell } = await openPbxStage();
    for (const uuid of ['a', 'b', 'c']) await tell(callOf(uuid, {}, 5));
    const { context, page, complaints } = await openCalls(stage, 'desktop');
    await watchCalls(page);
    await callsEqualStore(page, stage.api);
    await context.setOffline(true);
    await light(page, /Reconnecting.*showing \d+ s ago/s);
    await tell(callOf('a', { answered: 2 }, 5));
    await tell(callOf('new', {}, 0));
    expect(await shownCalls(page)).toHaveLength(3);
    await context.setOffline(false);
    await light(page, /^\s*Live\s*$/);
    await callsEqualStore(page, stage.api);
    expect(await shownCalls(page)).toHaveLength(4);

    const { port } = new URL(stage.api.url);
    await stage.api.restart({ PORT: port });
    await light(page, /^\s*Live\s*$/);
    await tell(callOf('b', { answered: 2, ended: 5 }, 5));
    await callsEqualStore(page, stage.api);
    expect(await seenCalls(page)).not.toBeNull();
    expect(
      complaints.filter((complaint) => !ownWords.test(complaint) && !/ERR_CONNECTION/.test(complaint)),
    ).toEqual([]);
  });

  it('are worked with by keyboard alone', async () => {
    const { pbx: system, stage } = await openPbxStage();
    system.records = [callOf('a', { answered: 2, ended: 9 }, 2), callOf('b', { ended: 9 }, 1)];
    const { page, complaints } = await stage.open('desktop');
    const press = (key: string): Promise<void> => page.keyboard.press(key);
    await page.getByRole('banner').getByRole('heading', { name: 'Sample numbers' }).waitFor();
    await press('g');
    await press('p');
    await page.getByText('No calls yet').waitFor();
    await press('s');
    await found(page, '2 new').waitFor();
    await callsEqualStore(page, stage.api);
    await press('j');
    await press('j');
    await press('Enter');
    await story(page).getByText("the phone system's own record").waitFor();
    expect(page.url()).toContain('call=');
    await press('k');
    await press('Enter');
    await story(page).getByText('No answer').first().waitFor();
    await press('Escape');
    await story(page).waitFor({ state: 'detached' });
    await press('/');
    await page.keyboard.type('12');
    await page.getByText('3 digits or more').waitFor();
    await press('Escape');
    await press('g');
    await press('b');
    await page.waitForURL(/\/campaigns\//);
    await page.goBack();
    await callsEqualStore(page, stage.api);
    expect(complaints).toEqual([]);
  });

  it('show where the PBX is to be pointed at, and let it be copied', async () => {
    const { stage } = await openPbxStage();
    const { context, page, complaints } = await openCalls(stage, 'desktop');
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Webhook address' }).click();
    const dialog = page.getByRole('dialog', { name: 'Webhook address' });
    await dialog.getByRole('button', { name: 'Copy' }).click();
    await dialog.getByText('Copied').waitFor();
    const feeds = await stage.api.get<ListPage<FeedResource>>('/v1/feeds');
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toBe(feeds.items[0]?.webhook_url);
    await dialog.getByText('The address is a secret').waitFor();
    expect(complaints).toEqual([]);
  });
});
