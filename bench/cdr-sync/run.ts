/**
 * A sync of 1,000,000 records from a PBX on the same machine: fetched, read, merged; against `COPY` of the same rows into
 * tables like Ringside's. Then the same sync again.
 */
import { testDatabase } from '@ringside/store/testing';
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { must, options, perSecond, report } from '../support/figures.ts';
import { startPhoneSystem } from '../support/phone-system.ts';
import { startMock, startService, type Service } from '../support/service.ts';

const RECORDS = options.short ? 20_000 : 1_000_000;

interface Sync {
  readonly id: string;
  readonly state: string;
  readonly fetched: number;
  readonly report: Readonly<Record<string, number>> | null;
  readonly problem: unknown;
}

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
  const { id } = await service.rest<Sync>('POST', '/v1/syncs', {});
  for (;;) {
    const now = await service.rest<Sync>('GET', `/v1/syncs/${id}`);
    if (now.state !== 'running') {
      clearInterval(watch);
      must(now.state === 'completed', `the sync completed: ${JSON.stringify(now.problem)}`);
      must(now.fetched === RECORDS, `every record was fetched: ${now.fetched}`);
      return { sync: now, seconds: (performance.now() - started) / 1000, resident };
    }
    must(performance.now() - started < 300_000, 'within five minutes');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
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
  ]);
} finally {
  await service.stop();
  await pbx.stop();
  await phone.close();
  await database.drop();
}
process.exit(0);
