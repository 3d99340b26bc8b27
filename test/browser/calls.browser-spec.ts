import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import type { FeedResource, Page as ListPage } from '@ringside/contracts';
import type { Page } from 'playwright-core';
import { feedOf } from '../e2e/calls.js';
import { until } from './patience.js';
import { cdr, sendWebhook, startPbx, type Cdr, type Pbx } from '../e2e/pbx.js';
import { callsEqualStore, seenCalls, shownCalls, watchCalls } from './call-rows.js';
import { looksRight } from './looks.js';
import { closeBrowser, openStage, stopStages, type Screen, type Size, type Stage } from './stage.js';

/** The second seed, by eye: a PBX's own calls as they happen, and a sync that makes both agree. */
let stage: Stage;
let pbx: Pbx | undefined;
afterEach(async () => {
  await stopStages();
  await pbx?.close();
  pbx = undefined;
});
afterAll(closeBrowser);

const SECOND = '5f0c7a86-1f0e-4b57-9a55-000000000002';
const ownWords = /ERR_INTERNET_DISCONNECTED|WebSocket connection to .* failed/;

/** A service that follows a PBX which does by itself nothing. */
async function withPbx(): Promise<Pbx> {
  const made = (pbx = await startPbx());
  stage = await openStage({ env: { PBX_URL: made.url }, feedTimes: { syncRetryMs: [60_000] } });
  return made;
}
async function openCalls(size: Size, query = ''): Promise<Screen> {
  const screen = await stage.open(size);
  await screen.page.goto(`${stage.api.url}/calls${query}`);
  await light(screen.page, /^\s*Live\s*$/);
  return screen;
}
const light = (page: Page, words: RegExp): Promise<void> =>
  page.getByRole('banner').locator('rs-live-light').filter({ hasText: words }).waitFor();
const syncButton = (page: Page): ReturnType<Page['getByRole']> =>
  page.getByRole('button', { name: 'Sync', exact: true });
const story = (page: Page): ReturnType<Page['getByRole']> =>
  page.getByRole('complementary', { name: 'Story of the call' });

/** A number of the report of a sync. */
const found = (page: Page, words: string): ReturnType<Page['getByText']> =>
  page.locator('rs-sync-strip').getByText(words, { exact: true });

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

let told = 0;
/** A call of the PBX, some minutes ago, with a number of its own. */
function callOf(uuid: string, how: Parameters<typeof cdr>[2] = {}, minutesAgo = 1): Cdr {
  const at = new Date(Date.now() - minutesAgo * 60_000).toISOString();
  return { ...cdr(uuid, at, how), destination_number: 13_015_550_100 + (told++ % 100) };
}
async function tell(body: Cdr, tenant?: string): Promise<void> {
  const { webhook_url } = await feedOf(stage.api);
  expect((await sendWebhook(webhook_url, body, tenant)).status).toBe(204);
}

describe.each<Size>(['desktop', 'phone'])('calls of a PBX, on a %s', (size) => {
  it('Sync, and they are there; a webhook, and they change before the eyes', async () => {
    stage = await openStage({
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
    const system = await withPbx();
    await tell(callOf('one', { answered: 2 }));
    const { page, complaints } = await openCalls(size);
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
    await withPbx();
    for (const [uuid, how] of [
      ['a', {}],
      ['b', { answered: 2 }],
      ['c', { answered: 2, ended: 9 }],
    ] as const) {
      await tell(callOf(uuid, how));
    }
    const { page, complaints } = await openCalls('desktop');
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
    await withPbx();
    await tell(callOf('mine'));
    await tell(callOf('theirs', { answered: 1 }), SECOND);
    const { page, complaints } = await openCalls('desktop');
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
    await withPbx();
    for (const uuid of ['a', 'b', 'c']) await tell(callOf(uuid, {}, 5));
    const { context, page, complaints } = await openCalls('desktop');
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

  it('are many: one goes through thousands of them, and what one looks at stays', async () => {
    const system = await withPbx();
    system.records = Array.from({ length: 6000 }, (_, i) =>
      callOf(`old-${i}`, { answered: 2, ended: 9 }, 10 + i),
    );
    const { page, complaints } = await openCalls('desktop');
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
      const system = await withPbx();
      system.records = Array.from({ length: MANY }, (_, i) =>
        callOf(`old-${i}`, { answered: 2, ended: 9 }, 10 + i),
      );
      const { page, complaints } = await openCalls(size);
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

  it('are worked with by keyboard alone', async () => {
    const system = await withPbx();
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
    await withPbx();
    const { context, page, complaints } = await openCalls('desktop');
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

describe.each<Size>(['desktop', 'phone'])('the looks of calls, on a %s', (size) => {
  const named = (state: string): string => (size === 'desktop' ? state : `phone-${state}`);

  it('before the first call', async () => {
    stage = await openStage();
    const bare = await openCalls(size);
    await bare.page.getByText('No PBX is connected.').waitFor();
    await looksRight(bare.page, named('calls-no-pbx'));
    await stage.stop();
    await withPbx();
    const { page } = await openCalls(size);
    await page.getByText('No calls yet').waitFor();
    await looksRight(page, named('calls-empty'));
  });

  it('live, a story, filters, dialogs, a failure, minutes', async () => {
    const system = await withPbx();
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
    const { page, complaints } = await openCalls(size);
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
