import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { UserResource, Page as PageOf } from '@ringside/contracts';
import type { Page } from 'playwright-core';
import { KEY_HEADERS } from '../e2e/harness.js';
import { looksRight } from './looks.js';
import { door, heading, inside, PASSWORD, real, row, shown } from './people-stage.js';
import { closeBrowser, openStage, stopStages, type Stage } from './stage.js';

/** People: whoever is invited gets in, as far as their role goes, and no further. */
let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(stopStages);
afterAll(closeBrowser);

describe('somebody who is invited', () => {
  it('by keyboard alone, sets a password in a browser of their own, leaves and comes back', async () => {
    const admin = await stage.open('desktop');
    await heading(admin.page, 'Sample numbers');
    await admin.page.keyboard.press('g');
    await admin.page.keyboard.press('u');
    await heading(admin.page, 'People');
    await admin.page.getByText('Nobody is here by name yet').waitFor();
    await admin.page.keyboard.press('Space');
    await admin.page.getByRole('dialog', { name: 'Invite somebody' }).waitFor();
    // The dialog has the focus on what closes it; the first field is next.
    await admin.page.keyboard.press('Tab');
    await admin.page.keyboard.type('Grace Hopper');
    await admin.page.keyboard.press('Tab');
    await admin.page.keyboard.type('grace@example.com');
    await admin.page.keyboard.press('Enter');
    await admin.page.getByRole('dialog', { name: 'Invited' }).waitFor();
    const link = await shown(admin.page, 'Link');
    expect(link).toMatch(/\/welcome#[\w-]{20,}$/);
    await admin.page.keyboard.press('Escape');
    await row(admin.page, 'Grace Hopper').getByText('Invited').waitFor();

    const grace = await stage.open('desktop', { signedIn: false });
    await grace.page.goto(link);
    await grace.page.getByLabel('New password').fill(PASSWORD);
    await grace.page.keyboard.press('Enter');
    await heading(grace.page, 'Sample numbers');
    await grace.page.locator('rs-rail').getByText('Supervisor').waitFor();
    expect(await grace.page.evaluate(() => document.cookie)).toBe('');
    // What is not hers is not offered, and not given either.
    await grace.page.getByRole('link', { name: 'New list' }).waitFor();
    for (const name of ['People', 'API keys'])
      expect(await grace.page.getByRole('link', { name }).count()).toBe(0);
    await grace.page.goto(`${stage.api.url}/api-keys`);
    await grace.page.getByText('Only admins see API keys').waitFor();
    expect(await grace.page.getByRole('row').count()).toBe(0);

    await grace.page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await door(grace.page).waitFor();
    await grace.page.getByLabel('Email').fill('Grace@Example.com');
    await grace.page.getByLabel('Password', { exact: true }).fill('not what it is');
    await door(grace.page).click();
    await grace.page.getByText('The email or the password is not right.').waitFor();
    await grace.page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await door(grace.page).click();
    await grace.page.locator('rs-rail').getByText('Grace Hopper').waitFor();

    // The link is used up.
    const late = await stage.open('desktop', { signedIn: false });
    await late.page.goto(link);
    await late.page.getByLabel('New password').fill('somebody else chooses');
    await late.page.keyboard.press('Enter');
    await late.page.getByText('This invitation has been used, or is too old').waitFor();
    for (const { complaints } of [admin, grace, late]) expect(real(complaints)).toEqual([]);
  });

  it('is out at once when disabled, and more or less may be done as the role changes', async () => {
    const admin = await stage.open('desktop');
    const alan = await inside(stage, 'Alan Turing', 'supervisor');
    await alan.page.locator('rs-rail').getByText('Alan Turing').waitFor();
    await admin.page.goto(`${stage.api.url}/people`);
    await row(admin.page, 'Alan Turing').getByText('Active').waitFor();

    await row(admin.page, 'Alan Turing').getByRole('button').click();
    await admin.page.getByRole('radio', { name: 'Admin' }).check();
    await admin.page.getByRole('button', { name: 'Save' }).click();
    await row(admin.page, 'Alan Turing').getByRole('cell', { name: 'Admin' }).waitFor();
    await alan.page.getByRole('link', { name: 'API keys' }).waitFor();

    await row(admin.page, 'Alan Turing').getByRole('button').click();
    await admin.page.getByRole('radio', { name: 'Supervisor' }).check();
    await admin.page.getByRole('button', { name: 'Save' }).click();
    await admin.page.getByText('This is the last admin.').waitFor();
    await admin.page.keyboard.press('Escape');
    await inside(stage, 'Grace Hopper', 'admin');
    await row(admin.page, 'Alan Turing').getByRole('button').click();
    await admin.page.getByRole('button', { name: 'Disable' }).click();
    await door(alan.page).waitFor();
    await admin.page.keyboard.press('Escape');
    await row(admin.page, 'Alan Turing').getByText('Disabled').waitFor();
    expect(real(admin.complaints)).toEqual([]);
  });

  it('as a caller, finds nothing here yet', async () => {
    const { page, complaints } = await inside(stage, 'Ada Lovelace', 'caller', 'phone');
    await page.getByText('there is nothing here for callers yet').waitFor();
    await looksRight(page, 'phone-caller');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await door(page).waitFor();
    expect(real(complaints)).toEqual([]);
  });

  it('as a supervisor, is told whose business people and keys are, until made an admin', async () => {
    const ada = await inside(stage, 'Ada Lovelace', 'supervisor');
    await heading(ada.page, 'Sample numbers');
    for (const [path, words] of [
      ['/people', 'Only admins see the people of this account and invite them.'],
      ['/api-keys', 'Only admins see API keys and make them.'],
    ] as const) {
      await ada.page.goto(stage.api.url + path);
      await ada.page.getByText(words).waitFor();
      await ada.page.getByText('You are signed in as Ada Lovelace').waitFor();
      expect(await ada.page.getByRole('main').getByRole('button').count()).toBe(0);
      expect(await ada.page.getByRole('button', { name: /Invite|Make a key|Try again/ }).count()).toBe(0);
    }
    const { items } = await stage.api.get<PageOf<UserResource>>('/v1/users');
    await stage.api.request(items[0]?.uri ?? '', {
      method: 'PATCH',
      headers: { ...KEY_HEADERS, 'content-type': 'application/json' },
      body: JSON.stringify({ role: 'admin' }),
    });
    await ada.page.getByRole('button', { name: 'Make a key' }).waitFor();
    // Nothing was asked that would have been refused.
    expect(ada.complaints.filter((complaint) => /status of 403/.test(complaint))).toEqual([]);
  });

  it('changes the password, and leaves everywhere at once', async () => {
    const one = await inside(stage, 'Ada Lovelace', 'supervisor');
    await heading(one.page, 'Sample numbers');
    const other = await stage.open('phone', { signedIn: false });
    await other.page.goto(stage.api.url);
    const fresh = `${PASSWORD}, a staple`;
    const enter = async (page: Page, password: string): Promise<void> => {
      await page.getByLabel('Email').fill('ada.lovelace@example.com');
      await page.getByLabel('Password', { exact: true }).fill(password);
      await door(page).click();
    };
    await enter(other.page, PASSWORD);
    await heading(other.page, 'Sample numbers');

    await one.page.goto(`${stage.api.url}/settings`);
    await one.page.getByLabel('Password now').fill('what it is not');
    await one.page.getByLabel('New password').fill(fresh);
    await one.page.getByRole('button', { name: 'Change the password' }).click();
    await one.page.getByText('This is not your password now.').waitFor();
    await one.page.getByLabel('Password now').fill(PASSWORD);
    await one.page.getByRole('button', { name: 'Change the password' }).click();
    await one.page.getByText('Changed.').waitFor();
    await enter(other.page, fresh);
    await heading(other.page, 'Sample numbers');
    await one.page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await door(one.page).waitFor();
    await door(other.page).waitFor();
  });
});
