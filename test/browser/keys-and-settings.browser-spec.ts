import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AccountResource, CampaignResource, WebhookSecretResource } from '@ringside/contracts';
import { campaignIdOf } from './board.js';
import { until } from './patience.js';
import { heading, real, row, shown } from './people-stage.js';
import { closeBrowser, openStage, stopStages, type Stage } from './stage.js';

/** Keys for programs, and what an account is set to. */
let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(stopStages);
afterAll(closeBrowser);

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
