import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CampaignResource } from '@ringside/contracts';
import type { Page } from 'playwright-core';
import { until } from './patience.js';
import { shownRows } from './board.js';
import { looksRight } from './looks.js';
import { closeBrowser, openStage, stopStages, type Screen, type Size, type Stage } from './stage.js';

/** Every state of the console, by eye (the pictures) and by machine: axe, width, and a console without complaints. */
let stage: Stage;
beforeEach(async () => {
  // As a new user has it: with the bundled mock.
  stage = await openStage({ env: { CALL_API_URL: '', MOCK_PORT: '0', MOCK_SPEED: '4' } });
});
afterEach(stopStages);
afterAll(closeBrowser);

/** Numbers of the mock's people: the tens digit says who is there. */
const PEOPLE = { answer: 0, busy: 1, ignore: 2, hangsUp: 3, unreachable: 6, instant: 7 } as const;
type Person = keyof typeof PEOPLE;
const AREAS = [301, 984, 551, 936, 858, 612, 415, 206];
const NAMES = [
  'Ada Lovelace',
  'Alan Turing',
  'Grace Hopper',
  'Edsger Dijkstra',
  'Barbara Liskov',
  'Donald Knuth',
];
const numberOf = (person: Person, i: number): string =>
  `+1 ${AREAS[i % AREAS.length] ?? 301} 555 01${PEOPLE[person]}${i % 10}`;

/** Tells the bundled mock how to be. */
async function mock(path: 'faults' | 'hangup', body: object): Promise<void> {
  const { address } = stage.api.started.phoneSystem;
  const answer = await fetch(`${address}/mock/${path}`, { method: 'POST', body: JSON.stringify(body) });
  expect(answer.status).toBe(200);
}

async function campaign(name: string, phone_number: readonly string[], lines = 3): Promise<string> {
  const created = await stage.api.post('/v1/campaigns', { dialer_type: 'Fixed', name, lines, phone_number });
  expect(created.status).toBe(201);
  return ((await created.json()) as CampaignResource).id;
}

/** A campaign whose numbers have names. */
async function namedCampaign(name: string, phones: readonly string[]): Promise<string> {
  const id = await campaign(name, []);
  const rows = phones.map((phone, i) => JSON.stringify({ phone, name: NAMES[i % NAMES.length] }));
  const added = await stage.api.request(`/v1/campaigns/${id}/contacts`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: rows.join('\n'),
  });
  expect(added.status).toBeLessThan(300);
  return id;
}

const start = async (id: string): Promise<void> => {
  expect((await stage.api.post(`/v1/campaigns/${id}/start`)).status).toBe(200);
};
const reaches = (id: string, wanted: (campaign: CampaignResource) => boolean): Promise<CampaignResource> =>
  until(() => stage.api.get<CampaignResource>(`/v1/campaigns/${id}`), wanted);
const live = (page: Page): Promise<void> => page.getByRole('banner').getByText('Live').waitFor();

async function openBoard(size: Size, id: string): Promise<Screen> {
  const screen = await stage.open(size);
  await screen.page.goto(`${stage.api.url}/campaigns/${id}`);
  await live(screen.page);
  await rowsShown(screen.page, (rows) => rows.length > 0);
  return screen;
}
const rowsShown = (
  page: Page,
  wanted: (statuses: readonly string[]) => boolean,
): Promise<readonly string[]> => until(async () => (await shownRows(page)).map((row) => row.status), wanted);

describe.each<Size>(['desktop', 'phone'])('on a %s', (size) => {
  const named = (state: string): string => (size === 'desktop' ? state : `phone-${state}`);

  it('the door, the first board, a new list and its slips', async () => {
    const outside = await stage.open(size, { signedIn: false });
    await outside.page.goto(stage.api.url);
    await outside.page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    await looksRight(outside.page, named('sign-in'));

    const { page, complaints } = await stage.open(size);
    await page.getByRole('banner').getByText('Not started').waitFor();
    await rowsShown(page, (rows) => rows.length > 0);
    await looksRight(page, named('idle'));
    await page.goto(`${stage.api.url}/new`);
    await live(page);
    await looksRight(page, named('new-list'));
    const slips = ['+1 301 555 0100, Ada Lovelace', '911', '+1 301 55S 0199', '+1 984 555 0103', '12'];
    await page.getByLabel('Numbers, one a line').fill(slips.join('\n'));
    await page.getByText('3 lines need mending').waitFor();
    await looksRight(page, named('new-list-slips'));
    expect(complaints).toEqual([]);
  });

  it('three lines ringing, a story, and the end', async () => {
    const quick: readonly Person[] = [
      'answer',
      'busy',
      'answer',
      'answer',
      'hangsUp',
      'answer',
      'unreachable',
    ];
    // Three of them are looked at; some may have been called before the pause came.
    const slow = Array.from({ length: 8 }, (): Person => 'ignore');
    const rest: readonly Person[] = ['instant'];
    const phones = [...quick, ...slow, ...rest].map(numberOf);
    const id = await namedCampaign('Spring renewals', phones);
    const { page, complaints } = await openBoard(size, id);
    await start(id);
    // When the quick ones are through, those whom nobody reaches get all the time of real life.
    await reaches(id, ({ counts }) => counts.idle <= 10);
    await stage.api.post(`/v1/campaigns/${id}/pause`);
    await reaches(id, ({ lines_in_use }) => lines_in_use === 0);
    await mock('faults', { speed: 1 });
    await start(id);
    await reaches(id, ({ counts }) => counts.ringing === 3);
    await rowsShown(page, (rows) => rows.filter((status) => status === 'Ringing').length === 3);
    // The results of the calls before have had their breath.
    const lines = page.getByRole('region', { name: 'Lines' });
    await lines.getByText('Ringing').nth(2).waitFor();
    await lines
      .getByText(/^0:(0[4-9]|[1-5]\d)$/)
      .first()
      .waitFor();
    await looksRight(page, named('ringing'));

    await page.getByRole('row').filter({ hasText: 'Completed' }).first().click();
    await page.getByRole('complementary').getByText('What was sent').first().waitFor();
    await looksRight(page, named('story'));
    await page.getByRole('button', { name: 'Close the story' }).click();

    await mock('faults', { speed: 100 });
    await mock('hangup', {});
    await page.getByRole('banner').getByText('Completed').waitFor();
    await looksRight(page, named('finished'));
    await page.goto(`${stage.api.url}/campaigns`);
    await page.getByRole('link', { name: 'Spring renewals' }).waitFor();
    await looksRight(page, named('campaigns'));
    expect(complaints).toEqual([]);
  });

  it('everything fails, and a phone system that refuses', async () => {
    const phones = Array.from({ length: 40 }, (_, i) => numberOf('answer', i));
    await mock('faults', { error: 100 });
    const failing = await campaign('Everything fails', phones);
    const { page, complaints } = await openBoard(size, failing);
    await start(failing);
    await reaches(failing, ({ counts }) => counts.failed === phones.length);
    await page.getByRole('banner').getByText('Completed').waitFor();
    await looksRight(page, named('failing'));

    await mock('faults', { http_503: 100, retry_after: 30 });
    const refused = await campaign('Nobody takes our calls', phones);
    await page.goto(`${stage.api.url}/campaigns/${refused}`);
    await start(refused);
    await page.getByText('The phone system has just refused a call').waitFor();
    await looksRight(page, named('refused'));
    expect(complaints).toEqual([]);
  });

  it('the network is gone', async () => {
    await mock('faults', { speed: 1 });
    const phones = Array.from({ length: 40 }, (_, i) => numberOf('ignore', i));
    const id = await campaign('Spring renewals', phones);
    const { context, page } = await openBoard(size, id);
    await start(id);
    await rowsShown(page, (rows) => rows.filter((status) => status === 'Ringing').length === 3);
    await context.setOffline(true);
    await page.getByRole('banner').getByText('Reconnecting').waitFor();
    await page.getByText(/showing ([3-9]|\d\d) s ago/).waitFor();
    await looksRight(page, named('offline'));
    if (size === 'phone') return;
    // Half a screen, and a tablet: the longest head there is.
    for (const width of [1180, 1024, 820]) {
      await page.setViewportSize({ width, height: 900 });
      await looksRight(page, `offline-${width}`);
    }
  });

  it('a hundred thousand numbers over thirty lines', async () => {
    const phones = Array.from(
      { length: 100_000 },
      (_, i) => `+1 ${AREAS[i % 8] ?? 301} 555 01${80 + (i % 20)}`,
    );
    const id = await campaign('Everybody in town', phones, 30);
    const { page, complaints } = await openBoard(size, id);
    await start(id);
    await reaches(id, ({ counts }) => counts.completed >= 40);
    await page.getByText('100,000 numbers').waitFor();
    await looksRight(page, named('long'));
    await page.goto(`${stage.api.url}/campaigns/${id}?row=99990`);
    await page.getByRole('row').filter({ hasText: '99,990' }).waitFor();
    await page.getByRole('complementary').getByText('Not called yet.').waitFor();
    await looksRight(page, named('long-end'));
    expect(complaints).toEqual([]);
  });

  it('dialogs, and the brake', async () => {
    const { page, complaints } = await stage.open(size);
    await live(page);
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await looksRight(page, named('keys'));
    await page.keyboard.press('Escape');
    await page.keyboard.press('Shift+S');
    await page.getByRole('alertdialog').waitFor();
    await looksRight(page, named('stop-everything'));
    await page.getByRole('button', { name: 'Stop all dialing' }).click();
    await page.getByText('Dialing is stopped.').waitFor();
    await looksRight(page, named('stopped'));
    expect(complaints).toEqual([]);
  });
});
