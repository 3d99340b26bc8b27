import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { UserResource, Page as PageOf } from '@ringside/contracts';
import { KEY_HEADERS } from '../e2e/harness.js';
import { looksRight } from './looks.js';
import { door, heading, inside, invited, row } from './people-stage.js';
import { closeBrowser, openStage, stopStages, type Size, type Stage } from './stage.js';

/** What the door, people, keys and settings look like. */
let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(stopStages);
afterAll(closeBrowser);

describe.each<Size>(['desktop', 'phone'])('the looks, on a %s', (size) => {
  const named = (state: string): string => (size === 'desktop' ? state : `phone-${state}`);

  it('of the door', async () => {
    const { page } = await stage.open(size, { signedIn: false });
    await page.goto(stage.api.url);
    await door(page).waitFor();
    await looksRight(page, named('sign-in'));
    await page.getByText('Sign in with an API key').click();
    await page.getByText('Nothing of this at hand?').click();
    await page.getByLabel('Email').fill('ada@example.com');
    await page.getByLabel('Password', { exact: true }).fill('wrong');
    await door(page).click();
    await page.getByText('The email or the password is not right.').waitFor();
    await looksRight(page, named('sign-in-wrong'));
    await page.goto(await invited(stage, 'Grace Hopper', 'admin'));
    await page.getByLabel('New password').fill('short');
    await looksRight(page, named('welcome'));
    await page.goto(`${stage.api.url}/welcome`);
    await page.getByText('This invitation has been used').waitFor();
    await looksRight(page, named('welcome-over'));
  });

  it('of people', async () => {
    const { page, complaints } = await stage.open(size);
    await page.goto(`${stage.api.url}/people`);
    await page.getByText('Nobody is here by name yet').waitFor();
    await looksRight(page, named('people-none'));
    await page.getByRole('button', { name: 'Invite' }).click();
    await page.getByLabel('Name').fill('Ada Lovelace');
    await page.getByLabel('Email').fill('ada@example.com');
    await looksRight(page, named('people-invite'));
    await page.getByRole('button', { name: 'Make the invitation' }).click();
    await page.getByText('Give this link to Ada Lovelace').waitFor();
    await looksRight(page, named('people-link'));
    await page.getByRole('button', { name: 'Done' }).click();

    const long = 'Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh';
    await inside(stage, 'Grace Hopper', 'admin', 'phone');
    await invited(stage, 'Alan Turing', 'caller');
    await invited(stage, long, 'supervisor');
    const { items } = await stage.api.get<PageOf<UserResource>>('/v1/users');
    const alan = items.find((user) => user.name === 'Alan Turing');
    await stage.api.request(alan?.uri ?? '', {
      method: 'PATCH',
      headers: { ...KEY_HEADERS, 'content-type': 'application/json' },
      body: JSON.stringify({ state: 'disabled' }),
    });
    await page.reload();
    await row(page, long).waitFor();
    await looksRight(page, named('people-full'));
    await row(page, 'Grace Hopper').getByRole('button').click();
    await page.getByRole('button', { name: 'Link to set a new password' }).click();
    await page.getByText('Give this link to Grace Hopper').waitFor();
    await looksRight(page, named('people-person'));
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('alertdialog', { name: 'Remove Grace Hopper?' }).waitFor();
    await looksRight(page, named('people-remove'));
    expect(complaints).toEqual([]);

    await page.route('**/v1/users*', (route) => route.fulfill({ status: 500 }));
    await page.reload();
    await page.getByText('That did not work').waitFor();
    await looksRight(page, named('people-failing'));
  });

  it('of keys, settings, and what has no room on a phone', async () => {
    const { page, complaints } = await stage.open(size);
    await page.goto(`${stage.api.url}/api-keys`);
    await page.getByRole('button', { name: 'Make a key' }).click();
    await page.getByLabel('What it is for').fill('Nightly export to the warehouse');
    await looksRight(page, named('keys-new'));
    await page.getByRole('button', { name: 'Make the key' }).click();
    await page.getByText('The secret is shown only now.').waitFor();
    await looksRight(page, named('keys-secret'));
    await page.getByRole('button', { name: 'Done' }).click();
    await stage.api.post('/v1/api-keys', { name: 'Call center', permissions: ['read', 'dial', 'admin'] });
    await row(page, 'Nightly export').getByRole('button', { name: 'Rotate' }).click();
    await looksRight(page, named('keys-rotate'));
    await page.getByRole('button', { name: 'Make a new secret' }).click();
    await page.getByRole('button', { name: 'Done' }).click();
    await row(page, 'Call center').waitFor();
    await looksRight(page, named('keys-full'));
    await row(page, 'Call center').getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('dialog', { name: 'Rename Call center' }).waitFor();
    await looksRight(page, named('keys-rename'));
    await page.keyboard.press('Escape');

    await page.goto(`${stage.api.url}/settings`);
    await page.getByRole('button', { name: 'Show the secret' }).click();
    await page.getByRole('textbox', { name: 'Webhook secret' }).waitFor();
    await page.getByLabel('Most lines').fill('many');
    await looksRight(page, named('settings'));
    if (size === 'phone') {
      await page.getByRole('button', { name: 'More' }).click();
      await page.getByRole('dialog', { name: 'More' }).waitFor();
      await looksRight(page, named('more'));
    }
    await page.goto(`${stage.api.url}/new`);
    await page.locator('summary').click();
    await looksRight(page, named('new-list-more'));
    expect(complaints).toEqual([]);

    const grace = await inside(stage, 'Grace Hopper', 'supervisor', size);
    await heading(grace.page, 'Sample numbers');
    await grace.page.goto(`${stage.api.url}/settings`);
    await grace.page.getByLabel('Password now').waitFor();
    await looksRight(grace.page, named('settings-supervisor'));
    await grace.page.goto(`${stage.api.url}/people`);
    await grace.page.getByText('Only admins see').waitFor();
    await looksRight(grace.page, named('people-supervisor'));
  });
});
