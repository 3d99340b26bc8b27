import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { CREDENTIALS } from '../e2e/harness.js';
import { until } from './patience.js';
import { shownRows } from './board.js';
import { closeBrowser, openStage, stopStages, type Stage } from './stage.js';

/** R16 and R18: what strangers write is text, and strangers themselves see a door. */
let stage: Stage;
afterEach(stopStages);
afterAll(closeBrowser);

const IMAGE = '<img src=x onerror=globalThis.struck=1>';
const LINK = "<a href='javascript:globalThis.struck=2'>your prize</a>";
const SCRIPT = '<script>globalThis.struck=3</script>';
const CSV = ['phone,name', `+1 301 555 0100,${IMAGE}`, `+1 301 555 0101,${LINK}`].join('\r\n');

/** Nothing of it became a part of the page. */
async function onlyText(page: Page): Promise<void> {
  const found = await page.evaluate(() => ({
    struck: (globalThis as unknown as { struck?: number }).struck,
    images: document.querySelectorAll('img').length,
    links: document.querySelectorAll('a[href^="javascript:" i]').length,
  }));
  expect(found).toEqual({ struck: undefined, images: 0, links: 0 });
}

/** A phone system that refuses every call in words with markup. */
async function rudePhoneSystem(): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((request, reply) => {
    request.resume();
    reply.setHeader('content-type', 'application/json').end(JSON.stringify({ error: IMAGE }));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

describe('what strangers write', () => {
  it('is text wherever a list is shown, markup and links included', async () => {
    stage = await openStage({ mock: { seed: 2, behaviour: { people: 'answer', speed: 3 } } });
    const { page, complaints } = await stage.open('desktop');
    await page.getByRole('link', { name: 'New list' }).first().click();
    const file = { name: `${SCRIPT}.csv`, mimeType: 'text/csv', buffer: Buffer.from(CSV) };
    await page.getByLabel('CSV file').setInputFiles(file);
    await page.getByRole('status').filter({ hasText: '2 numbers' }).waitFor();
    await page.getByLabel('Name', { exact: true }).fill(SCRIPT);
    await onlyText(page);
    await page.getByRole('button', { name: 'Use this list' }).click();
    await page.getByRole('banner').getByRole('heading', { name: SCRIPT }).waitFor();
    const rows = await until(
      () => shownRows(page),
      (shown) => shown.length === 2,
    );
    expect(rows[0]?.phone).toContain(IMAGE);
    expect(rows[1]?.phone).toContain(LINK);

    await page.getByRole('button', { name: 'Call', exact: true }).click();
    await page.getByRole('region', { name: 'Lines' }).getByText(IMAGE).waitFor();
    await onlyText(page);
    await page.getByRole('row').filter({ hasText: LINK }).click();
    const story = page.getByRole('complementary', { name: 'Story of the call' });
    await story.getByText(LINK).waitFor();
    await page.getByRole('banner').getByText('Completed').waitFor();
    await story.getByText('What was sent').first().click();
    await onlyText(page);
    await page.getByRole('link', { name: 'Campaigns' }).first().click();
    await page.getByRole('link', { name: SCRIPT }).waitFor();
    await onlyText(page);
    expect(complaints).toEqual([]);
  });

  it('is text when a phone system says it', async () => {
    const rude = await rudePhoneSystem();
    try {
      stage = await openStage({ env: { CALL_API_URL: rude.url } });
      const { page, complaints } = await stage.open('desktop');
      await page.getByRole('button', { name: 'Call', exact: true }).click();
      await page.getByRole('row').filter({ hasText: IMAGE }).first().click();
      await page.getByRole('complementary').getByText(IMAGE).first().waitFor();
      await onlyText(page);
      expect(complaints).toEqual([]);
    } finally {
      rude.close();
    }
  });
});

describe('strangers themselves', () => {
  const door = (page: Page): Promise<void> =>
    page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  const signInByKey = async (page: Page, secret: string): Promise<void> => {
    await page.getByLabel('Key').fill(CREDENTIALS.apiKey);
    await page.getByLabel('Secret').fill(secret);
    await page.getByRole('button', { name: 'Sign in with the key' }).click();
  };

  it.each(['desktop', 'phone'] as const)('see a door on a %s, and nothing behind it', async (size) => {
    stage = await openStage();
    const { page, complaints } = await stage.open(size, { signedIn: false });
    for (const address of ['/', '/campaigns', '/campaigns/01890000-0000-7000-8000-000000000000', '/new']) {
      await page.goto(stage.api.url + address);
      await door(page);
      expect(await page.getByRole('row').count()).toBe(0);
      expect(await page.getByRole('navigation').count()).toBe(0);
    }
    // A wrong secret says so and stays outside; the right one leads to where one wanted to go.
    await page.getByText('Sign in with an API key').click();
    await signInByKey(page, 'not the secret');
    await page.getByRole('alert').waitFor();
    await signInByKey(page, CREDENTIALS.apiAuth);
    await page.getByRole('banner').getByRole('heading', { name: 'New list' }).waitFor();
    // The only complaint is the browser's own, of the answers that refused.
    expect(complaints.filter((complaint) => !/status of 401/.test(complaint))).toEqual([]);
  });

  it('are told when a link has been used', async () => {
    stage = await openStage();
    const link = await stage.link();
    const first = await stage.open('desktop', { signedIn: false });
    await first.page.goto(link);
    await first.page.getByRole('banner').getByText('Live').waitFor();
    const second = await stage.open('desktop', { signedIn: false });
    await second.page.goto(link);
    await door(second.page);
    await second.page.getByText(/link has been used/).waitFor();
    // Who signs in there is let in, not sent to an address that leads nowhere.
    await second.page.getByText('Sign in with an API key').click();
    await signInByKey(second.page, CREDENTIALS.apiAuth);
    await second.page.getByRole('banner').getByRole('heading', { name: 'Sample numbers' }).waitFor();
  });

  it('leave with a sign-out, in every tab', async () => {
    stage = await openStage();
    const { context, page } = await stage.open('desktop');
    await page.getByRole('banner').getByText('Live').waitFor();
    const tab = await context.newPage();
    await tab.goto(`${stage.api.url}/campaigns`);
    await tab.getByRole('banner').getByText('Live').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await door(page);
    await tab.reload();
    await door(tab);
  });
});
