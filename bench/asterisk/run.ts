/**
 * A real Asterisk: how soon a freed line dials again (from ChannelDestroyed to the next request at the engine's door), calls a second
 * when nobody has the number, and 300 calls at once. Against a bare loop over the same engine, by the same proxy.
 */
import { testDatabase } from '@ringside/store/testing';
import { join } from 'node:path';
import { Ari } from '../../test/asterisk/lab/ari.ts';
import { observe } from '../../test/asterisk/lab/observer.ts';
import { startProxy, type Originate } from '../../test/asterisk/lab/proxy.ts';
import { DIALER, startAsterisk } from '../../test/asterisk/lab/start.ts';
import { ms, must, options, perSecond, quantile, report, type Row } from '../support/figures.ts';
import { startNode, startService } from '../support/service.ts';

const SAMPLES = options.check ? 10 : options.short ? 60 : 300;
/** Both are measured in turn, so that a busy moment of the machine meets both. */
const ROUNDS = options.short ? 1 : 3;
const CALLS = options.check ? 100 : options.short ? 400 : 2000;
const BURST = 300;
const GOAL = 1.3;
/** Stays up; nobody has it: ends at once. */
const [UP, NOBODY] = ['15550001013', '15550001004'];

/** Starts something that keeps `lines` lines full with calls to one number, `calls` of them. */
type Dialer = (
  databaseUrl: string,
  url: string,
  lines: number,
  calls: number,
  lastDigits: string,
) => Promise<{ stop(): Promise<void> }>;

const ringside: Dialer = async (databaseUrl, url, lines, calls, number) => {
  const service = await startService({
    DATABASE_URL: databaseUrl,
    PHONE_SYSTEM: 'asterisk',
    ARI_URL: url,
    ARI_USER: DIALER.user,
    ARI_PASSWORD: DIALER.password,
    ARI_ENDPOINT: 'Local/{number}@carrier',
  });
  const phone_number = Array.from({ length: calls }, (_, i) => `1${5_550_000 + i}${number.slice(-4)}`);
  await service.rest('POST', '/v1/call', { dialer_type: 'Fixed', lines, phone_number });
  return service;
};
const bare: Dialer = (databaseUrl, url, lines, calls, number) =>
  startNode(join(import.meta.dirname, 'bare.ts'), [
    databaseUrl,
    url,
    String(lines),
    String(calls),
    number,
    'socket',
  ]);

interface Passing {
  /** A request to place a call is at the engine's door. */
  originate: (asked: Originate) => void;
  /** The engine answered it. */
  answered: (status: number) => void;
  /** The end of one of the calls went by, on its way to the dialer. */
  destroyed: (id: string, at: number) => void;
}

const engine = await startAsterisk({ suite: 'sid' });
const ari = new Ari(engine.url);
const observer = await observe(engine);

async function withDialer(
  dialer: Dialer,
  [lines, calls, number]: readonly [number, number, string],
  passing: Partial<Passing>,
  measure: () => Promise<void>,
): Promise<void> {
  const database = await testDatabase();
  const proxy = await startProxy({
    target: engine.url,
    onOriginate: async (asked, forward) => {
      passing.originate?.(asked);
      const answer = await forward();
      passing.answered?.(answer.status);
      return { kind: 'answer', answer };
    },
    onEvent: (text) => {
      if (!text.includes('"ChannelDestroyed"')) return;
      const at = performance.now();
      const { channel } = JSON.parse(text) as { channel: { id: string } };
      if (!channel.id.endsWith(';2')) passing.destroyed?.(channel.id, at);
    },
  });
  const running = await dialer(database.databaseUrl, proxy.url, lines, calls, number);
  try {
    await measure();
  } finally {
    await running.stop();
    await proxy.close();
    await database.drop();
    // One by one: Asterisk's HTTP server takes no more than so many at once.
    for (const id of [...observer.calls.keys()]) await ari.ask('DELETE', `channels/${id}`);
    await until(() => observer.calls.size === 0);
  }
}

/** One call ends at a time; each sample is the time until the line is dialed again. */
async function refill(dialer: Dialer, lines: number): Promise<number[]> {
  const up: string[] = [];
  const samples: number[] = [];
  let ended = 0;
  const passing: Partial<Passing> = {
    originate: ({ callId, at }) => {
      up.push(callId ?? '');
      if (ended > 0) samples.push(at - ended);
      ended = 0;
    },
    destroyed: (_id, at) => {
      ended = at;
    },
  };
  await withDialer(dialer, [lines, lines + SAMPLES, UP], passing, async () => {
    await until(() => up.length === lines);
    for (let i = 0; i < SAMPLES; i++) {
      const oldest = up.shift() ?? '';
      await until(() => observer.calls.get(oldest)?.state === 'Up');
      await ari.must('DELETE', `channels/${oldest}`);
      await until(() => samples.length === i + 1);
    }
  });
  must(samples.length === SAMPLES, 'every sample was taken');
  return samples;
}

/** Every call ends at once; calls a second. */
async function throughput(dialer: Dialer, lines: number): Promise<number> {
  const at: number[] = [];
  let over = 0;
  const passing: Partial<Passing> = {
    originate: (asked) => at.push(asked.at),
    destroyed: () => over++,
  };
  await withDialer(dialer, [lines, CALLS, NOBODY], passing, () => until(() => over === CALLS));
  must(at.length === CALLS, `${CALLS} calls were made once each, not ${at.length}`);
  return (CALLS - 1) / (((at.at(-1) ?? 0) - (at[0] ?? 0)) / 1000);
}

/** As many lines as calls, and all of them free: how long until all are up, and how many the engine refused. */
async function burst(dialer: Dialer): Promise<{ took: number; refused: number }> {
  let first = 0;
  let answered = 0;
  let refused = 0;
  let took = 0;
  const passing: Partial<Passing> = {
    originate: ({ at }) => {
      first ||= at;
    },
    answered: (status) => {
      answered++;
      if (status >= 300) refused++;
    },
  };
  await withDialer(dialer, [BURST, BURST, UP], passing, async () => {
    await until(() => answered >= BURST);
    took = performance.now() - first;
    await until(() => [...observer.calls.values()].filter(({ state }) => state === 'Up').length === BURST);
  });
  must(answered === BURST, `${BURST} calls were asked for once each, not ${answered}`);
  return { took, refused };
}

async function until(done: () => boolean): Promise<void> {
  const end = performance.now() + 120_000;
  while (!done()) {
    must(performance.now() < end, 'within two minutes');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

const rows: Row[] = [];
const ratio = (what: string, value: number): Row => ({
  what,
  figure: value.toFixed(2),
  goal: `<= ${GOAL}`,
  met: value <= GOAL,
});
try {
  const [theirs, ours]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    theirs.push(...(await refill(bare, 30)));
    ours.push(...(await refill(ringside, 30)));
  }
  const both = (samples: number[]): string =>
    `${ms(quantile(samples, 0.5))} / ${ms(quantile(samples, 0.99))}`;
  rows.push(
    { what: 'ChannelDestroyed -> next originate, 30 lines: bare loop, p50 / p99', figure: both(theirs) },
    { what: 'the same: Ringside, p50 / p99', figure: both(ours) },
    ratio('ratio of the medians', quantile(ours, 0.5) / quantile(theirs, 0.5)),
  );

  const rates: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    rates[0].push(await throughput(bare, 30));
    rates[1].push(await throughput(ringside, 30));
  }
  const [bareRate, ourRate] = [quantile(rates[0], 0.5), quantile(rates[1], 0.5)];
  rows.push(
    { what: 'originates/s, nobody has the number, 30 lines: bare loop', figure: perSecond(bareRate) },
    { what: 'the same: Ringside', figure: perSecond(ourRate) },
    ratio('bare loop / Ringside', bareRate / ourRate),
  );

  const [bareBurst, ourBurst] = [await burst(bare), await burst(ringside)];
  rows.push(
    {
      what: `${BURST} originates at once: bare loop`,
      figure: `${ms(bareBurst.took)}, ${bareBurst.refused} refused`,
    },
    {
      what: 'the same: Ringside',
      figure: `${ms(ourBurst.took)}, ${ourBurst.refused} refused`,
      goal: '0 refused',
      met: ourBurst.refused === 0,
    },
    ratio('ratio of the times', ourBurst.took / bareBurst.took),
  );
  report(import.meta.dirname, `A real Asterisk (${engine.version.split('+')[0]})`, rows);
} finally {
  observer.close();
  await engine.stop();
}
process.exit(0);
