/**
 * Many consoles on one busy campaign: how long until every one of them has seen a change. Against a bare Socket.IO server
 * that broadcasts messages of the same size at the same rate to as many sockets.
 */
import type { CampaignFrame } from '@ringside/contracts';
import { testDatabase } from '@ringside/store/testing';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { io, type Socket } from 'socket.io-client';
import { ms, must, options, perSecond, quantile, report } from '../support/figures.ts';
import { post, startPhoneSystem, type PlacedCall } from '../support/phone-system.ts';
import { socketAuth, startNode, startService } from '../support/service.ts';

const CONSOLES = options.short ? 50 : 1000;
const RATE = 600;
const SECONDS = options.short ? 2 : 10;
const STATUSES = ['ringing', 'answered', 'completed'];

interface Delivered {
  /** Milliseconds from the moment a change was sent in to the moment each console had it. */
  readonly samples: number[];
  /** Messages that reached a console, a second. */
  readonly deliveries: number;
  /** Characters of an average message. */
  readonly size: number;
}

async function connectAll(url: string, auth: object, count: number): Promise<Socket[]> {
  const sockets: Socket[] = [];
  for (let i = 0; i < count; i += 50) {
    const some = Array.from({ length: Math.min(50, count - i) }, () =>
      io(url, { auth, transports: ['websocket'], forceNew: true }),
    );
    await Promise.all(
      some.map(
        (socket) =>
          new Promise<void>((resolve, reject) => {
            socket.once('connect', resolve);
            socket.once('connect_error', reject);
          }),
      ),
    );
    sockets.push(...some);
  }
  return sockets;
}

/** Ringside: 1,000 consoles follow a campaign whose calls get `RATE` statuses a second. */
async function ringside(): Promise<Delivered> {
  const database = await testDatabase();
  const calls: PlacedCall[] = [];
  const phone = await startPhoneSystem((call) => calls.push(call));
  const service = await startService({ DATABASE_URL: database.databaseUrl, CALL_API_URL: phone.url });
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const sockets: Socket[] = [];
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
    sockets.push(...(await connectAll(service.url, socketAuth, CONSOLES)));
    const sent = new Map<string, number>();
    const samples: number[] = [];
    let deliveries = 0;
    let size = 0;
    for (const socket of sockets) {
      socket.on('campaign.frame', ({ changes }: CampaignFrame) => {
        const now = performance.now();
        deliveries++;
        size += changes.rows.length;
        for (const { call_id, status } of changes.rows) {
          const at = sent.get(`${call_id} ${status}`);
          if (at !== undefined) samples.push(now - at);
        }
      });
      const followed = (await socket.timeout(10_000).emitWithAck('campaign.follow', { id })) as {
        ok: boolean;
      };
      must(followed.ok, 'every console follows the campaign');
    }
    deliveries = size = 0;
    const started = performance.now();
    let n = 0;
    while (performance.now() - started < SECONDS * 1000) {
      const due = ((performance.now() - started) * RATE) / 1000;
      for (; n < due; n++) {
        const call = calls[Math.floor(n / STATUSES.length)];
        const status = STATUSES[n % STATUSES.length];
        if (!call || !status) break;
        sent.set(`${call.webhookUrl.split('/').at(-2)} ${status}`, performance.now());
        void post(agent, call.webhookUrl, JSON.stringify({ id: call.id, status })).catch(() => undefined);
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    const seconds = (performance.now() - started) / 1000;
    await new Promise((resolve) => setTimeout(resolve, 1500));
    must(
      samples.length > 0.2 * n * CONSOLES,
      `consoles saw the changes: ${samples.length} of ${n * CONSOLES}`,
    );
    return { samples, deliveries: deliveries / seconds, size: Math.round((size / deliveries) * 330) };
  } finally {
    for (const socket of sockets) socket.close();
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
  const sockets = await connectAll(server.url, {}, CONSOLES);
  const samples: number[] = [];
  for (const socket of sockets) {
    socket.on('message', ({ at }: { at: number }) => samples.push(Date.now() - at));
  }
  sockets[0]?.emit('go');
  await new Promise((resolve) => setTimeout(resolve, (SECONDS + 1.5) * 1000));
  for (const socket of sockets) socket.close();
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
