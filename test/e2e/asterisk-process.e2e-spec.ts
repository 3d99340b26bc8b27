import { afterEach, describe, expect, it } from '@jest/globals';
import type {
  CallResource,
  CampaignResource,
  ContactPage,
  Page,
  PhoneSystemResource,
} from '@ringside/contracts';
import {
  asteriskEnv,
  phonesTo,
  startFakeAri,
  startNetwork,
  statusOf,
  type FakeAri,
  type Network,
} from './asterisk.js';
import { ServiceProcess, eventually, freePort, pause } from './service-process.js';

/** The service as a process of its own, dialing through a made-up Asterisk: what it says, how it ends, and kill -9. */
let ari: FakeAri | null = null;
let network: Network | null = null;
let service: ServiceProcess | null = null;

afterEach(async () => {
  network?.stop();
  await service?.dispose();
  await ari?.close();
  ari = network = service = null;
}, 30_000);

async function launch(url: string): Promise<ServiceProcess> {
  service = await ServiceProcess.create({ ...asteriskEnv(url), RESTART_GRACE: '1' });
  await service.start();
  return service;
}
async function arrive(port = 0, stepMs = 40): Promise<{ ari: FakeAri; network: Network }> {
  ari = await startFakeAri({ version: '22.10.1', port });
  network = startNetwork(ari, { stepMs });
  return { ari, network };
}
async function dial(running: ServiceProcess, body: object): Promise<string> {
  const made = await running.rest<CampaignResource>('POST', '/v1/call', { dialer_type: 'Fixed', ...body });
  return made.id;
}
const over = (running: ServiceProcess, id: string, withinMs: number): Promise<CampaignResource> =>
  eventually(
    async () => {
      const found = await running.rest<CampaignResource>('GET', `/v1/campaigns/${id}`);
      return found.state === 'completed' && found;
    },
    withinMs,
    'the campaign goes on by itself to its end',
  );
const connected = (running: ServiceProcess): Promise<PhoneSystemResource> =>
  eventually(
    async () => {
      const { items } = await running.rest<Page<PhoneSystemResource>>('GET', '/v1/phone-systems');
      return items.find(({ state }) => state === 'connected') ?? null;
    },
    10_000,
    'it is connected',
  );
/** What a person reads; the log, which is JSON here, is not for people. */
const said = ({ output }: ServiceProcess): string[] => output.filter((line) => !line.startsWith('{'));

describe('the terminal', () => {
  it('says what is dialed through, in one line why it is not connected, and when it is', async () => {
    const port = await freePort();
    const running = await launch(`http://127.0.0.1:${port}`);
    expect(said(running)).toContain(`Phone system: Asterisk at 127.0.0.1:${port}`);
    const id = await dial(running, { phone_number: phonesTo('1000', '1001') });
    const complaint = `Phone system not connected, nothing is dialed: No Asterisk answers at 127.0.0.1:${port}`;
    const complaints = (): string[] => said(running).filter((line) => line.startsWith(complaint));
    await eventually(async () => complaints().length > 0, 5000, 'it says that there is no Asterisk');
    // Long enough for some more tries: they are not worth a line.
    await pause(1500);
    expect(complaints()).toHaveLength(1);
    expect((await fetch(`${running.url}/livez`)).status).toBe(200);

    const { network: far } = await arrive(port);
    expect((await over(running, id, 20_000)).counts).toMatchObject({ completed: 1, busy: 1 });
    expect(far.called).toHaveLength(2);
    await eventually(
      async () =>
        said(running).includes(`Phone system: connected to Asterisk at 127.0.0.1:${port}, Asterisk 22.10.1`),
      5000,
      'it says that it is connected',
    );
    expect(running.output.join('\n')).not.toContain(asteriskEnv('')['ARI_PASSWORD']);
  }, 60_000);
});

describe('another program that takes over the application', () => {
  it('ends the process with one line and exit code 1, and calls go on', async () => {
    const { ari: engine } = await arrive();
    const running = await launch(engine.url);
    await connected(running);
    await dial(running, { phone_number: phonesTo('1010', '1010') });
    await eventually(async () => engine.engine.channels.size === 2, 5000, 'two calls are up');
    engine.send('{"type":"ApplicationReplaced","application":"ringside"}');
    await eventually(
      async () => running.output.some((line) => line.startsWith('ringside: ')),
      5000,
      'it says why it ends',
    );
    const ends = running.output.filter((line) => line.startsWith('ringside: '));
    expect(ends).toEqual([
      expect.stringMatching(/^ringside: Asterisk at 127\.0\.0\.1:\d+: Another program .*ARI_APP/),
    ]);
    expect(await running.stop()).toBe(1);
    expect(engine.engine.hungUp.size).toBe(0);
    expect(engine.engine.channels.size).toBe(2);
  }, 60_000);
});

describe('kill -9 in mid-campaign, while Asterisk goes on', () => {
  it('calls nobody twice, and every row says what became of its call', async () => {
    const { ari: engine, network: far } = await arrive(0, 60);
    const running = await launch(engine.url);
    const ends = ['1000', '1001', '1000', '1003', '1004'];
    const phones = phonesTo(...Array.from({ length: 60 }, (_, i) => ends[i % ends.length] ?? '1000'));
    const id = await dial(running, {
      phone_number: phones,
      lines: 3,
      ring_timeout: 6,
      max_duration: 8,
      reply_timeout: 2,
    });
    for (const wait of [350, 900, 120, 600]) {
      await pause(wait);
      await running.kill();
      await running.start();
      await connected(running);
    }
    expect((await over(running, id, 90_000)).lines_in_use).toBe(0);
    expect(new Set(far.called).size).toBe(far.called.length);
    expect(far.most).toBeLessThanOrEqual(3);

    const { items } = await running.rest<ContactPage>('GET', `/v1/campaigns/${id}/contacts?limit=1000`);
    expect(items.map(({ calls }) => calls)).toEqual(phones.map(() => 1));
    const called = new Set(far.called);
    for (const { phone, status, reason } of items) {
      // A request that the kill cut off is never repeated: its row says so.
      const expected = called.has(phone) ? [statusOf(phone)] : ['failed', 'placement_unknown'];
      expect([phone, ...(called.has(phone) ? [status] : [status, reason])]).toEqual([phone, ...expected]);
    }
    // What ended while the service was dead is not guessed: Asterisk was asked.
    const calls = await running.rest<Page<CallResource>>('GET', `/v1/campaigns/${id}/calls?limit=1000`);
    expect(calls.items.filter(({ end_estimated }) => end_estimated)).toEqual([]);
    expect(calls.items.filter(({ reason }) => reason === 'ended_unseen')).toEqual([]);
  }, 180_000);
});
