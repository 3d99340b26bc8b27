import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { feedOf } from '../e2e/calls.js';
import { cdr, sendWebhook, startPbx, type Cdr, type Pbx } from '../e2e/pbx.js';
import { openStage, stopStages, type Screen, type Size, type Stage } from './stage.js';

/** A tenant that was not the first to be seen. */
export const SECOND = '5f0c7a86-1f0e-4b57-9a55-000000000002';

/** A service that follows a PBX which does by itself nothing. */
export interface PbxStage {
  readonly pbx: Pbx;
  readonly stage: Stage;
  /** Posts a webhook, as the PBX. */
  tell(body: Cdr, tenant?: string): Promise<void>;
}

const opened: Pbx[] = [];

export async function openPbxStage(): Promise<PbxStage> {
  const pbx = await startPbx();
  opened.push(pbx);
  const stage = await openStage({ env: { PBX_URL: pbx.url }, feedTimes: { syncRetryMs: [60_000] } });
  return {
    pbx,
    stage,
    async tell(body, tenant) {
      const { webhook_url } = await feedOf(stage.api);
      expect((await sendWebhook(webhook_url, body, tenant)).status).toBe(204);
    },
  };
}

/** After each spec. */
export async function stopPbxStages(): Promise<void> {
  await stopStages();
  for (const pbx of opened.splice(0)) await pbx.close();
}

/** A browser that shows the calls, live. */
export async function openCalls(stage: Stage, size: Size): Promise<Screen> {
  const screen = await stage.open(size);
  await screen.page.goto(`${stage.api.url}/calls`);
  await light(screen.page, /^\s*Live\s*$/);
  return screen;
}

let told = 0;
/** A call of the PBX, some minutes ago, with a number of its own. */
export function callOf(uuid: string, how: Parameters<typeof cdr>[2] = {}, minutesAgo = 1): Cdr {
  const at = new Date(Date.now() - minutesAgo * 60_000).toISOString();
  return { ...cdr(uuid, at, how), destination_number: 13_015_550_100 + (told++ % 100) };
}

export const light = (page: Page, words: RegExp): Promise<void> =>
  page.getByRole('banner').locator('rs-live-light').filter({ hasText: words }).waitFor();
export const syncButton = (page: Page): ReturnType<Page['getByRole']> =>
  page.getByRole('button', { name: 'Sync', exact: true });
export const story = (page: Page): ReturnType<Page['getByRole']> =>
  page.getByRole('complementary', { name: 'Story of the call' });
/** A number of the report of a sync. */
export const found = (page: Page, words: string): ReturnType<Page['getByText']> =>
  page.locator('rs-sync-strip').getByText(words, { exact: true });
