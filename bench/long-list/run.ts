/** A long list: 1,000,000 numbers uploaded as a stream, then dialed; against `COPY` of the same rows into the same PostgreSQL. */
import { testDatabase } from '@ringside/store/testing';
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { ms, must, options, perSecond, report } from '../support/figures.ts';
import { startPhoneSystem } from '../support/phone-system.ts';
import { credentials, startService } from '../support/service.ts';

const NUMBERS = options.short ? 50_000 : 1_000_000;

function* lines(make: (i: number) => string, count = NUMBERS): Generator<string> {
  for (let i = 0; i < count; i += 1000) {
    yield Array.from({ length: Math.min(1000, count - i) }, (_, j) => make(i + j)).join('');
  }
}
const phone = (i: number): string => `1${5_550_000_000 + i}`;

/** Seconds that PostgreSQL's own COPY takes for the rows of both tables. */
async function copy(databaseUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(
    'create table bare_contact (id uuid primary key default gen_random_uuid(), row int, phone text, fields jsonb)',
  );
  await client.query(
    'create table bare_campaign_contact (campaign int, position int, contact int, status text, primary key (campaign, position))',
  );
  const started = performance.now();
  await pipeline(
    Readable.from(lines((i) => `${i}\t${phone(i)}\t{}\n`)),
    client.query(copyFrom('copy bare_contact (row, phone, fields) from stdin')),
  );
  await pipeline(
    Readable.from(lines((i) => `1\t${i}\t${i}\tidle\n`)),
    client.query(copyFrom('copy bare_campaign_contact from stdin')),
  );
  const seconds = (performance.now() - started) / 1000;
  await client.query('drop table bare_contact, bare_campaign_contact');
  await client.end();
  return seconds;
}

/** Resident memory of a process in MiB, from the kernel. */
function residentMiB(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
}

async function create(): Promise<string> {
  const campaign = { dialer_type: 'Fixed', phone_number: phone(NUMBERS) };
  return (await service.rest<{ id: string }>('POST', '/v1/campaigns', campaign)).id;
}

/** Streams a list as an operator's file would come. */
async function upload(id: string, count: number): Promise<{ added: number }> {
  const body = Readable.toWeb(
    Readable.from(
      lines((i) => `${phone(i)}\n`, count),
      { objectMode: false },
    ),
  );
  const response = await fetch(`${service.url}/v1/campaigns/${id}/contacts`, {
    method: 'POST',
    headers: {
      'content-type': 'text/csv',
      'x-api-key': credentials.apiKey,
      'x-api-auth': credentials.apiAuth,
    },
    body: body as ReadableStream,
    duplex: 'half',
  } as RequestInit);
  return (await response.json()) as { added: number };
}

const database = await testDatabase();
const baseline = await copy(database.databaseUrl);
let firstCall = 0;
const phoneSystem = await startPhoneSystem((call) => (firstCall ||= call.at));
const service = await startService({ DATABASE_URL: database.databaseUrl, CALL_API_URL: phoneSystem.url });
try {
  // A first list, so that what is measured is the list and not the program taking its working memory.
  await upload(await create(), NUMBERS / 2);
  const id = await create();
  const before = residentMiB(service.pid);
  const resident: number[] = [];
  const watch = setInterval(() => resident.push(residentMiB(service.pid)), 50);
  const started = performance.now();
  const answer = await upload(id, NUMBERS);
  const loaded = (performance.now() - started) / 1000;
  clearInterval(watch);
  must(answer.added === NUMBERS, `all were added: ${JSON.stringify(answer).slice(0, 300)}`);

  const startedAt = performance.now();
  await service.rest('POST', `/v1/campaigns/${id}/start`);
  const end = performance.now() + 30_000;
  while (firstCall === 0 && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 2));
  must(firstCall > 0, 'it dials');
  const toFirstCall = firstCall - startedAt;
  const half = Math.ceil(resident.length / 2);
  const firstHalf = Math.max(...resident.slice(0, half));
  const secondHalf = Math.max(...resident.slice(half));
  const goal = NUMBERS === 1_000_000;
  report(import.meta.dirname, 'A long list: uploaded, then dialed', [
    {
      what: `COPY of the same ${NUMBERS.toLocaleString('en')} rows into two tables`,
      figure: `${baseline.toFixed(1)} s`,
    },
    {
      what: 'Ringside: uploaded as CSV, checked, stored',
      figure: `${loaded.toFixed(1)} s (${perSecond(NUMBERS / loaded)}, ${(loaded / baseline).toFixed(2)} x COPY)`,
      ...(goal && { goal: '< 20 s', met: loaded < 20 }),
    },
    {
      what: 'memory of the service: before / most while the first half came / most while the second half came',
      figure: `${before.toFixed(0)} / ${firstHalf.toFixed(0)} / ${secondHalf.toFixed(0)} MiB`,
      goal: 'flat: no more in the second half (+10 %)',
      met: secondHalf < firstHalf * 1.1,
    },
    { what: 'start -> first POST /call', figure: ms(toFirstCall), goal: '< 1 s', met: toFirstCall < 1000 },
  ]);
} finally {
  await service.stop();
  await phoneSystem.close();
  await database.drop();
}
process.exit(0);
