import type { Browser, Page } from 'playwright-core';
import type { Service } from '../support/service.ts';

export const VIEWPORT = { width: 1440, height: 900 };
/** What is scrolled, on every screen with a list. */
export const LIST = 'cdk-virtual-scroll-viewport';

/** A page of a browser that has never been here, signed in by a link of its own. */
export async function open(service: Service, browser: Browser, path: string): Promise<Page> {
  const { url } = await service.rest<{ url: string }>('POST', '/v1/session/links');
  const page = await (await browser.newContext({ viewport: VIEWPORT, timezoneId: 'UTC' })).newPage();
  await page.goto(url);
  await page.getByText('Live', { exact: true }).waitFor();
  if (path !== '/') await page.goto(service.url + path);
  await page.getByText('Live', { exact: true }).waitFor();
  return page;
}
