/**
 * Reads over REST while a campaign dials: documents and pages of a campaign with 1,000,000 contacts, asked for at a steady rate by many
 * clients at once, and the hardest of them one after the other; against the cheapest answer the same server gives (`/livez`) at the same rate. And what it costs to know a key again.
 */
import { postgresStore } from '@ringside/store';
import { testDatabase } from '@ringside/store/testing';
import { Readable } from 'node:stream';
import { Authenticator } from '../../apps/api/dist/session/authenticator.js';
import { ms, must, options, perSecond, quantile, report, type Row } from '../support/figures.ts';
import { startPhoneSystem, type PlacedCall } from '../support/phone-system.ts';
import { credentials, startService } from '../support/service.ts';

const NUMBERS = options.short ? 20_000 : 1_000_000;
const LINES = 30;
/** A call takes so long, milliseconds: 150 calls end, and begin, every second. */
const CALL_MS = 200;
const RATE = 200;
const SECONDS = options.check ? 3 : options.short ? 5 : 30;
const KEY_CHECKS = 10_000;
const headers = { 'x-api-key': credentials.apiKey, 'x-api-auth': credentials.apiAuth };

const database = await testDatabase();
const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
let completed = 0;
const phoneSystem = await startPhoneSystem((call) => void live(call));
const service = await startService({
  DATABASE_URL: database.databaseUrl,
  CALL_API_URL: phoneSystem.url,
  RATE_LIMIT: '0',
});

async function live(call: PlacedCall): Promise<void> {
  for (const status of ['ringing', 'answered', 'completed']) {
    await pause(CALL_MS / 3);
    await phoneSystem.send(call, status).catch(() => undefined);
  }
  completed += 1;
}

const phoneOf = (i: number): string => `1${5_550_000_000 + i}`;

/** A campaign with all the numbers, dialing. */
async function dialing(): Promise<string> {
  const { id } = await service.rest<{ id: string }>('POST', '/v1/campaigns', {
    dialer_type: 'Fixed',
    lines: LINES,
    phone_number: [],
  });
  function* lines(): Generator<string> {
    for (let i = 0; i < NUMBERS; i += 1000)
      yield Array.from({ length: 1000 }, (_, j) => `${phoneOf(i + j)}\n`).join('');
  }
  const answer = await fetch(`${service.url}/v1/campaigns/${id}/contacts`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'text/csv' },
    body: Readable.toWeb(Readable.from(lines(), { objectMode: false })) as ReadableStream,
    duplex: 'half',
  } as RequestInit);
  const { added } = (await answer.json()) as { added: number };
  must(added === NUMBERS, `${NUMBERS} were added: ${added}`);
  await service.rest('POST', `/v1/campaigns/${id}/start`);
  return id;
}

/** Asks at a steady rate, whether the answers come or not; milliseconds from when each was due. */
async function steadily(addresses: readonly (() => string)[]): Promise<number[]> {
  const samples: number[] = [];
  const underWay: Promise<void>[] = [];
  const started = performance.now();
  for (let n = 0; n < RATE * SECONDS; n++) {
    const due = started + (n * 1000) / RATE;
    if (due > performance.now()) await pause(due - performance.now());
    // A timer may come a little early; what comes late is late.
    const begun = Math.min(due, performance.now());
    const path = addresses[n % addresses.length]?.() ?? '';
    underWay.push(
      fetch(service.url + path, { headers }).then(async (answer) => {
        await answer.arrayBuffer();
        must(answer.ok, `${path}: ${answer.status}`);
        samples.push(performance.now() - begun);
      }),
    );
  }
  await Promise.all(underWay);
  return samples;
}

const both = (samples: readonly number[]): string =>
  `${ms(quantile(samples, 0.5))} / ${ms(quantile(samples, 0.99))}`;

const ONE_BY_ONE = options.check ? 5 : 100;

async function oneByOne(path: string): Promise<number[]> {
  const samples: number[] = [];
  for (let n = 0; n < ONE_BY_ONE; n++) {
    const begun = performance.now();
    const answer = await fetch(service.url + path, { headers });
    await answer.arrayBuffer();
    samples.push(performance.now() - begun);
    must(answer.ok, `${path}: ${answer.status}`);
  }
  return samples;
}

function timed(what: string, samples: readonly number[]): Row {
  const goal = NUMBERS === 1_000_000;
  return {
    what: `${what}, p50 / p99`,
    figure: both(samples),
    ...(goal && { goal: 'p99 < 50 ms', met: quantile(samples, 0.99) < 50 }),
  };
}

/** Milliseconds that a key takes which was right before. */
async function keyChecks(): Promise<number[]> {
  const store = postgresStore({ databaseUrl: database.databaseUrl });
  await store.start();
  const authenticator = new Authenticator(store.directory);
  const key = { kind: 'key', ...credentials, explicit: true } as const;
  must((await authenticator.identify(key, '127.0.0.1')) !== null, 'the key is right');
  const samples: number[] = [];
  for (let n = 0; n < KEY_CHECKS; n++) {
    const begun = performance.now();
    await authenticator.identify(key, '127.0.0.1');
    samples.push(performance.now() - begun);
  }
  await store.stop();
  return samples;
}

try {
  const id = await dialing();
  const uri = `/v1/campaigns/${id}`;
  const somewhere = (): number => 1 + Math.floor(Math.random() * NUMBERS);
  const contacts = `${uri}/contacts`;
  const reads: readonly (readonly [string, () => string])[] = [
    ['a campaign', () => uri],
    ['the campaigns', () => '/v1/campaigns'],
    ['a page of 100 contacts, anywhere in the list', () => `${contacts}?from=${somewhere()}`],
    ['of those that wait', () => `${contacts}?status=idle&from=${somewhere()}`],
    ['of those that were completed', () => `${contacts}?status=completed`],
    ['the calls of the account', () => '/v1/calls'],
  ];
  /** The nearer the end that is far from where the page begins, the longer the way would be. */
  const first = phoneOf(0).slice(-7);
  const last = phoneOf(NUMBERS - 1).slice(-7);
  const all = phoneOf(0).slice(0, 4);
  const middle = Math.round(NUMBERS * 0.9);
  const hard: readonly (readonly [string, string])[] = [
    ['the campaigns, each with its counts', '/v1/campaigns'],
    ['contacts of a status that the first have', `${contacts}?status=completed`],
    ['the same, the last page of them', `${contacts}?status=completed&last=true`],
    ['of a status that nearly all have, deep in the list', `${contacts}?status=idle&from=${middle}`],
    ['of a status that nobody has', `${contacts}?status=busy`],
    ['contacts whose number has digits that many have', `${contacts}?search=55500`],
    ['digits that all have', `${contacts}?search=${all}`],
    ['digits that all have, deep in the list', `${contacts}?search=${all}&from=${middle}`],
    ['digits that nobody has', `${contacts}?search=8888888888`],
    ['digits that are nearly those of all, and that nobody has', `${contacts}?search=5555555555`],
    ['digits that the last one has', `${contacts}?search=${last}`],
    ['digits that the first one has, from the end', `${contacts}?search=${first}&last=true`],
    ['digits that some have, all over the list', `${contacts}?search=7777`],
    ['completed, and digits that all have', `${contacts}?status=completed&search=${all}`],
    ['completed, and digits of the last one', `${contacts}?status=completed&search=${last}`],
    ['waiting, and digits of the first one', `${contacts}?status=idle&search=${first}`],
    [
      'waiting, and digits that all have, deep in the list',
      `${contacts}?status=idle&search=${all}&from=${middle}`,
    ],
    ['a name that nobody has', `${contacts}?search=nobody`],
  ];
  await steadily(reads.map(([, path]) => path));
  const idle = await steadily([() => '/livez']);
  const before = completed;
  const together = await steadily(reads.map(([, path]) => path));
  const dialed = (completed - before) / SECONDS;
  must(dialed > (LINES / (CALL_MS / 1000)) * 0.3, `it dialed meanwhile: ${dialed} calls/s`);
  const walked: Row[] = [];
  for (const [what, path] of hard) walked.push(timed(`${what}, one after the other`, await oneByOne(path)));
  const checks = await keyChecks();
  const goal = NUMBERS === 1_000_000;
  report(import.meta.dirname, 'REST: reads while a campaign of 1,000,000 contacts dials', [
    { what: `/livez at ${RATE}/s, p50 / p99`, figure: both(idle) },
    {
      what: `${reads.map(([what]) => what).join('; ')}: ${RATE}/s in turn, p50 / p99, ${NUMBERS.toLocaleString('en')} contacts`,
      figure: both(together),
      ...(goal && { goal: 'p99 < 50 ms', met: quantile(together, 0.99) < 50 }),
    },
    ...walked,
    { what: 'calls that ended, and began, meanwhile', figure: perSecond(dialed) },
    {
      what: 'a key that was seen before: to know it again, p50 / p99',
      figure: both(checks),
      goal: 'p50 < 0.2 ms',
      met: quantile(checks, 0.5) < 0.2,
    },
  ]);
} finally {
  await service.stop();
  await phoneSystem.close();
  await database.drop();
}
process.exit(0);
