import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CampaignResource } from '@ringside/contracts';
import type { Page } from 'playwright-core';
import { FAKE_USER, startFakeAri, type FakeAri } from '../../libs/providers/src/asterisk/testing/fake-ari.js';
import { startProxy, type Proxy } from '../asterisk/lab/proxy.js';
import { until } from './patience.js';
import { looksRight } from './looks.js';
import { asterisk, busyAsterisk, lostAsterisk, mockPbx, playPhoneSystems } from './phone-systems.js';
import { closeBrowser, openStage, stopStages, type Size, type Stage } from './stage.js';

let stage: Stage;
afterEach(stopStages);
afterAll(closeBrowser);

const systems = (page: Page): ReturnType<Page['locator']> => page.locator('rs-phone-system');
const banner = (page: Page): ReturnType<Page['locator']> =>
  page.getByRole('alert').filter({ hasText: 'nothing is dialed' });

async function runningCampaign(machine_detection?: string): Promise<string> {
  const created = await stage.api.post('/v1/campaigns', {
    dialer_type: 'Fixed',
    name: 'Spring renewals',
    phone_number: Array.from({ length: 40 }, (_, i) => `+1 301 555 01${20 + (i % 10)}`),
    ...(machine_detection && { machine_detection }),
  });
  expect(created.status).toBe(201);
  const { id } = (await created.json()) as CampaignResource;
  expect((await stage.api.post(`/v1/campaigns/${id}/start`)).status).toBe(200);
  return id;
}

const MARKER = 'the page that was opened';
async function mark(page: Page): Promise<void> {
  await page.evaluate((marker) => Object.assign(globalThis, { marker }), MARKER);
}
/** Whether the page is still the one that was marked: nothing was loaded anew. */
async function isMarked(page: Page): Promise<boolean> {
  const marker = await page.evaluate(() => (globalThis as unknown as { marker?: string }).marker);
  return marker === MARKER;
}

describe('a phone system that tells by webhooks', () => {
  it('is reachable or not before the eyes, and those who wait for it are told on every screen', async () => {
    stage = await openStage({ mock: { seed: 5, behaviour: { people: 'answer', speed: 6 } } });
    const { page, complaints } = await stage.open('desktop');
    await page.getByRole('banner').getByRole('heading', { name: 'Sample numbers' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await systems(page).getByText('Not asked yet').waitFor();
    await mark(page);
    await runningCampaign();
    await systems(page).getByText('Reachable', { exact: true }).waitFor();
    await systems(page).getByText('dials the campaigns').waitFor();
    expect(await banner(page).count()).toBe(0);

    // Until it is told otherwise.
    stage.api.mock.refuse(1_800_000);
    await systems(page).getByText('Not reachable').waitFor();
    await systems(page).getByText('It does not answer', { exact: false }).first().waitFor();
    await banner(page).getByText('cannot be reached, so nothing is dialed').waitFor();
    for (const path of ['/campaigns', '/new']) {
      await page.locator(`rs-rail a[href="${path}"]`).click();
      await banner(page).waitFor();
    }
    await banner(page).getByRole('link').click();
    await systems(page).getByText('Not reachable').waitFor();
    stage.api.mock.refuse(0);
    await systems(page).getByText('Reachable', { exact: true }).waitFor();
    await banner(page).waitFor({ state: 'detached' });
    await systems(page).getByText('Last error').waitFor();
    expect(await isMarked(page)).toBe(true);
    expect(complaints).toEqual([]);
  });
});

describe.each<Size>(['desktop', 'phone'])('an Asterisk, on a %s', (size) => {
  let fake: FakeAri;
  let wire: Proxy;
  beforeEach(async () => {
    fake = await startFakeAri({ version: '22.10.1', endpoint: /^PJSIP\/(.*)@trunk$/ });
    wire = await startProxy({ target: fake.url });
    stage = await openStage({
      env: {
        CALL_API_URL: '',
        PHONE_SYSTEM: 'asterisk',
        ARI_URL: wire.url,
        ARI_USER: FAKE_USER.user,
        ARI_PASSWORD: FAKE_USER.password,
        ARI_ENDPOINT: 'PJSIP/{number}@trunk',
      },
    });
  });
  afterEach(async () => {
    await stopStages();
    await wire.close();
    await fake.close();
  });
  /** Id of the call that was asked for as the nth, counting from 0. */
  const nth = async (n: number): Promise<string> => {
    const asked = await until(
      () => fake.asked,
      ({ length }) => length > n,
    );
    return asked[n]?.callId ?? '';
  };

  it('tells machines from people; a cut holds the board, is told, and is over by itself', async () => {
    const { page, complaints } = await stage.open(size);
    await page.goto(`${stage.api.url}/new`);
    await mark(page);
    await page.getByLabel('Answering machines').selectOption('Hang up on them');
    await page.getByRole('button', { name: 'Use this list' }).click();
    await page.getByText('machines hung up on').waitFor();
    const board = page.url();
    await page.getByRole('button', { name: 'Call', exact: true }).click();
    fake.engine.answerBy(await nth(0), 'machine');
    const machine = page.getByRole('row').filter({ hasText: 'hung up on a machine' });
    // On a phone there is no room for the reason in the list.
    await (size === 'desktop' ? machine : page.getByRole('row').filter({ hasText: 'Completed' })).click();
    const story = page.getByRole('complementary', { name: 'Story of the call' });
    await story.getByText('hung up on a machine').first().waitFor();
    await story.getByText('A machine answered').waitFor();
    await page.getByRole('button', { name: 'Close the story' }).click();
    fake.engine.move(await nth(1), 'ringing');
    fake.engine.answerBy(await nth(2), 'human');
    await nth(3);

    await wire.down();
    await banner(page).getByText('is not connected, so nothing is dialed').waitFor();
    const held = page.locator('rs-holding');
    await held.getByText('Dialing waits for the phone system.').waitFor();
    await looksRight(page, size === 'desktop' ? 'systems-held' : 'phone-systems-held');
    await held.getByRole('link', { name: 'Phone systems' }).click();
    await systems(page).getByText('Not connected').waitFor();
    await systems(page).getByText('last known').first().waitFor();
    expect(fake.asked).toHaveLength(4);

    await wire.up();
    await systems(page).getByText('Connected', { exact: true }).waitFor();
    await systems(page).getByText('Asterisk 22.10.1, by ARI').waitFor();
    await banner(page).waitFor({ state: 'detached' });
    await page.goBack();
    expect(page.url()).toBe(board);
    await held.getByText('Dialing waits').waitFor({ state: 'detached' });
    fake.engine.move(await nth(1), 'busy');
    await nth(4);
    expect(await isMarked(page)).toBe(true);
    expect(complaints).toEqual([]);
  });
});

describe.each<Size>(['desktop', 'phone'])('the looks of phone systems, on a %s', (size) => {
  const named = (state: string): string => (size === 'desktop' ? state : `phone-${state}`);

  it('none, connected, lost, several', async () => {
    stage = await openStage();
    const { page, complaints } = await stage.open(size);
    const played = await playPhoneSystems(page);
    await page.goto(`${stage.api.url}/phone-systems`);
    await page.getByText('No phone system is set up').waitFor();
    await looksRight(page, named('systems-none'));
    played.show(asterisk());
    await systems(page).getByText('Connected', { exact: true }).waitFor();
    await looksRight(page, named('systems-connected'));
    played.show(lostAsterisk());
    await systems(page).getByText('Not connected').waitFor();
    await looksRight(page, named('systems-lost'));
    played.show(
      mockPbx(),
      busyAsterisk(),
      asterisk({
        id: 'new',
        name: 'Asterisk at [::1]:18088',
        state: 'connecting',
        engine: null,
        calls_in_flight: 0,
        calls_up: 0,
        calls_per_second: 0,
        since: new Date().toISOString(),
      }),
    );
    await systems(page).nth(2).waitFor();
    await looksRight(page, named('systems-several'));

    // Nothing was ever said of any: as it is while a page loads.
    expect(complaints).toEqual([]);
  });

  it('the banner where somebody waits, the board, and a new list', async () => {
    stage = await openStage({ mock: { behaviour: { people: 'ignore' } } });
    const id = await runningCampaign();
    const { page, complaints } = await stage.open(size);
    const played = await playPhoneSystems(page, lostAsterisk());
    await page.goto(`${stage.api.url}/campaigns/${id}`);
    await banner(page).getByText('it does not answer').waitFor();
    await looksRight(page, named('systems-board'));
    await banner(page).getByRole('link').click();
    await systems(page).getByText('Not connected').waitFor();
    await looksRight(page, named('systems-waited-for'));
    played.show(asterisk());
    await banner(page).waitFor({ state: 'detached' });

    await page.goto(`${stage.api.url}/new`);
    await page.getByLabel('Answering machines').selectOption('Hang up on them');
    await looksRight(page, named('systems-new-list'));
    expect(complaints).toEqual([]);
  });
});
