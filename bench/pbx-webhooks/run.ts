/**
 * Webhooks a second of a PBX's own calls that are accepted, stored, applied and shown, against a bare `node:http` server that
 * group-commits the same rows into the same PostgreSQL; and the time from a POST to the browser's socket at 1,000/s.
 */
import type { Ack, CallsFrame, CallsSnapshot } from '@ringside/contracts';
import { testDatabase } from '@ringside/store/testing';
import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { io, type Socket } from 'socket.io-client';
import { must, options, report } from '../support/figures.ts';
import { ingressRows, steadily } from '../support/ingress.ts';
import { post, startPhoneSystem } from '../support/phone-system.ts';
import { postAll, type Shot } from '../support/raw-poster.ts';
import { socketAuth, startMock, startNode, startService, type Service } from '../support/service.ts';

const CALLS = options.short ? 600 : 20_000;
const ACTIONS = ['ORIGINATE', 'RING', 'ANSWERED', 'HANGUP'] as const;
const SHOWS: Readonly<Record<string, string>> = {
  ORIGINATE: 'dialing',
  RING: 'ringing',
  ANSWERED: 'answered',
  HANGUP: 'completed',
};
const SOCKETS = 128;
const RATE = 1000;
const SECONDS = options.short ? 2 : 10;
const tenant = randomUUID();
const START = Date.parse('2026-11-20T10:00:00Z');

/** A webhook is a whole record, with what is not known yet as null. */
function webhook(uuid: string, action: (typeof ACTIONS)[number], n: number): string {
  const step = ACTIONS.indexOf(action);
  const at = (stage: number, ms: number): string | null =>
    step >= stage ? new Date(START + n * 10 + ms).toISOString() : null;
  return JSON.stringify({
    uuid,
    domain_name: 'mockpbx.example',
    caller_name: '',
    caller_number: 12025550100,
    destination_number: 12025550101 + (n % 99),
    direction: 'outbound',
    call_start: at(0, 0),
    ring_start: at(1, 1000),
    answer_start: at(2, 4000),
    call_end: at(3, 34_000),
    duration: step === 3 ? 34 : null,
    recording: step === 3 ? randomUUID() : null,
    click_to_call: false,
    click_to_call_data: '',
    action,
  });
}

/** Every call's first webhook, then every call's second ...: many calls under way at once. */
function shots(url: string, uuids: readonly string[]): (Shot & { uuid: string; state: string })[] {
  return ACTIONS.flatMap((action) =>
    uuids.map((uuid, n) => ({
      url,
      uuid,
      state: SHOWS[action] ?? '',
      body: webhook(uuid, action, n),
      head: `tenant-uuid: ${tenant}\r\n`,
    })),
  );
}
const uuids = (count: number): string[] => Array.from({ length: count }, () => randomUUID());

async function follow(service: Service): Promise<Socket> {
  const socket = io(service.url, { auth: socketAuth, transports: ['websocket'] });
  const followed = (await socket.timeout(5000).emitWithAck('calls.follow', {})) as Ack<CallsSnapshot>;
  must(followed.ok, 'calls are followed');
  return socket;
}

async function throughput(service: Service, url: string): Promise<{ ours: number; theirs: number }> {
  const bare = await startNode(join(import.meta.dirname, 'bare.ts'), [database.databaseUrl]);
  const theirShots = shots(`${bare.url}/w`, uuids(CALLS));
  const theirs = await postAll(theirShots, SOCKETS);
  await bare.stop();
  must(theirs.ok === theirShots.length, 'the bare server answered every webhook');

  const socket = await follow(service);
  const ids = uuids(CALLS);
  const ourShots = shots(url, ids);
  const ours = await postAll(ourShots, SOCKETS);
  socket.close();
  must(ours.ok === ourShots.length, `every webhook was accepted: ${ours.ok} of ${ourShots.length}`);
  const open = await service.rest<{ items: unknown[] }>(
    'GET',
    '/v1/calls?origin=pbx&state=in_flight&limit=1',
  );
  must(open.items.length === 0, 'every call has ended');
  const { items } = await service.rest<{ items: { day: string; answered: number }[] }>(
    'GET',
    '/v1/minutes?from=2026-11-01&to=2026-11-30',
  );
  const counted = items.reduce((sum, row) => sum + row.answered, 0);
  must(counted === CALLS, `every call was answered: ${counted}`);
  return { ours: ours.ok / ours.seconds, theirs: theirs.ok / theirs.seconds };
}

/** Milliseconds from the POST of a webhook to the frame that shows it, at a steady rate. */
async function latency(service: Service, url: string): Promise<number[]> {
  const socket = await follow(service);
  const sent = new Map<string, number>();
  const samples: number[] = [];
  socket.on('calls.frame', ({ changes }: CallsFrame) => {
    const now = performance.now();
    for (const { provider_call_id, state } of changes.calls) {
      const key = `${provider_call_id} ${state}`;
      const at = sent.get(key);
      if (at === undefined) continue;
      sent.delete(key);
      samples.push(now - at);
    }
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const waves = shots(url, uuids(Math.ceil((RATE * SECONDS) / ACTIONS.length)));
  await steadily(waves, RATE, (shot) => {
    sent.set(`${shot.uuid} ${shot.state}`, performance.now());
    void post(agent, shot.url, shot.body, { 'tenant-uuid': tenant }).catch(() => undefined);
  });
  await new Promise((resolve) => setTimeout(resolve, 1000));
  socket.close();
  agent.destroy();
  must(samples.length >= waves.length * 0.95, `the socket showed them: ${samples.length} of ${waves.length}`);
  return samples;
}

const database = await testDatabase();
const phone = await startPhoneSystem(() => undefined);
const pbx = await startMock(['--records', '0', '--cdr-batch', '0']);
const service = await startService({
  DATABASE_URL: database.databaseUrl,
  CALL_API_URL: phone.url,
  PBX_URL: pbx.url,
  PBX_SYNC_EVERY: '0',
});
try {
  const feeds = await service.rest<{ items: { webhook_url: string }[] }>('GET', '/v1/feeds');
  const url = service.url + new URL(feeds.items[0]?.webhook_url ?? '').pathname;
  const { ours, theirs } = await throughput(service, url);
  const samples = await latency(service, url);
  report(
    import.meta.dirname,
    "Webhooks of a PBX's own calls: accepted, stored, applied and shown",
    ingressRows(theirs, ours, samples, RATE),
  );
} finally {
  await service.stop();
  await pbx.stop();
  await phone.close();
  await database.drop();
}
process.exit(0);
