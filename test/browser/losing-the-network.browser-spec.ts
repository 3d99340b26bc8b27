import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CampaignResource } from '@ringside/contracts';
import type { BrowserContext, Page } from 'playwright-core';
import { PATIENCE_MS, until } from './patience.js';
import { screenEqualsStore, seenRows, watchRows } from './board.js';
import { closeBrowser, openStage, stopStages, type Screen, type Stage } from './stage.js';

/** R4: whatever is lost between the service and a browser, the screen says so, and is right again by itself. */
let stage: Stage;
let id: string;
beforeEach(async () => {
  stage = await openStage({ mock: { seed: 8, behaviour: { people: 'answer', speed: 10 } } });
  const phone_number = Array.from({ length: NUMBERS }, (_, i) => `+1 ${301 + i} 555 010${i % 10}`);
  const created = await stage.api.post('/v1/campaigns', { dialer_type: 'Fixed', phone_number });
  ({ id } = (await created.json()) as CampaignResource);
});
afterEach(stopStages);
afterAll(closeBrowser);

/** More than are called while anything here is waited for. */
const NUMBERS = 90;

/**
 * From the loss to the words on the screen: silence is noticed after two and a half beats, some 5 s, by a machine with nothing else to
 * do. Without beats it would take three quarters of a minute.
 */
const NOTICED_MS = 25_000;

async function startedOn(screen: Screen): Promise<Page> {
  const { page } = screen;
  await page.goto(`${stage.api.url}/campaigns/${id}`);
  await light(page, 'Live');
  await page.getByRole('button', { name: 'Call', exact: true }).click();
  await dialed(3);
  return page;
}

/** Waits until the live light says so. */
async function light(page: Page, words: RegExp | string, withinMs = PATIENCE_MS): Promise<void> {
  await page
    .getByRole('banner')
    .locator('rs-live-light')
    .filter({ hasText: words })
    .waitFor({ timeout: withinMs });
}

/** Waits until the phone system has got so many calls. */
async function dialed(calls: number): Promise<void> {
  await until(
    () => stage.api.mock.calls().length,
    (count) => count >= calls,
  );
}

/** The rest of the list, faster; then screen and store must say the same. */
async function endsRight(page: Page): Promise<void> {
  stage.api.mock.setFaults({ speed: 60 });
  await page.getByRole('banner').getByText('Completed').waitFor();
  await screenEqualsStore(page, stage.api, id);
  await page.getByRole('button', { name: `Completed ${NUMBERS}` }).waitFor();
}

/** What a browser says by itself when it has no network. */
const ownWords = /ERR_INTERNET_DISCONNECTED|WebSocket connection to .* failed/;

describe('losing the network', () => {
  it.each(['desktop', 'phone'] as const)('says on a %s that it is not live, and catches up', async (size) => {
    const screen = await stage.open(size);
    const page = await startedOn(screen);
    await watchRows(page);
    await screen.context.setOffline(true);
    await light(page, /Reconnecting.*showing \d+ s ago/s, NOTICED_MS);
    // What it shows is old, and the calls go on without it.
    const before = stage.api.mock.calls().length;
    await dialed(before + 4);
    await light(page, 'Reconnecting');

    await screen.context.setOffline(false);
    await light(page, /^\s*Live\s*$/);
    await screenEqualsStore(page, stage.api, id);
    await endsRight(page);
    expect((await seenRows(page))?.most).toBe(3);
    expect(screen.complaints.filter((complaint) => !ownWords.test(complaint))).toEqual([]);
  });

  it('notices a connection that stays open and carries nothing', async () => {
    const screen = await stage.open('desktop');
    const network = await muffle(screen.context);
    const page = await startedOn(screen);
    network.silent = true;
    await light(page, /Reconnecting.*showing \d+ s ago/s, NOTICED_MS);
    network.silent = false;
    await light(page, /^\s*Live\s*$/);
    await endsRight(page);
    expect(screen.complaints).toEqual([]);
  });

  it('shows the same after a reload in the middle', async () => {
    const screen = await stage.open('phone');
    const page = await startedOn(screen);
    await dialed(6);
    await page.reload();
    await light(page, 'Live');
    await screenEqualsStore(page, stage.api, id);
    await watchRows(page);
    await endsRight(page);
    expect((await seenRows(page))?.most).toBe(3);
    expect(screen.complaints).toEqual([]);
  });

  it('outlives a restart of the service, without a reload', async () => {
    const screen = await stage.open('desktop');
    const page = await startedOn(screen);
    await watchRows(page);
    const { port } = new URL(stage.api.url);
    await stage.api.restart({ PORT: port });
    await light(page, /^\s*Live\s*$/);
    await endsRight(page);
    expect(await seenRows(page)).not.toBeNull();
  });
});

/** Puts a switch into every socket of the browser; while it is silent, nothing passes in either direction. */
async function muffle(context: BrowserContext): Promise<{ silent: boolean }> {
  const network = { silent: false };
  await context.routeWebSocket(/\/socket\.io\//, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      if (!network.silent) server.send(message);
    });
    server.onMessage((message) => {
      if (!network.silent) socket.send(message);
    });
  });
  return network;
}
