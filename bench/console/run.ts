/**
 * The console in Chromium: 100,000 rows that get 600 statuses a second while somebody scrolls through them; how soon
 * something is seen, and how much is loaded for it. Against a page of plain text that is scrolled in the same way while
 * the service has the same to do: what such a machine can do at all. Then the list of a million calls against one of a hundred.
 */
import { testDatabase } from '@ringside/store/testing';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../../test/browser/chromium.ts';
import { ms, must, options, perSecond, quantile, report } from '../support/figures.ts';
import { startService, type Service } from '../support/service.ts';
import { callRows } from './calls.ts';
import { frameRows } from './frame-rows.ts';
import { scroll, type Scrolled } from './frames.ts';
import { startLoad, type Load } from './load.ts';
import { LIST, VIEWPORT, open } from './visit.ts';
import { firstPaint, gzippedSize, initialFiles, loadedFiles } from './weight.ts';

const NUMBERS = 100_000;
const LINES = options.short ? 300 : 1000;
const RATE = 600;
const SECONDS = options.short ? 5 : 21;
const PAINTS = options.check ? 1 : 5;

/** First paints, each in a browser of its own with an empty profile. */
async function firstPaints(service: Service): Promise<number[]> {
  const paints: number[] = [];
  for (let i = 0; i < PAINTS; i++) {
    const browser = await launchChromium();
    const { url } = await service.rest<{ url: string }>('POST', '/v1/session/links');
    const page = await (await browser.newContext({ viewport: VIEWPORT })).newPage();
    await page.goto(url);
    paints.push(await firstPaint(page));
    await browser.close();
  }
  return paints;
}

async function kilobytes(files: readonly string[]): Promise<number> {
  const sizes = await Promise.all(files.map(gzippedSize));
  return sizes.reduce((sum, size) => sum + size, 0) / 1000;
}

/** A page that needs no script: as many lines of text as the list has numbers in two minutes of scrolling. */
async function plainPage(browser: Browser): Promise<Page> {
  const page = await (await browser.newContext({ viewport: VIEWPORT })).newPage();
  const lines = Array.from({ length: 5000 }, (_, i) => `<p>${i} +1 301 555 01${i % 90}</p>`).join('');
  await page.setContent(`<main style="height:800px;overflow:auto;font:14px/32px sans-serif">${lines}</main>`);
  return page;
}

const completedOn = (page: Page): Promise<number> =>
  page
    .getByRole('button', { name: /^Completed/ })
    .textContent()
    .then((text) => Number(text?.replace(/\D/g, '')));

/** The board under load, scrolled; throws when it did not show what it should have shown. */
async function board(browser: Browser, service: Service, load: Load, id: string): Promise<Scrolled> {
  const page = await open(service, browser, `/campaigns/${id}`);
  await page.getByText(`${NUMBERS.toLocaleString('en')} numbers`).waitFor();
  const before = await completedOn(page);
  const statuses = load.run(RATE);
  const scrolled = await scroll(browser, page, LIST, SECONDS);
  const sent = await statuses.stop();
  must(sent.perSecond > 0.95 * RATE, `${RATE} statuses a second were accepted: ${sent.perSecond.toFixed(0)}`);
  must(scrolled.distance > 500 * SECONDS, `the list was scrolled: ${scrolled.distance} px`);
  must(
    (await completedOn(page)) > before + (RATE / 3) * SECONDS * 0.5,
    'the counts moved while it was scrolled',
  );
  must(await page.getByText('Live', { exact: true }).isVisible(), 'it is live');
  const { counts } = await service.rest<{ counts: { completed: number } }>('GET', `/v1/campaigns/${id}`);
  await page.getByRole('button', { name: `Completed ${counts.completed.toLocaleString('en')}` }).waitFor();
  await page.context().close();
  return scrolled;
}

const database = await testDatabase();
const load = await startLoad();
const service = await startService({ DATABASE_URL: database.databaseUrl, CALL_API_URL: load.url });
const browser = await launchChromium();
try {
  const phone_number = Array.from({ length: NUMBERS }, (_, i) => `1${5_550_000_000 + i}`);
  const { id } = await service.rest<{ id: string }>('POST', '/v1/campaigns', {
    dialer_type: 'Fixed',
    lines: LINES,
    phone_number,
    ring_timeout: 600,
  });

  const paints = await firstPaints(service);
  const visitor = await open(service, browser, '/');
  await visitor.getByText(`${NUMBERS.toLocaleString('en')} numbers`).waitFor();
  const initial = await kilobytes(await initialFiles(service.url));
  const loaded = await kilobytes(await loadedFiles(visitor));
  await visitor.context().close();

  await service.rest('POST', `/v1/campaigns/${id}/start`);
  const end = performance.now() + 60_000;
  while (load.inFlight() < LINES) {
    must(performance.now() < end, 'all lines are in use within a minute');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const plain = await plainPage(browser);
  const statuses = load.run(RATE);
  const floor = await scroll(browser, plain, 'main', SECONDS);
  await statuses.stop();
  await plain.context().close();
  const scrolled = await board(browser, service, load, id);

  const calls = await callRows(browser);

  must(initial < 250 && initial > 20, `the initial scripts and styles have ${initial.toFixed(0)} kB`);
  const worst = scrolled.long.toSorted((a, b) => b.duration - a.duration)[0];
  report(import.meta.dirname, 'The console: 100,000 rows, 600 statuses a second; 1,000,000 calls', [
    ...frameRows('plain text, same load on the machine', floor, false),
    ...frameRows(
      `board, ${NUMBERS.toLocaleString('en')} rows, ${LINES} lines, ${perSecond(RATE)}`,
      scrolled,
      true,
    ),
    ...(worst
      ? [
          {
            what: 'its longest frame by the account of the browser: script / rendering',
            figure: `${ms(worst.duration)}: ${ms(worst.script)} / ${ms(worst.rendering)} ${worst.where}`,
          },
        ]
      : []),
    {
      what: `first paint in an empty profile, median of ${PAINTS}`,
      figure: `${ms(quantile(paints, 0.5))} (${paints.map((paint) => paint.toFixed(0)).join(', ')})`,
      goal: '< 1 s',
      met: quantile(paints, 0.5) < 1000,
    },
    {
      what: 'initial scripts and styles, gzip',
      figure: `${initial.toFixed(1)} kB`,
      goal: '< 250 kB',
      met: initial < 250,
    },
    {
      what: 'all that is loaded until the board is drawn',
      figure: `${loaded.toFixed(1)} kB`,
      goal: '< 250 kB',
      met: loaded < 250,
    },
    ...calls,
  ]);
} finally {
  await browser.close();
  await service.stop();
  await load.close();
  await database.drop();
}
process.exit(0);
