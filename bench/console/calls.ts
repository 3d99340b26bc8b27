import { testDatabase } from '@ringside/store/testing';
import type { Browser, Page } from 'playwright-core';
import { ms, must, options, quantile, type Row } from '../support/figures.ts';
import { startPhoneSystem } from '../support/phone-system.ts';
import { startMock, startService, type Service } from '../support/service.ts';
import { syncRecords } from '../support/sync.ts';
import { frameRows } from './frame-rows.ts';
import { BETWEEN, NOTCH, scroll, type Scrolled } from './frames.ts';
import { makeCalls } from './new-calls.ts';
import { pressed, watchRows, type Followed, type Watch } from './rows-drawn.ts';
import { LIST, open } from './visit.ts';

const MANY = options.check ? 20_000 : options.short ? 40_000 : 1_000_000;
const FEW = 100;
/** New calls a second meanwhile. */
const RATE = 20;
const SECONDS = options.short ? 5 : 21;
const TIMES = options.short ? 3 : 15;
/** As far as the list is read on before it is scrolled past an edge: where it once ended. */
const FAR = Math.min(500_000, MANY / 2);
const ROW = 32;
const PATIENCE_MS = 100;

/** What was measured of the list of so many calls. */
interface Browsed {
  readonly count: number;
  readonly scrolled: Scrolled;
  readonly opened: readonly number[];
  readonly end: readonly number[];
  readonly home: readonly number[];
  readonly before: readonly number[];
}

interface Calls {
  readonly items: readonly { readonly created_at: string }[];
  readonly last_page: string;
}

/** The list of calls: a million of them against a hundred, while new ones begin all the time. */
export async function callRows(browser: Browser): Promise<Row[]> {
  const few = await withCalls(FEW, (service) => browse(service, browser, FEW));
  const { many, far } = await withCalls(MANY, async (service) => ({
    many: await browse(service, browser, MANY),
    far: await farDown(service, browser),
  }));
  const named = ({ count }: Browsed): string => `${count.toLocaleString('en')} calls`;
  return [
    ...frameRows(`${named(few)}, ${RATE} new ones a second`, few.scrolled, true),
    ...frameRows(`${named(many)}, ${RATE} new ones a second`, many.scrolled, true),
    ...timeRows('opened, to rows drawn', few, many, ({ opened }) => opened, 1000),
    ...timeRows('End, to rows drawn', few, many, ({ end }) => end, PATIENCE_MS),
    ...timeRows('Home, to rows drawn', few, many, ({ home }) => home, PATIENCE_MS),
    ...timeRows('"Begun before", to rows drawn', few, many, ({ before }) => before, PATIENCE_MS),
    {
      what: `${named(many)}: read on without a pause, to row ${FAR.toLocaleString('en')}`,
      figure: `${Math.round(far.rowsPerSecond).toLocaleString('en')} rows/s; the page has ${far.startMB.toFixed(0)} MB at first, ${far.endMB.toFixed(0)} MB there`,
      goal: 'no more than 30 MB added',
      met: far.endMB - far.startMB < 30,
    },
    {
      what: `${named(many)}: frames with a jump, rows ${far.followed.from.toLocaleString('en')} to ${far.followed.to.toLocaleString('en')}, ${far.followed.laidOutAnew} times laid out anew`,
      figure: `${far.followed.jumps} of ${far.followed.frames}`,
      goal: 'none',
      met: far.followed.jumps === 0,
    },
    {
      what: `${named(many)}: frames with a row that is not drawn, there`,
      figure: `${far.followed.blanks} of ${far.followed.frames}`,
      goal: 'none',
      met: far.followed.blanks === 0,
    },
  ];
}

function timeRows(
  what: string,
  few: Browsed,
  many: Browsed,
  of: (browsed: Browsed) => readonly number[],
  limit: number,
): Row[] {
  return [few, many].map((browsed) => ({
    what: `${browsed.count.toLocaleString('en')} calls: ${what}, median / longest`,
    figure: `${ms(quantile(of(browsed), 0.5))} / ${ms(Math.max(...of(browsed)))}`,
    goal: `median < ${limit} ms`,
    met: quantile(of(browsed), 0.5) < limit,
  }));
}

/** A service that has synced so many records of a PBX. */
async function withCalls<T>(count: number, work: (service: Service) => Promise<T>): Promise<T> {
  const database = await testDatabase();
  const phone = await startPhoneSystem(() => undefined);
  const pbx = await startMock(['--records', String(count), '--cdr-batch', '0']);
  const service = await startService({
    DATABASE_URL: database.databaseUrl,
    CALL_API_URL: phone.url,
    PBX_URL: pbx.url,
    PBX_SYNC_EVERY: '0',
  });
  try {
    await syncRecords(service);
    return await work(service);
  } finally {
    await service.stop();
    await pbx.stop();
    await phone.close();
    await database.drop();
  }
}

/** As the list titles it. */
const titled = (at: string): string =>
  new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'long', timeZone: 'UTC' }).format(
    Date.parse(at),
  );
const calls = (service: Service, path: string): Promise<Calls> => service.rest<Calls>('GET', path);

async function browse(service: Service, browser: Browser, count: number): Promise<Browsed> {
  const page = await open(service, browser, '/calls');
  const { items: top, last_page } = await calls(service, '/v1/calls?limit=100');
  const { items: bottom } = await calls(service, last_page);
  const [newest = '', oldest = ''] = [top[0], bottom.at(-1)].map((call) => call && titled(call.created_at));
  await watchRows(page);
  const opened = await times(() => openAnew(page, service, newest));
  const end: number[] = [];
  const home = await times(async () => {
    end.push(await pressed(page, 'End', 'last', oldest));
    return pressed(page, 'Home', 'first', newest);
  });
  const before = await jumps(
    page,
    service,
    [top[0], bottom.at(-1)].map((call) => call?.created_at ?? ''),
  );
  await page.goto(`${service.url}/calls`);
  await page.getByRole('row').filter({ hasText: 'Completed' }).first().waitFor();
  const scrolled = await amongNewCalls(service, () => scroll(browser, page, LIST, SECONDS));
  must(scrolled.distance > 100 * SECONDS, `the list of ${count} was scrolled: ${scrolled.distance} px`);
  must(await page.getByText('Live', { exact: true }).isVisible(), 'it is live');
  await page.context().close();
  return { count, scrolled, opened, end, home, before };
}

/** From the start of the navigation until the newest calls are drawn. */
async function openAnew(page: Page, service: Service, newest: string): Promise<number> {
  await page.goto(`${service.url}/calls`, { waitUntil: 'commit' });
  await watchRows(page);
  await page.evaluate(
    ([title]) =>
      (globalThis as unknown as { rowsWatch: Watch }).rowsWatch.until(() => undefined, 'first', title),
    [newest] as const,
  );
  return page.evaluate(() => performance.now());
}

/** From a time put into "Begun before" until the calls before it are drawn; back in between. */
async function jumps(page: Page, service: Service, [newest = '', oldest = '']: string[]): Promise<number[]> {
  await page.getByRole('button', { name: /^Filter/ }).click();
  await page.locator('#f-to').waitFor();
  let share = 0;
  return times(async () => {
    share += 1 / (TIMES + 1);
    const at = Date.parse(newest) - share * (Date.parse(newest) - Date.parse(oldest));
    const to = new Date(Math.ceil(at / 60_000) * 60_000).toISOString();
    const { items } = await calls(service, `/v1/calls?limit=1&to=${to}`);
    const taken = await page.evaluate(
      ([value, title]) => {
        const { rowsWatch } = globalThis as unknown as { rowsWatch: Watch };
        const field = document.querySelector<HTMLInputElement>('#f-to');
        return rowsWatch.until(
          () => {
            if (field) field.value = value;
            field?.dispatchEvent(new Event('change'));
          },
          'first',
          title,
        );
      },
      [to.slice(0, 16), titled(items[0]?.created_at ?? '')] as const,
    );
    await page.getByRole('button', { name: 'Clear all' }).click();
    await page.waitForFunction(
      ([title]) => (globalThis as unknown as { rowsWatch: Watch }).rowsWatch.edges().first === title,
      [titled(newest)] as const,
    );
    return taken;
  });
}

async function times(measure: () => Promise<number>): Promise<number[]> {
  const samples: number[] = [];
  for (let i = 0; i < TIMES; i++) samples.push(await measure());
  return samples;
}

/** While new calls begin and end; they were all taken. */
async function amongNewCalls<T>(service: Service, work: () => Promise<T>): Promise<T> {
  const [{ items: feeds }, { items: tenants }] = await Promise.all([
    service.rest<{ items: { webhook_url: string }[] }>('GET', '/v1/feeds'),
    service.rest<{ items: { uuid: string }[] }>('GET', '/v1/tenants'),
  ]);
  const url = service.url + new URL(feeds[0]?.webhook_url ?? '').pathname;
  const made = makeCalls(url, tenants[0]?.uuid ?? '', RATE);
  const started = performance.now();
  const done = await work();
  const seconds = (performance.now() - started) / 1000;
  const begun = await made.stop();
  must(begun > 0.9 * RATE * seconds, `${RATE} calls a second began: ${begun} in ${seconds.toFixed(1)} s`);
  return done;
}

interface FarDown {
  readonly rowsPerSecond: number;
  readonly startMB: number;
  readonly endMB: number;
  readonly followed: Followed;
}

/** Reads on as fast as rows come, then turns the wheel past an edge of what is laid out at a time, while new calls begin. */
async function farDown(service: Service, browser: Browser): Promise<FarDown> {
  const page = await open(service, browser, '/calls');
  await watchRows(page);
  await page.waitForFunction(() => (globalThis as unknown as { rowsWatch: Watch }).rowsWatch.drawn());
  const startMB = await heapMB(page);
  const started = performance.now();
  const reached = await page.evaluate(readOn, [FAR, ROW] as const);
  const seconds = (performance.now() - started) / 1000;
  must(reached >= FAR, `row ${FAR} was reached: ${reached}`);
  const endMB = await heapMB(page);
  const followed = await amongNewCalls(service, () => pastAnEdge(page));
  must(followed.laidOutAnew > 0, 'an edge was passed');
  await page.context().close();
  return { rowsPerSecond: reached / seconds, startMB, endMB, followed };
}

/** Turns the wheel until other rows are laid out, and two seconds on. */
async function pastAnEdge(page: Page): Promise<Followed> {
  await page.locator(LIST).hover();
  await page.evaluate(() => {
    const { rowsWatch } = globalThis as unknown as { rowsWatch: Watch };
    Object.assign(globalThis, { soFar: rowsWatch.follow() });
  });
  let passed = Infinity;
  for (const end = performance.now() + 60_000; ;) {
    await page.mouse.wheel(0, NOTCH);
    await new Promise((resolve) => setTimeout(resolve, BETWEEN));
    const seen = await page.evaluate(() => (globalThis as unknown as { soFar(): Followed }).soFar());
    const now = performance.now();
    if (seen.laidOutAnew > 0) passed = Math.min(passed, now);
    if (now - passed > 2000 || now > end) return seen;
  }
}

/** What the page's scripts hold, after all that can be is let go. */
async function heapMB(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize / 1e6;
}

/** Runs in the page: scrolls on as soon as rows are drawn; stops shortly before other rows are laid out. */
async function readOn([far, row]: readonly [number, number]): Promise<number> {
  const { rowsWatch } = globalThis as unknown as { rowsWatch: Watch };
  const list = document.querySelector('cdk-virtual-scroll-viewport');
  if (!list) return 0;
  const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
  for (;;) {
    while (!rowsWatch.drawn()) await frame();
    const there = rowsWatch.index() >= far;
    const place = list.scrollTop / row;
    if (there && place > 8800 && place < 8960) return rowsWatch.index();
    const was = list.scrollTop;
    for (let waited = 0; list.scrollTop === was; waited++) {
      if (waited > 600) return rowsWatch.index();
      list.scrollBy({ top: (there ? 150 : 350) * row });
      await frame();
    }
  }
}
