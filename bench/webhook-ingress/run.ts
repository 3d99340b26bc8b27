/**
 * Statuses a second that are accepted, stored, applied and broadcast, against a bare `node:http` server that group-commits
 * the same rows into the same PostgreSQL; and the time from the POST of a status to the browser's socket at 1,000/s.
 */
import { createClient } from '@ringside/client';
import type { CampaignFrame } from '@ringside/contracts';
import { testDatabase } from '@ringside/store/testing';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { io } from 'socket.io-client';
import { must, options, report } from '../support/figures.ts';
import { ingressRows, steadily } from '../support/ingress.ts';
import { post, startPhoneSystem, type PlacedCall } from '../support/phone-system.ts';
import { postAll, type Shot } from '../support/raw-poster.ts';
import { credentials, socketAuth, startNode, startService, type Service } from '../support/service.ts';

/** Calls in flight at once; each gets three statuses. A campaign has at most 1,000 lines. */
const CAMPAIGNS = options.short ? 2 : 20;
const LINES = options.short ? 300 : 1000;
const CALLS = CAMPAIGNS * LINES;
const STATUSES = ['ringing', 'answered', 'completed'];
const SOCKETS = 128;
const RATE = 1000;
const SECONDS = options.short ? 2 : 10;

interface Campaign {
  readonly id: string;
  readonly seq: number;
  readonly counts: Readonly<Record<string, number>>;
}

/** Campaigns whose every contact is in flight, waiting for statuses. */
async function dialAll(
  service: Service,
  campaigns: number,
  lines: number,
  calls: PlacedCall[],
): Promise<Campaign[]> {
  const before = calls.length;
  const made: Campaign[] = [];
  for (let c = 0; c < campaigns; c++) {
    const phone_number = Array.from({ length: lines }, (_, i) => `1${5_550_000_000 + c * lines + i}`);
    made.push(
      await service.rest<Campaign>('POST', '/v1/call', {
        dialer_type: 'Fixed',
        lines,
        phone_number,
        ring_timeout: 600,
      }),
    );
  }
  const end = performance.now() + 120_000;
  while (calls.length < before + campaigns * lines) {
    must(performance.now() < end, 'all calls were placed within two minutes');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return made;
}

const shots = (calls: readonly PlacedCall[]): Shot[] =>
  STATUSES.flatMap((status) =>
    calls.map((call) => ({ url: call.webhookUrl, body: JSON.stringify({ id: call.id, status }) })),
  );

/** Statuses a second, ours and theirs. */
async function throughput(
  service: Service,
  calls: PlacedCall[],
  databaseUrl: string,
): Promise<{ ours: number; theirs: number }> {
  const bare = await startNode(join(import.meta.dirname, 'bare.ts'), [databaseUrl, String(CALLS)]);
  const theirShots = shots(
    Array.from({ length: CALLS }, (_, i) => ({ id: i + 1, webhookUrl: `${bare.url}/w/${i + 1}`, at: 0 })),
  );
  const theirs = await postAll(theirShots, SOCKETS);
  await bare.stop();
  must(theirs.ok === theirShots.length, 'the bare server answered every status');

  const campaigns = await dialAll(service, CAMPAIGNS, LINES, calls);
  const client = createClient({ url: service.url, credentials });
  const following = client.campaign(campaigns[0]?.id ?? '').subscribe();
  const ourShots = shots(calls.splice(0));
  const ours = await postAll(ourShots, SOCKETS);
  following.unsubscribe();
  client.close();
  must(ours.ok === ourShots.length, `every status was accepted: ${ours.ok} of ${ourShots.length}`);
  for (const { id } of campaigns) {
    const { counts } = await service.rest<Campaign>('GET', `/v1/campaigns/${id}`);
    must(counts.completed === LINES, `every call of a campaign is completed: ${JSON.stringify(counts)}`);
  }
  return { ours: ours.ok / ours.seconds, theirs: theirs.ok / theirs.seconds };
}

/** Milliseconds from the POST of a status to the frame that shows it, at a steady rate. */
async function latency(service: Service, calls: PlacedCall[]): Promise<number[]> {
  const [campaign] = await dialAll(service, 1, 1000, calls);
  must(campaign !== undefined, 'a campaign');
  const socket = io(service.url, { auth: socketAuth, transports: ['websocket'] });
  const sent = new Map<string, number>();
  const samples: number[] = [];
  socket.on('campaign.frame', ({ changes }: CampaignFrame) => {
    const now = performance.now();
    for (const { call_id, status } of changes.rows) {
      const key = `${call_id} ${status}`;
      const at = sent.get(key);
      if (at === undefined) continue;
      sent.delete(key);
      samples.push(now - at);
    }
  });
  const followed = (await socket.timeout(5000).emitWithAck('campaign.follow', { id: campaign.id })) as {
    ok: boolean;
  };
  must(followed.ok, 'the campaign is followed');
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const waves = shots(calls.splice(0)).slice(0, Math.min(3000, RATE * SECONDS));
  await steadily(waves, RATE, (shot) => {
    const call = shot.url.split('/').at(-2) ?? '';
    sent.set(`${call} ${(JSON.parse(shot.body) as { status: string }).status}`, performance.now());
    void post(agent, shot.url, shot.body).catch(() => undefined);
  });
  await new Promise((resolve) => setTimeout(resolve, 1000));
  socket.close();
  agent.destroy();
  must(
    samples.length >= waves.length * 0.95,
    `the socket showed the statuses: ${samples.length} of ${waves.length}`,
  );
  return samples;
}

const database = await testDatabase();
const calls: PlacedCall[] = [];
const phone = await startPhoneSystem((call) => calls.push(call));
const service = await startService({ DATABASE_URL: database.databaseUrl, CALL_API_URL: phone.url });
try {
  const { ours, theirs } = await throughput(service, calls, database.databaseUrl);
  const samples = await latency(service, calls);
  report(
    import.meta.dirname,
    'Webhook ingress: statuses accepted, stored, applied and broadcast',
    ingressRows(theirs, ours, samples, RATE),
  );
} finally {
  await service.stop();
  await phone.close();
  await database.drop();
}
process.exit(0);
