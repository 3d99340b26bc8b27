import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type {
  AccountResource,
  CampaignResource,
  Page as PageOf,
  UserResource,
  WebhookSecretResource,
} from '@ringside/contracts';
import type { Locator, Page } from 'playwright-core';
import { KEY_HEADERS } from '../e2e/harness.js';
import { until } from './patience.js';
import { campaignIdOf } from './board.js';
import { looksRight } from './looks.js';
import { closeBrowser, openStage, stopStages, type Screen, type Size, type Stage } from './stage.js';

/** People and keys: whoever is invited gets in, as far as their role goes, and no further. */
let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(stopStages);
afterAll(closeBrowser);

const PASSWORD = 'a horse, a battery';
const heading = (page: Page, name: string): Promise<void> =>
  page.getByRole('banner').getByRole('heading', { name }).waitFor();
const door = (page: Page): Locator => page.getByRole('button', { name: 'Sign in', exact: true });
const row = (page: Page, name: string): Locator => page.getByRole('row').filter({ hasText: name });
/** What stands in a field that is there to be copied. */
const shown = (page: Page, label: string | RegExp): Promise<string> =>
  page.getByRole('dialog').getByRole('textbox', { name: label }).inputValue();
/** The browser's own words about answers that refused, and about pages that are left, are no complaint. */
const real = (complaints: readonly string[]): string[] =>
  complaints.filter(
    (complaint) => !/status of (400|401|403|409|410|500)|closed before the connection/.test(complaint),
  );

/** Invites somebody over REST; the link. */
async function invited(name: string, role: string): Promise<string> {
  const email = `${name.toLowerCase().replaceAll(' ', '.')}@example.com`;
  const answer = await stage.api.post('/v1/users', { name, email, role });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { readonly url: string }).url;
}
/** Invites somebody, and opens a browser in which they have set their password. */
async function inside(name: string, role: string, size: Size = 'desktop'): Promise<Screen> {
  const screen = await stage.open(size, { signedIn: false });
  await screen.page.goto(await invited(name, role));
  await screen.page.getByLabel('New password').fill(PASSWORD);
  await screen.page.getByRole('button', { name: 'Set the password and sign in' }).click();
  return screen;
}

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
    const alan = await inside('Alan Turing', 'supervisor');
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
    await inside('Grace Hopper', 'admin');
    await row(admin.page, 'Alan Turing').getByRole('button').click();
    await admin.page.getByRole('button', { name: 'Disable' }).click();
    await door(alan.page).waitFor();
    await admin.page.keyboard.press('Escape');
    await row(admin.page, 'Alan Turing').getByText('Disabled').waitFor();
    expect(real(admin.complaints)).toEqual([]);
  });

  it('as a caller, finds nothing here yet', async () => {
    const { page, complaints } = await inside('Ada Lovelace', 'caller', 'phone');
    await page.getByText('there is nothing here for callers yet').waitFor();
    await looksRight(page, 'phone-caller');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await door(page).waitFor();
    expect(real(complaints)).toEqual([]);
  });

  it('as a supervisor, is told whose business people and keys are, until made an admin', async () => {
    const ada = await inside('Ada Lovelace', 'supervisor');
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
    const one = await inside('Ada Lovelace', 'supervisor');
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

describe('a key made in the console', () => {
  const ask = (apiKey: string, apiAuth: string, method = 'GET'): Promise<number> =>
    fetch(`${stage.api.url}/v1/campaigns`, {
      method,
      headers: { 'x-api-key': apiKey, 'x-api-auth': apiAuth, 'content-type': 'application/json' },
      ...(method === 'POST' && { body: JSON.stringify({ dialer_type: 'Fixed', phone_number: [] }) }),
    }).then(({ status }) => status);

  it('works, as far as it may; so does its old secret after a rotation; revoked it does not', async () => {
    const { page, complaints } = await stage.open('desktop');
    await heading(page, 'Sample numbers');
    await page.keyboard.press('g');
    await page.keyboard.press('k');
    await heading(page, 'API keys');
    await page.getByRole('button', { name: 'Make a key' }).click();
    await page.getByLabel('What it is for').fill('Nightly export');
    await page.getByRole('checkbox', { name: 'dial' }).uncheck();
    await page.getByRole('button', { name: 'Make the key' }).click();
    await page.getByText('The secret is shown only now.').waitFor();
    const [key, secret] = [await shown(page, /^Key/), await shown(page, /^Secret/)];
    await page.getByRole('button', { name: 'Done' }).click();
    expect(await page.content()).not.toContain(secret);
    expect(await ask(key, secret)).toBe(200);
    expect(await ask(key, secret, 'POST')).toBe(403);

    await row(page, 'Nightly export').getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('dialog', { name: 'Rename Nightly export' }).waitFor();
    await page.getByLabel('What it is for').fill('Warehouse');
    // Enter does nothing while the button is drawn as it was before.
    await page.getByRole('button', { name: 'Rename the key', disabled: false }).waitFor();
    await page.keyboard.press('Enter');
    await row(page, 'Warehouse').waitFor();
    expect(await ask(key, secret)).toBe(200);

    await row(page, 'Warehouse').getByRole('button', { name: 'Rotate' }).click();
    await page.getByLabel('The old secret works for').selectOption('an hour');
    await page.getByRole('button', { name: 'Make a new secret' }).click();
    const fresh = await shown(page, /^Secret/);
    await page.getByRole('button', { name: 'Done' }).click();
    await row(page, 'Warehouse').getByText('so does its old secret').waitFor();
    expect([await ask(key, secret), await ask(key, fresh)]).toEqual([200, 200]);

    await row(page, 'Warehouse').getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('button', { name: 'Revoke the key' }).click();
    await row(page, 'Warehouse').getByRole('cell', { name: 'Revoked' }).waitFor();
    expect([await ask(key, secret), await ask(key, fresh)]).toEqual([401, 401]);
    expect(complaints).toEqual([]);
  });
});

describe('settings', () => {
  it('set the brakes of the account', async () => {
    const { page, complaints } = await stage.open('desktop');
    await heading(page, 'Sample numbers');
    await page.goto(`${stage.api.url}/settings`);
    await page.getByLabel('Most lines').fill('7');
    await page.getByLabel('Calls a day').fill('900');
    await page.getByRole('button', { name: 'Set the brakes' }).click();
    await page.getByText('running campaigns follow at once').waitFor();
    const brakes = await stage.api.get<AccountResource>('/v1/account');
    expect(brakes).toMatchObject({ max_lines: 7, max_calls_per_second: null, max_calls_per_day: 900 });
    await page.getByLabel('Most lines').fill('');
    await page.getByRole('button', { name: 'Set the brakes' }).click();
    await until(
      () => stage.api.get<AccountResource>('/v1/account'),
      ({ max_lines }) => max_lines === null,
    );
    expect(complaints).toEqual([]);
  });

  it('show the webhook secret, and make a new one', async () => {
    const { page, complaints } = await stage.open('desktop');
    await heading(page, 'Sample numbers');
    await page.goto(`${stage.api.url}/settings`);
    await page.getByRole('button', { name: 'Show the secret' }).click();
    const field = page.getByRole('textbox', { name: 'Webhook secret' });
    const secret = await field.inputValue();
    expect(secret).toBe((await stage.api.get<WebhookSecretResource>('/v1/account/webhook-secret')).secret);
    await page.getByRole('button', { name: 'Rotate' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Make a new secret' }).click();
    await page.getByText('For a day messages are signed with both.').waitFor();
    expect(await field.inputValue()).not.toBe(secret);
    expect(await field.inputValue()).toMatch(/^whsec_/);
    expect(complaints).toEqual([]);
  });

  it('of one list: the number it calls from, and where its states are posted to', async () => {
    const { page, complaints } = await stage.open('desktop');
    await page.goto(`${stage.api.url}/new`);
    await page.locator('summary').click();
    await page.getByLabel('From').fill('+1 301 555 0100');
    await page.getByLabel('State changes are posted to').fill('example.com/:id');
    await page.getByText('An address that begins with').waitFor();
    const use = page.getByRole('button', { name: 'Use this list' });
    expect(await use.isDisabled()).toBe(true);
    // What only the server knows stands at the field too, and the list is still there.
    await page.getByLabel('State changes are posted to').fill('http://10.1.2.3/:id');
    await use.click();
    await page.locator('#call-state-url-why').getByText('10.1.2.3').waitFor();
    expect(await use.isDisabled()).toBe(true);
    expect(await page.getByRole('alert').count()).toBe(0);
    await page.getByLabel('State changes are posted to').fill('https://example.com/calls/:call_id');
    await use.click();
    await page.waitForURL(/\/campaigns\//);
    const campaign = await stage.api.get<CampaignResource>(`/v1/campaigns/${campaignIdOf(page)}`);
    expect(campaign).toMatchObject({
      from: '+1 301 555 0100',
      call_state_url: 'https://example.com/calls/:call_id',
    });
    await page.getByRole('banner').getByText('from +1 301 555 0100').waitFor();
    expect(real(complaints)).toEqual([]);
  });
});

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
    await page.goto(await invited('Grace Hopper', 'admin'));
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
    await inside('Grace Hopper', 'admin', 'phone');
    await invited('Alan Turing', 'caller');
    await invited(long, 'supervisor');
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

    const grace = await inside('Grace Hopper', 'supervisor', size);
    await heading(grace.page, 'Sample numbers');
    await grace.page.goto(`${stage.api.url}/settings`);
    await grace.page.getByLabel('Password now').waitFor();
    await looksRight(grace.page, named('settings-supervisor'));
    await grace.page.goto(`${stage.api.url}/people`);
    await grace.page.getByText('Only admins see').waitFor();
    await looksRight(grace.page, named('people-supervisor'));
  });
});
