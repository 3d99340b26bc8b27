import type { ContactPage, ContactStatus } from '@ringside/contracts';
import type { Page } from 'playwright-core';
import type { Api } from '../e2e/harness.js';
import { until } from './patience.js';

/** A row of the list as it can be read on the screen. */
export interface ShownRow {
  readonly position: number;
  readonly phone: string;
  readonly status: string;
}

/** What the words on the screen stand for. */
const WORD_OF: Readonly<Record<ContactStatus, string>> = {
  idle: 'Idle',
  dialing: 'Dialing',
  ringing: 'Ringing',
  answered: 'Answered',
  completed: 'Completed',
  busy: 'Busy',
  no_answer: 'No answer',
  failed: 'Failed',
  canceled: 'Canceled',
};

/** The rows that are drawn, top to bottom. */
export function shownRows(page: Page): Promise<ShownRow[]> {
  return page.getByRole('row').evaluateAll((rows) =>
    rows.flatMap((row) => {
      const cells = [...row.querySelectorAll('[role=gridcell]')].map((cell) => cell.textContent.trim());
      const [position, phone, status] = cells;
      return position && phone && status ? [{ position: Number(position), phone, status }] : [];
    }),
  );
}

/** The same rows as the service tells them over REST. */
export async function storedRows(api: Api, campaignId: string): Promise<ShownRow[]> {
  const { items } = await api.get<ContactPage>(`/v1/campaigns/${campaignId}/contacts?limit=1000`);
  return items.map(({ position, phone, status }) => ({ position, phone, status: WORD_OF[status] }));
}

/** R4: waits until what is drawn and what is stored are the same, for every row that is drawn. */
export async function screenEqualsStore(page: Page, api: Api, campaignId: string): Promise<void> {
  await until(
    async () => {
      const stored = new Map((await storedRows(api, campaignId)).map((row) => [row.position, row]));
      const shown = await shownRows(page);
      const wrong = shown.filter((row) => stored.get(row.position)?.status !== row.status);
      return { shown: shown.length, wrong };
    },
    ({ shown, wrong }) => shown > 0 && wrong.length === 0,
  );
}

/** Campaign whose board is open. */
export function campaignIdOf(page: Page): string {
  const id = /\/campaigns\/([0-9a-f-]{36})/.exec(page.url())?.[1];
  if (id === undefined) throw new Error(`no board is open: ${page.url()}`);
  return id;
}

/** What the screen showed since `watchRows`, at every moment it changed. */
export interface Seen {
  /** Most rows that were in flight at one time. */
  readonly most: number;
  /** Statuses of each row in the order they were shown, by position. */
  readonly statuses: Readonly<Record<number, readonly string[]>>;
}

/** Starts to note every change of the rows inside the page. What is noted is gone if the page is loaded anew. */
export async function watchRows(page: Page): Promise<void> {
  await page.evaluate(() => {
    const statuses: Record<number, string[]> = {};
    const seen = { most: 0, statuses };
    const look = (): void => {
      let flying = 0;
      for (const row of document.querySelectorAll('[role=row]')) {
        const cells = row.querySelectorAll('[role=gridcell]');
        const position = Number(cells[0]?.textContent.trim());
        const status = cells[2]?.textContent.trim() ?? '';
        if (!position || !status) continue;
        if (['Dialing', 'Ringing', 'Answered', 'Unknown'].includes(status)) flying += 1;
        const before = (statuses[position] ??= []);
        if (before.at(-1) !== status) before.push(status);
      }
      seen.most = Math.max(seen.most, flying);
    };
    look();
    new MutationObserver(look).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    });
    Object.assign(globalThis, { ringsideSeen: seen });
  });
}

/** What was noted; null when the page was loaded anew in between. */
export function seenRows(page: Page): Promise<Seen | null> {
  return page.evaluate(() => (globalThis as unknown as { ringsideSeen?: Seen }).ringsideSeen ?? null);
}

/** Puts text into the clipboard and pastes it over what the focused field holds, as a person does. */
export async function paste(page: Page, text: string): Promise<void> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate((value) => navigator.clipboard.writeText(value), text);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('ControlOrMeta+v');
}
