import { expect } from '@jest/globals';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { smallerPng } from './smaller-png.js';

const screensDir = resolve(import.meta.dirname, '../../docs/screens');
/** The pictures that stand in the documentation, and their names there; the others are only looked at. */
const KEPT: Readonly<Record<string, string>> = {
  'ringing-light': 'board-light',
  'ringing-dark': 'board-dark',
  'phone-ringing-light': 'phone-light',
  'phone-ringing-dark': 'phone-dark',
  'new-list-light': 'new-list',
  'finished-light': 'finished',
  'calls-live-light': 'calls',
  'calls-live-dark': 'calls-dark',
  'phone-calls-live-light': 'calls-phone',
  'calls-minutes-light': 'minutes',
  'messages-light': 'messages',
  'systems-several-light': 'phone-systems',
  'simulate-done-light': 'simulate',
};
/** Pictures are read over slow lines too. */
const MOST_BYTES = 200_000;

/**
 * Takes a picture. With UPDATE_SCREENS=1 the few of the documentation are written to docs/screens, all others
 * to a folder for temporary files.
 */
export async function picture(page: Page, name: string): Promise<void> {
  const taken = await page.screenshot({ animations: 'disabled', caret: 'hide', scale: 'css' });
  const kept = process.env['UPDATE_SCREENS'] === '1' ? KEPT[name] : undefined;
  const image = kept === undefined ? taken : smallerPng(taken);
  if (kept !== undefined && image.length > MOST_BYTES) {
    throw new Error(`${kept}.png would have ${image.length} bytes, more than ${MOST_BYTES}`);
  }
  const folder = kept === undefined ? join(tmpdir(), 'ringside-screens') : screensDir;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${kept ?? name}.png`), image);
}

let axeSource: Promise<string> | undefined;

/** What axe finds wrong with the page as it stands, one line a finding. `rules`: only these. */
export async function accessProblems(page: Page, rules?: readonly string[]): Promise<string[]> {
  const require = createRequire(import.meta.url);
  axeSource ??= readFile(require.resolve('axe-core/axe.min.js'), 'utf8');
  // Evaluated from outside, as a debugger does: the page's policy would not let it in, and stays as it is.
  await page.evaluate(`${await axeSource};0`);
  const { violations } = await page.evaluate((runOnly) => {
    const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } };
    return axe.run({ resultTypes: ['violations'], ...(runOnly && { runOnly }) });
  }, rules);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.target.join(' ')} ${node.any[0]?.message ?? ''}`),
  );
}

/** Everything that would have to be scrolled sideways to be read. */
export function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const root = document.documentElement;
    const wide = root.scrollWidth > root.clientWidth ? [`the page: ${root.scrollWidth}`] : [];
    for (const element of document.querySelectorAll<HTMLElement>('body *')) {
      // A list may hold a line that is longer than its field.
      if (element.tagName === 'TEXTAREA') continue;
      const scrolls = ['auto', 'scroll'].includes(getComputedStyle(element).overflowX);
      if (scrolls && element.scrollWidth > element.clientWidth) {
        wide.push(`${element.tagName}.${element.className}: ${element.scrollWidth}`);
      }
    }
    return wide;
  });
}

/** Texts in the head of the page that lie over each other. */
export function overlaps(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    /** What of an element is to be seen: a line that is cut off ends where it is cut. */
    const seen = (element: Element): DOMRect => {
      let { left, top, right, bottom } = element.getBoundingClientRect();
      for (let around = element.parentElement; around; around = around.parentElement) {
        if (getComputedStyle(around).overflowX === 'visible') continue;
        const box = around.getBoundingClientRect();
        [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
        [top, bottom] = [Math.max(top, box.top), Math.min(bottom, box.bottom)];
      }
      return new DOMRect(left, top, Math.max(0, right - left), Math.max(0, bottom - top));
    };
    const leaves = [...document.querySelectorAll<HTMLElement>('rs-top-bar header *')]
      .filter((element) => element.childElementCount === 0 && element.textContent.trim() !== '')
      .map((element) => ({ text: element.textContent.trim(), box: seen(element) }))
      .filter(({ box }) => box.width > 2);
    return leaves.flatMap(({ text, box }, i) =>
      leaves
        .slice(i + 1)
        .filter(
          (other) =>
            Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left) > 1 &&
            Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top) > 1,
        )
        .map((other) => `${text} / ${other.text}`),
    );
  });
}

/** Light and dark: a picture of each, and nothing to complain of. */
export async function looksRight(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await page.emulateMedia({ colorScheme: 'light' });
  await picture(page, `${name}-light`);
  const light = await accessProblems(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  // The picture also ends what still fades from one theme to the other.
  await picture(page, `${name}-dark`);
  // Only the colours are others.
  const dark = await accessProblems(page, ['color-contrast']);
  await page.emulateMedia({ colorScheme: 'light' });
  const found = { light, dark, tooWide: await tooWide(page), overlaps: await overlaps(page) };
  expect({ [name]: found }).toEqual({ [name]: { light: [], dark: [], tooWide: [], overlaps: [] } });
}
