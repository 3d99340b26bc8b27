import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CampaignResource, Page as PageOf, WebhookMessageResource } from '@ringside/contracts';
import type { Locator, Page } from 'playwright-core';
import { until } from './patience.js';
import { Receiver } from '../e2e/receiver.js';
import { looksRight } from './looks.js';
import { closeBrowser, openStage, stopStages, type Screen, type Size, type Stage } from './stage.js';

/** What was posted to a developer's server, by eye: delivered, waiting, dead, and sent again. */
let stage: Stage;
let receiver: Receiver;
beforeEach(async () => {
  receiver = await Receiver.start();
});
afterEach(async () => {
  await stopStages();
  await receiver.close();
});
afterAll(closeBrowser);

/** Tried again at once: soon dead. */
const SHORT = { progress: [50], terminal: [50, 50] };
/** Tried again much later. */
const LONG = { progress: [600_000, 600_000], terminal: [600_000, 600_000] };

async function withMessages(messageSchedule: typeof SHORT): Promise<void> {
  stage = await openStage({ messageSchedule, mock: { seed: 5, behaviour: { people: 'instant' } } });
}
async function dial(body: object = {}): Promise<CampaignResource> {
  const response = await stage.api.post('/v1/call', {
    dialer_type: 'Fixed',
    name: 'Spring renewals',
    phone_number: '+1 202 555 0100',
    call_state_url: `${receiver.url}/calls/:id`,
    ...body,
  });
  expect(response.status).toBe(201);
  return (await response.json()) as CampaignResource;
}
const stored = async (query = ''): Promise<readonly WebhookMessageResource[]> =>
  (await stage.api.get<PageOf<WebhookMessageResource>>(`/v1/webhook-messages?limit=1000${query}`)).items;
/** Waits until the calls are over and their messages are as wanted. */
const settled = (
  wanted: (message: WebhookMessageResource) => boolean,
  ended = 1,
): Promise<readonly WebhookMessageResource[]> =>
  until(
    () => stored(),
    (messages) =>
      messages.filter(({ name }) => name === 'call.completed').length >= ended && messages.every(wanted),
  );

const row = (page: Page, name: string): Locator => page.locator('tbody tr').filter({ hasText: name });
const panel = (page: Page): Locator => page.getByRole('complementary', { name: 'The message' });
const heading = (page: Page, name: string): Promise<void> =>
  page.getByRole('banner').getByRole('heading', { name }).waitFor();

/** By the rail, or where a phone has it. */
async function goToMessages({ page }: Screen, size: Size): Promise<void> {
  if (size === 'phone') await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('link', { name: 'Messages' }).first().click();
  await heading(page, 'Messages to your server');
}

describe.each<Size>(['desktop', 'phone'])('messages to a server, on a %s', (size) => {
  it('appear as they are made; a dead one is sent again and is delivered before the eyes', async () => {
    await withMessages(SHORT);
    receiver.reply = () => 500;
    const screen = await stage.open(size);
    const { page, complaints } = screen;
    await goToMessages(screen, size);
    await page.getByText('No messages yet').waitFor();

    const campaign = await dial();
    await row(page, 'call.completed').getByText('Dead').waitFor();
    const dead = await settled(({ state }) => state === 'dead');
    await until(
      () => page.locator('tbody tr').count(),
      (count) => count === dead.length,
    );
    await page.getByRole('button', { name: 'Dead', exact: true }).click();
    await page.waitForURL(/state=dead/);
    await row(page, 'call.completed').click();
    await panel(page).getByText('The server answered 500.').waitFor();
    await panel(page).getByText('Given up').waitFor();

    receiver.reply = () => 200;
    const before = receiver.received.length;
    await panel(page).getByRole('button', { name: 'Send again' }).click();
    await panel(page).getByText('Delivered', { exact: true }).first().waitFor();
    await panel(page).getByText('The server answered 200.').waitFor();
    const id = new URL(page.url()).searchParams.get('message') ?? '';
    expect(receiver.received.slice(before).map((post) => post.id)).toEqual([id]);
    // It is none of the dead any more; what one looks at stays.
    await until(
      () => page.locator('tbody tr').count(),
      (count) => count === dead.length - 1,
    );
    await page.reload();
    await panel(page).getByText('The server answered 200.').waitFor();

    await panel(page).getByRole('link', { name: 'What happened in it' }).click();
    await page
      .getByRole('complementary', { name: 'Story of the call' })
      .getByText('Completed')
      .first()
      .waitFor();
    await page.goBack();
    await panel(page).getByRole('link', { name: campaign.name }).click();
    await page.waitForURL(`**/campaigns/${campaign.id}`);
    expect(complaints).toEqual([]);
  });
});

describe('messages to a server', () => {
  it('that is away wait, and are sent now by keyboard alone', async () => {
    await withMessages(LONG);
    await receiver.close();
    await dial();
    const [first] = (await settled(({ state }) => state === 'waiting')).toReversed();
    await until(
      () => stored(),
      (messages) => messages.some(({ tries }) => tries > 0),
    );
    const { page, complaints } = await stage.open('desktop');
    const press = (key: string): Promise<void> => page.keyboard.press(key);
    await heading(page, 'Spring renewals');
    await press('g');
    await press('m');
    await page
      .getByText(/next try in \d+:\d\d/)
      .first()
      .waitFor();
    await page.getByText('as soon as its turn comes').first().waitFor();
    // Up from below: the first that was made is the last of the list.
    for (let rows = await page.locator('tbody tr').count(); rows > 0; rows--) await press('j');
    await panel(page)
      .getByText(first?.id ?? '')
      .waitFor();
    await panel(page)
      .getByText(/refused|not answer|reach|closed/i)
      .first()
      .waitFor();
    await receiver.listen();
    await press('Space');
    await panel(page).getByText('Delivered', { exact: true }).first().waitFor();
    // What waited for its turn goes after it, by itself.
    await row(page, 'call.completed').getByText('Delivered').waitFor();
    await press('Escape');
    await panel(page).waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
  });

  it('are found from the board, which says where they go and who is shown as calling', async () => {
    await withMessages(SHORT);
    const other = await dial({ name: 'Another' });
    const campaign = await dial({ from: 'Sales <+13015550100>' });
    await settled(({ state }) => state === 'delivered', 2);
    const { page, complaints } = await stage.open('desktop');
    await page.goto(`${stage.api.url}/campaigns/${campaign.id}`);
    await heading(page, 'Spring renewals');
    await page.getByRole('banner').getByText('from Sales <+13015550100>').waitFor();
    await page.keyboard.press('i');
    const dialog = page.getByRole('dialog', { name: 'How this list is set up' });
    await dialog.getByText('Sales <+13015550100>').waitFor();
    const url = dialog.getByRole('textbox', { name: 'State changes are posted to' });
    expect(await url.inputValue()).toBe(`${receiver.url}/calls/:id`);
    await dialog.getByRole('link', { name: 'What became of its messages' }).click();
    await dialog.waitFor({ state: 'detached' });
    const all = await stored();
    const shown = (): Promise<number> => page.locator('tbody tr').count();
    await until(shown, (count) => count === all.filter((each) => each.campaign_id === campaign.id).length);
    expect(await row(page, other.name).count()).toBe(0);
    await page.getByRole('button', { name: 'Spring renewals' }).click();
    await until(shown, (count) => count === all.length);
    expect(complaints).toEqual([]);
  });
});

describe.each<Size>(['desktop', 'phone'])('the looks of messages, on a %s', (size) => {
  const named = (state: string): string => (size === 'desktop' ? state : `phone-${state}`);

  it('none, many, one of each, none that fits, a failure', async () => {
    await withMessages({ progress: [], terminal: [600_000] });
    const { page, complaints } = await stage.open(size);
    await page.goto(`${stage.api.url}/messages`);
    await page.getByText('No messages yet').waitFor();
    await looksRight(page, named('messages-none'));

    await dial({ phone_number: ['+1 202 555 0100', '+1 203 555 0100'] });
    await settled(({ state }) => state === 'delivered', 2);
    receiver.reply = ({ message }) => (message.type === 'call.ringing' ? 410 : 503);
    await dial({ name: 'Autumn renewals', phone_number: ['+1 204 555 0100', '+1 205 555 0100'] });
    const tried = ({ state, tries }: WebhookMessageResource): boolean => state !== 'waiting' || tries > 0;
    await settled(tried, 4);
    await row(page, 'call.ringing').getByText('Dead').first().waitFor();
    await row(page, 'call.completed').getByText('next try in').first().waitFor();
    await looksRight(page, named('messages'));

    const long = await dial({
      name: 'Winter renewals with a name that goes on and on for as long as somebody has typed it',
      call_state_url: `${receiver.url}/a/long/way/to/where/it/is/handled/:campaign_id/:call_id?caller=:caller_id`,
    });
    await settled(tried, 5);
    await row(page, long.name).first().waitFor();

    await row(page, 'call.completed').filter({ hasText: 'Waiting' }).first().click();
    await panel(page).getByRole('button', { name: 'Send now' }).waitFor();
    await looksRight(page, named('message-waiting'));
    await panel(page).getByRole('button', { name: 'Close the message' }).click();
    await page.getByRole('button', { name: 'Dead', exact: true }).click();
    await row(page, 'call.ringing').filter({ hasText: 'Dead' }).first().click();
    await panel(page).getByText('Given up').waitFor();
    await looksRight(page, named('message-dead'));
    await page.goto(`${stage.api.url}/messages?campaign=01890000-0000-7000-8000-000000000000`);
    await page.getByText('No message fits.').waitFor();
    await looksRight(page, named('messages-filtered'));
    expect(complaints).toEqual([]);

    await page.goto(`${stage.api.url}/messages?message=01890000-0000-7000-8000-000000000000`);
    await page.getByText('This does not exist').waitFor();
    await looksRight(page, named('message-unknown'));
    await page.route('**/v1/webhook-messages*', (route) => route.fulfill({ status: 500 }));
    await page.goto(`${stage.api.url}/messages`);
    await page.getByText('That did not work').waitFor();
    await looksRight(page, named('messages-failing'));
    await page.unroute('**/v1/webhook-messages*');
    await row(page, 'call.completed').first().waitFor();

    const { campaign_id } = (await stored())[0] ?? { campaign_id: '' };
    await page.goto(`${stage.api.url}/campaigns/${campaign_id}`);
    await page.getByRole('button', { name: 'How this list is set up' }).click();
    await page.getByRole('dialog').getByText('Calls from').waitFor();
    await looksRight(page, named('details'));
  });
});
