/**
 * Many consoles on one busy campaign: how long until every one of them has seen a change. Against a bare Socket.IO server
 * that broadcasts messages of the same size at the same rate to as many sockets.
 */
import type { CampaignFrame } from '@ringside/contracts';
import { testDatabase } from '@ringside/store/testing';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { openConsoles, type ConsoleSocket } from '../support/console-socket.ts';
import { ms, must, options, perSecond, quantile, report } from '../support/figures.ts';
import { post, startPhoneSystem, type PlacedCall } from '../support/phone-system.ts';
import { socketAuth, startNode, startService } from '../support/service.ts';

const CONSOLES = options.short ? 50 : 1000;
const RATE = 600;
const SECONDS = options.short ? 2 : 10;
/** One console in so many reads what it gets. */
const READERS = 20;
const WAVE = 100;
const STATUSES = ['ringing', 'answered', 'completed'];

interface Delivered {
  /** Milliseconds from the moment a change was sent in to the moment each console had it. */
  readonly samples: number[];
  /** Messages that reached a console, a second. */
  readonly deliveries: number;
  /** Characters of an average message. */
  readonly size: number;
}

/** Ringside: 1,000 consoles follow a campaign whose calls get `RATE` statuses a second. */
async function ringside(): Promise<Delivered> {
  const database = await testDatabase();
  const calls: PlacedCall[] = [];
  const phone = await startPhoneSystem((call) => calls.push(call));
  const service = await startService({ DATABASE_URL: database.databaseUrl, CALL_API_URL: phone.url });
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const consoles: ConsoleSocket[] = [];
  try {
    const lines = Math.min(1000, Math.ceil((RATE * SECONDS) / STATUSES.length));
    const contacts = Math.ceil((RATE * SECONDS) / STATUSES.length) + lines;
    const phone_number = Array.from({ length: contacts }, (_, i) => `1${5_550_000_000 + i}`);
    const { id } = await service.rest<{ id: string }>('POST', '/v1/call', {
      dialer_type: 'Fixed',
      lines,
      phone_number,
      ring_timeout: 600,
    });
    const sent = new Map<string, number>();
    const samples: number[] = [];
    let deliveries = 0;
    let size = 0;
    consoles.push(
      ...(await openConsoles(service.url, socketAuth, CONSOLES, (event, index) => {
        if (event.toString('latin1', 0, 16) !== '["campaign.frame') return;
        const now = performance.now();
        deliveries++;
        size += event.length;
        // A few of them read what they get; they are served in turn with the others.
        if (index % READERS !== 0) return;
        const [, { changes }] = JSON.parse(event.toString()) as [string, CampaignFrame];
        for (const { call_id, status } of changes.rows) {
          const at = sent.get(`${call_id} ${status}`);
          if (at !== undefined) samples.push(now - at);
        }
      })),
    );
    for (const console of consoles) {
      const ack = await console.send('campaign.follow', { id });
      must(ack.includes('"ok":true'), 'every console follows the campaign');
    }
    deliveries = size = 0;
    const started = performance.now();
    let n = 0;
    while (performance.now() - started < SECONDS * 1000) {
      const due = ((performance.now() - started) * RATE) / 1000;
      for (; n < due; n++) {
        // A hundred calls ring, then all of them are answered, then all end.
        const round = Math.floor(n / (WAVE * STATUSES.length));
        const call = calls[round * WAVE + (n % WAVE)];
        const status = STATUSES[Math.floor(n / WAVE) % STATUSES.length];
        if (!call || !status) break;
        sent.set(`${call.webhookUrl.split('/').at(-2)} ${status}`, performance.now());
        void post(agent, call.webhookUrl, JSON.stringify({ id: call.id, status })).catch(() => undefined);
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    const seconds = (performance.now() - started) / 1000;
    await new Promise((resolve) => setTimeout(resolve, 1500));
    must(
      samples.length > (0.8 * n * CONSOLES) / READERS,
      `consoles saw the changes: ${samples.length} of ${(n * CONSOLES) / READERS}`,
    );
    return { samples, deliveries: deliveries / seconds, size: Math.round(size / deliveries) };
  } finally {
    for (const console of consoles) console.close();
    agent.destroy();
    await service.stop();
    await phone.close();
    await database.drop();
  }
}

/** Socket.IO alone: a message of `size` characters, `rate` times a second, to everybody. */
async function bare(size: number, rate: number): Promise<Delivered> {
  const server = await startNode(join(import.meta.dirname, 'bare.ts'), [
    String(size),
    String(rate),
    String(SECONDS),
  ]);
  const samples: number[] = [];
  const consoles = await openConsoles(server.url, {}, CONSOLES, (event) => {
    samples.push(Date.now() - Number(/"at":(\d+)/.exec(event.toString('latin1', 0, 60))?.[1]));
  });
  void consoles[0]?.send('go', null);
  await new Promise((resolve) => setTimeout(resolve, (SECONDS + 1.5) * 1000));
  for (const console of consoles) console.close();
  await server.stop();
  must(samples.length > 0.5 * rate * SECONDS * CONSOLES, 'the bare server reached its consoles');
  return { samples, deliveries: samples.length / SECONDS, size };
}

const ours = await ringside();
const theirs = await bare(ours.size, Math.round(ours.deliveries / CONSOLES));
report(import.meta.dirname, 'Fan-out: many consoles on one busy campaign', [
  {
    what: `bare Socket.IO, ${CONSOLES} sockets, messages of ${ours.size} characters at the same rate: deliveries/s, p50 / p99`,
    figure: `${perSecond(theirs.deliveries)}, ${ms(quantile(theirs.samples, 0.5))} / ${ms(quantile(theirs.samples, 0.99))}`,
  },
  {
    what: `Ringside, ${CONSOLES} consoles, ${RATE} events/s: frames delivered`,
    figure: perSecond(ours.deliveries),
  },
  {
    what: 'from the POST of a status to the console, p50 / p99',
    figure: `${ms(quantile(ours.samples, 0.5))} / ${ms(quantile(ours.samples, 0.99))}`,
    goal: 'p99 < 250 ms',
    met: quantile(ours.samples, 0.99) < 250,
  },
]);
process.exit(0);
