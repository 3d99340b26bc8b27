import { expect } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import type { Screen, Size, Stage } from './stage.js';

/** Of everybody who is invited here. */
export const PASSWORD = 'a horse, a battery';

export const heading = (page: Page, name: string): Promise<void> =>
  page.getByRole('banner').getByRole('heading', { name }).waitFor();
export const door = (page: Page): Locator => page.getByRole('button', { name: 'Sign in', exact: true });
export const row = (page: Page, name: string): Locator => page.getByRole('row').filter({ hasText: name });
/** What stands in a field that is there to be copied. */
export const shown = (page: Page, label: string | RegExp): Promise<string> =>
  page.getByRole('dialog').getByRole('textbox', { name: label }).inputValue();
/** The browser's own words about answers that refused, and about pages that are left, are no complaint. */
export const real = (complaints: readonly string[]): string[] =>
  complaints.filter(
    (complaint) => !/status of (400|401|403|409|410|500)|closed before the connection/.test(complaint),
  );

/** Invites somebody over REST; the link. */
export async function invited(stage: Stage, name: string, role: string): Promise<string> {
  const email = `${name.toLowerCase().replaceAll(' ', '.')}@example.com`;
  const answer = await stage.api.post('/v1/users', { name, email, role });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { readonly url: string }).url;
}

/** Invites somebody, and opens a browser in which they have set their password. */
export async function inside(
  stage: Stage,
  name: string,
  role: string,
  size: Size = 'desktop',
): Promise<Screen> {
  const screen = await stage.open(size, { signedIn: false });
  await screen.page.goto(await invited(stage, name, role));
  await screen.page.getByLabel('New password').fill(PASSWORD);
  await screen.page.getByRole('button', { name: 'Set the password and sign in' }).click();
  await screen.page.waitForURL(({ pathname }) => pathname !== '/welcome');
  return screen;
}
