import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createClient, type RingsideClient } from '@ringside/client';
import type { CallStoryResource, CampaignResource, ContactPage, ContactStatus } from '@ringside/contracts';
import { CREDENTIALS, startApi, until, type Api } from './harness.js';

/** The first seed: a list, three at a time, in order, every status live. */
let api: Api;
const clients: RingsideClient[] = [];

beforeEach(async () => {
  api = await startApi({ mock: { seed: 3, behaviour: { people: 'answer', speed: 12 } } });
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await api.stop();
});

const LIST = [
  '1 (301) 555-0100',
  '+1 301.555.0101',
  '13015550102',
  '13015550100',
  '1 301 555 0103',
  '1 301 555 0104',
  '1 301 555 0100',
  '1 301 555 0105',
];
const dialed = (phone: string): string => phone.replace(/[^\d+]/g, '');

/** Follows the campaign as a browser does; answers what its rows showed, in order. */
function watch(id: string): { readonly seen: Map<number, ContactStatus[]>; readonly lines: number[] } {
  const client = createClient({ url: api.url, credentials: CREDENTIALS });
  clients.push(client);
  const seen = new Map<number, ContactStatus[]>();
  const lines: number[] = [];
  const rows = client.rows(id);
  rows.show(0, LIST.length);
  rows.view.subscribe(({ rows: shown }) => {
    for (const { position, status } of shown.values()) {
      const so_far = seen.get(position) ?? [];
      if (so_far.at(-1) !== status) so_far.push(status);
      seen.set(position, so_far);
    }
  });
  client.campaign(id).subscribe((live) => lines.push(live.lines.length));
  return { seen, lines };
}

describe('three at a time', () => {
  it('dials the list in order, each row once, never more than three at once, live on every screen', async () => {
    const created = await api.post('/v1/campaigns', { dialer_type: 'Fixed', phone_number: LIST });
    expect(created.status).toBe(201);
    const { id, state, lines } = (await created.json()) as CampaignResource;
    expect([state, lines]).toEqual(['idle', 3]);
    const screens = [watch(id), watch(id)];
    await until(() => screens.every(({ seen }) => seen.size === LIST.length), Boolean);

    expect((await api.post(`/v1/campaigns/${id}/start`)).status).toBe(200);
    const done = await until(
      () => api.get<CampaignResource>(`/v1/campaigns/${id}`),
      (campaign) => campaign.state === 'completed',
    );
    expect(done.counts.completed).toBe(LIST.length);
    expect(done.lines_in_use).toBe(0);

    const calls = api.mock.calls();
    expect(calls.map((call) => call.phone)).toEqual(LIST.map(dialed));
    expect(api.mock.stats().maxInFlight).toBe(3);
    for (const { seen, lines: inUse } of screens) {
      await until(() => [...seen.values()].every((statuses) => statuses.at(-1) === 'completed'), Boolean);
      expect(Math.max(...inUse)).toBe(3);
      for (const statuses of seen.values()) {
        expect(statuses[0]).toBe('idle');
        expect(statuses).toContain('ringing');
        expect(statuses).toContain('answered');
        const order = ['idle', 'dialing', 'ringing', 'answered', 'completed'];
        expect(statuses.map((status) => order.indexOf(status))).toEqual(
          statuses.map((status) => order.indexOf(status)).toSorted((a, b) => a - b),
        );
      }
    }

    const page = await api.get<ContactPage>(`/v1/campaigns/${id}/contacts`);
    expect(page.items.map((row) => row.phone)).toEqual(LIST);
    expect(new Set(page.items.map((row) => row.call_id)).size).toBe(LIST.length);
  });

  it('dials the next number the moment a call ends', async () => {
    const { id } = (await (
      await api.post('/v1/call', { dialer_type: 'Fixed', phone_number: LIST })
    ).json()) as CampaignResource;
    await until(
      () => api.get<CampaignResource>(`/v1/campaigns/${id}`),
      (campaign) => campaign.state === 'completed',
    );
    const calls = api.mock.calls();
    const ends = calls.map((call) => call.endedMs ?? Infinity).toSorted((a, b) => a - b);
    const waits = calls.slice(3).map((call, i) => call.arrivedMs - (ends[i] ?? 0));
    // What looks for ended calls now and then would be late as a rule; a busy machine is late now and then.
    const [middle = Infinity] = waits.toSorted((a, b) => a - b).slice(waits.length / 2);
    expect(middle).toBeLessThan(500);
    expect(Math.max(...waits)).toBeLessThan(5000);
  });

  it('keeps the story of every call: facts, webhooks and what was asked of the phone system', async () => {
    const { id } = (await (
      await api.post('/v1/call', { dialer_type: 'Fixed', phone_number: '1 301 555 0100' })
    ).json()) as CampaignResource;
    await until(
      () => api.get<CampaignResource>(`/v1/campaigns/${id}`),
      (campaign) => campaign.state === 'completed',
    );
    const { items } = await api.get<ContactPage>(`/v1/campaigns/${id}/contacts`);
    const story = await api.get<CallStoryResource>(`/v1/calls/${items[0]?.call_id}`);
    expect(story.state).toBe('completed');
    expect(story.phone).toBe('1 301 555 0100');
    const of = (source: string) =>
      story.events.filter((event) => event.source === source).map(({ type }) => type);
    expect(of('fact')).toEqual([
      'call.placing',
      'call.dialing',
      'call.ringing',
      'call.answered',
      'call.completed',
    ]);
    expect(of('webhook')).toEqual(['ringing', 'answered', 'completed']);
    expect(of('placement')).toEqual(['accepted']);
    expect(story.events.find(({ source }) => source === 'webhook')?.body).toContain('"status":"ringing"');
  });
});
