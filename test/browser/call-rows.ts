import type { CallState } from '@ringside/contracts';
import type { Page } from 'playwright-core';
import { allCalls } from '../e2e/calls.js';
import type { Api } from '../e2e/harness.js';
import { until } from './patience.js';

/** A call of the list as it can be read on the screen. */
export interface ShownCall {
  readonly to: string;
  readonly state: string;
}

const WORD_OF: Readonly<Record<CallState, string>> = {
  placing: 'Placing',
  unknown: 'Unknown',
  dialing: 'Dialing',
  ringing: 'Ringing',
  answered: 'Answered',
  completed: 'Completed',
  busy: 'Busy',
  no_answer: 'No answer',
  rejected: 'Rejected',
  failed: 'Failed',
  canceled: 'Canceled',
  abandoned: 'Abandoned',
};

/** The calls that are drawn, top to bottom. */
export function shownCalls(page: Page): Promise<ShownCall[]> {
  return page.getByRole('row').evaluateAll((rows) =>
    rows.flatMap((row) => {
      const read = (cell: string): string | undefined => row.querySelector(`.${cell}`)?.textContent.trim();
      const [to, state] = [read('to'), read('state')];
      return row.hasAttribute('data-index') && to && state ? [{ to: to.replace(/\D/g, ''), state }] : [];
    }),
  );
}

/** R4: waits until the first calls on the screen and in the store are the same. */
export async function callsEqualStore(page: Page, api: Api, query = ''): Promise<void> {
  await until(
    async () => {
      const shown = await shownCalls(page);
      const stored = (await allCalls(api, query)).map(({ phone, state }) => ({
        to: phone?.replace(/\D/g, '') ?? '',
        state: WORD_OF[state],
      }));
      return { shown, stored: stored.slice(0, shown.length), all: stored.length };
    },
    ({ shown, stored, all }) =>
      shown.length >= Math.min(all, 10) && JSON.stringify(shown) === JSON.stringify(stored),
  );
}

/** Starts to note, inside the page, the states that each number's call was shown in. */
export async function watchCalls(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen: Record<string, string[]> = {};
    const look = (): void => {
      for (const row of document.querySelectorAll('[role=row][data-index]')) {
        const to = row.querySelector('.to')?.textContent.replace(/\D/g, '') ?? '';
        const state = row.querySelector('.state')?.textContent.trim() ?? '';
        if (!to || !state) continue;
        const before = (seen[to] ??= []);
        if (before.at(-1) !== state) before.push(state);
      }
    };
    look();
    const changes = { subtree: true, childList: true, characterData: true };
    new MutationObserver(look).observe(document.body, changes);
    Object.assign(globalThis, { callsSeen: seen });
  });
}

/** What was noted; null when the page was loaded anew in between. */
export function seenCalls(page: Page): Promise<Readonly<Record<string, readonly string[]>> | null> {
  return page.evaluate(
    () => (globalThis as unknown as { callsSeen?: Record<string, string[]> }).callsSeen ?? null,
  );
}
