/**
 * A sync of 1,000,000 records from a PBX on the same machine: fetched, read, merged; against `COPY` of the same rows into
 * tables like Ringside's. Then the same sync again, and how long pages of the list of all these calls take.
 */
import { testDatabase } from '@ringside/store/testing';
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { ms, must, options, perSecond, quantile, report, type Row } from '../support/figures.ts';
import { startPhoneSystem } from '../support/phone-system.ts';
import { startMock, startService, type Service } from '../support/service.ts';
import { syncRecords, type Sync } from '../support/sync.ts';

const RECORDS = options.short ? 20_000 : 1_000_000;

/** Seconds that PostgreSQL's own COPY takes for the calls and the raw records that the sync has written. */
async function copy(databaseUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on('error', () => undefined);
  await client.connect();
  await client.query(`create table bare_call (like ringside.call including all);
    create table bare_inbox (like ringside.inbox including all)`);
  let seconds = 0;
  for (const [from, to] of [
    ['call', 'bare_call'],
    ['inbox', 'bare_inbox'],
  ]) {
    const { rows } = await client.query<{ columns: string }>(
      `select string_agg(column_name, ', ' order by ordinal_position) as columns from information_schema.columns
       where table_schema = 'ringside' and table_name = $1 and is_generated = 'NEVER'`,
      [from],
    );
    const columns = rows[0]?.columns ?? '';
    // Text in hand first: what is measured is COPY, not making its lines.
    const lines: string[] = [];
    const reading = client.query(copyTo(`copy (select ${columns} from ringside.${from}) to stdout`));
    for await (const chunk of reading) lines.push((chunk as Buffer).toString());
    const started = performance.now();
    await pipeline(Readable.from(lines), client.query(copyFrom(`copy ${to} (${columns}) from stdin`)));
    seconds += (performance.now() - started) / 1000;
  }
  await client.query('drop table bare_call, bare_inbox');
  await client.end();
  return seconds;
}

/** Resident memory of a process in MiB, from the kernel. */
function residentMiB(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
}

interface Run {
  readonly sync: Sync;
  readonly seconds: number;
  /** MiB, as often as it was looked at. */
  readonly resident: readonly number[];
}

async function sync(service: Service): Promise<Run> {
  const resident: number[] = [];
  const watch = setInterval(() => resident.push(residentMiB(service.pid)), 50);
  const started = performance.now();
  try {
    const done = await syncRecords(service);
    must(done.fetched === RECORDS, `every record was fetched: ${done.fetched}`);
    return { sync: done, seconds: (performance.now() - started) / 1000, resident };
  } finally {
    clearInterval(watch);
  }
}

interface CallPage {
  readonly items: readonly { readonly created_at: string; readonly phone: string }[];
  readonly last_page: string | null;
}

/** Milliseconds a page takes, the median of 15. */
async function pageTime(service: Service, path: string): Promise<number> {
  const samples: number[] = [];
  for (let i = 0; i < 15; i++) {
    const started = performance.now();
    const { items } = await service.rest<CallPage>('GET', path);
    samples.push(performance.now() - started);
    must(items.length > 0 === !path.includes('busy'), `${path} has its calls`);
  }
  return quantile(samples, 0.5);
}

/** Pages of 100 calls: where one begins, in the middle, at the end, and filtered. */
async function browse(service: Service): Promise<Row[]> {
  const first = await service.rest<CallPage>('GET', '/v1/calls?limit=100');
  must(first.last_page !== null, 'there is a last page');
  const last = await service.rest<CallPage>('GET', first.last_page);
  const [newest, oldest] = [first.items[0], last.items.at(-1)].map((call) =>
    Date.parse(call?.created_at ?? ''),
  );
  const middle = new Date(((newest ?? 0) + (oldest ?? 0)) / 2).toISOString();
  const pages = {
    newest: '/v1/calls?limit=100',
    'in the middle': `/v1/calls?limit=100&to=${middle}`,
    oldest: first.last_page,
    'not answered': '/v1/calls?limit=100&state=no_answer',
    'of a state that none has': '/v1/calls?limit=100&state=busy',
    'to one number': `/v1/calls?limit=100&number=${last.items[0]?.phone ?? ''}`,
  };
  const rows: Row[] = [];
  for (const [name, path] of Object.entries(pages)) {
    const time = await pageTime(service, path);
    rows.push({
      what: `a page of 100 of these calls: ${name}`,
      figure: ms(time),
      goal: '< 100 ms',
      met: time < 100,
    });
  }
  return rows;
}

const database = await testDatabase();
const phone = await startPhoneSystem(() => undefined);
const pbx = await startMock(['--records', String(RECORDS), '--cdr-batch', '0']);
const service = await startService({
  DATABASE_URL: database.databaseUrl,
  CALL_API_URL: phone.url,
  PBX_URL: pbx.url,
  PBX_SYNC_EVERY: '0',
});
try {
  const first = await sync(service);
  const taken = (first.sync.report?.new ?? 0) + (first.sync.report?.refused ?? 0);
  must(taken === RECORDS, `all were new: ${JSON.stringify(first.sync.report)}`);
  const baseline = await copy(database.databaseUrl);
  const second = await sync(service);
  must(second.sync.report?.known === RECORDS, `all were known: ${JSON.stringify(second.sync.report)}`);

  const pages = await browse(service);
  const rate = RECORDS / first.seconds;
  const half = Math.ceil(first.resident.length / 2);
  const [earlier, later] = [first.resident.slice(0, half), first.resident.slice(half)].map((part) =>
    Math.max(...part),
  );
  const goal = RECORDS === 1_000_000;
  report(import.meta.dirname, 'A sync of call records: fetched, read, merged', [
    {
      what: `COPY of the same ${RECORDS.toLocaleString('en')} calls and raw records into tables like ours`,
      figure: `${baseline.toFixed(1)} s (${perSecond(RECORDS / baseline)})`,
    },
    {
      what: 'Ringside: first sync, end to end',
      figure: `${first.seconds.toFixed(1)} s (${perSecond(rate)}, ${(first.seconds / baseline).toFixed(2)} x COPY)`,
      ...(goal && { goal: '>= 20,000/s', met: rate >= 20_000 }),
    },
    {
      what: 'the same again: all known',
      figure: `${second.seconds.toFixed(1)} s (${perSecond(RECORDS / second.seconds)})`,
    },
    {
      what: 'first / second',
      figure: (first.seconds / second.seconds).toFixed(2),
      ...(goal && { goal: '>= 2', met: first.seconds / second.seconds >= 2 }),
    },
    {
      what: 'memory of the service: most in the first half / most in the second half',
      figure: `${earlier?.toFixed(0)} / ${later?.toFixed(0)} MiB`,
      ...(goal && {
        goal: 'flat: no more in the second half (+10 %)',
        met: (later ?? Infinity) < (earlier ?? 0) * 1.1,
      }),
    },
    ...pages,
  ]);
} finally {
  await service.stop();
  await pbx.stop();
  await phone.close();
  await database.drop();
}
process.exit(0);
