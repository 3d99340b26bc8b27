import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { closeBrowser, openStage, stopStages } from './stage.js';

/** Seed 002: the API "explorable via a browser address bar", signed in by the console's session. */
afterEach(stopStages);
afterAll(closeBrowser);

/** The form of an action, opened. */
async function opened(page: Page, title: string): Promise<ReturnType<Page['locator']>> {
  const action = page.locator('details').filter({ has: page.locator('summary b', { hasText: title }) });
  await action.locator('summary').click();
  return action;
}

describe('the API in an address bar', () => {
  it('leads from its door to a campaign that is made, started and stopped there', async () => {
    const stage = await openStage({ mock: { behaviour: { people: 'answer' } } });
    const { page, complaints } = await stage.open('desktop');
    await page.goto(`${stage.api.url}/v1`);
    await page.getByRole('link', { name: 'campaigns', exact: true }).click();
    await page.getByRole('heading', { name: 'Campaigns' }).waitFor();

    const create = await opened(page, 'create_campaign');
    expect(await create.innerText()).toContain('curl -u "$API_KEY:$API_AUTH"');
    await create.getByLabel('name', { exact: true }).fill('<b>Friday</b>');
    await create.getByLabel('dialer_type').selectOption('Fixed');
    await create.getByLabel('phone_number').first().fill('+1 202 555 0100\n+1 202 555 0101');
    await create.getByLabel('lines').fill('1');
    await create.getByRole('button', { name: 'Send' }).click();
    await create.getByRole('link').click();

    await page.getByRole('heading', { name: '<b>Friday</b>' }).waitFor();
    const add = await opened(page, 'add_contacts');
    await add.getByLabel('list').fill('phone\n+1 202 555 0102');
    await add.getByRole('button', { name: 'Send' }).click();
    await add.getByText('"total": 3').waitFor();
    const start = await opened(page, 'start');
    await start.getByRole('button', { name: 'Send' }).click();
    await start.getByText('"state": "running"').waitFor();
    await start.getByRole('link', { name: 'read again' }).click();
    const stop = await opened(page, 'stop');
    await stop.getByRole('button', { name: 'Send' }).click();
    await stop.getByText('"state": "stopped"').waitFor();

    await page.getByRole('link', { name: 'contacts', exact: true }).first().click();
    await page.getByText('filters').click();
    await page.getByLabel('status').selectOption('canceled');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.waitForURL(/status=canceled/);
    expect(await page.getByLabel('status').inputValue()).toBe('canceled');
    await page.locator('nav').first().getByRole('link', { name: 'v1' }).click();
    await page.getByRole('heading', { name: 'Ringside API' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('can be tried operation by operation, refusals included', async () => {
    const stage = await openStage();
    const { page, complaints } = await stage.open('phone');
    await page.goto(`${stage.api.url}/v1/openapi.json`);
    const get = await opened(page, 'Campaigns get');
    await get.getByLabel('id').fill('nothing');
    await get.getByRole('button', { name: 'Send' }).click();
    await page.getByText('"code": "not_found"').waitFor();
    await page.goBack();
    const change = await opened(page, 'Account change');
    await change.getByLabel('max_lines').fill('seven');
    await change.getByRole('button', { name: 'Send' }).click();
    await change.getByText('"field": "max_lines"').waitFor();
    // A browser tells of every answer that is none of its pages'.
    expect(complaints.filter((complaint) => !/status of 40[04]/.test(complaint))).toEqual([]);
  });
});
