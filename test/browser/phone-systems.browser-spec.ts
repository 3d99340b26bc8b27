import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import type { CampaignResource } from '@ringside/contracts';
import type { Page } from 'playwright-core';
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
